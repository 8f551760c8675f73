"""Published rosters to keep a ledger of."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.organizations.tables import Organization
from tests.app.rosters.builders import Drawer


@pytest.fixture
def drawer(client: TestClient, engine: Engine, organization: Organization) -> Drawer:
    return Drawer(client, engine, organization)

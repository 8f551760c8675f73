"""A caller whose jobs are done at once, and rosters drawn by hand."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.organizations.tables import Organization
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import Drawer


@pytest.fixture
def planner(client: TestClient, engine: Engine, organization: Organization) -> Planner:
    return Planner(client, engine, organization)


@pytest.fixture
def drawer(client: TestClient, engine: Engine, organization: Organization) -> Drawer:
    return Drawer(client, engine, organization)

"""A caller whose jobs are done at once."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.organizations.tables import Organization
from tests.app.planning.builders import Planner


@pytest.fixture
def planner(client: TestClient, engine: Engine, organization: Organization) -> Planner:
    return Planner(client, engine, organization)

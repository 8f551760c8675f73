"""A caller whose jobs are done at once, and rosters ready to be simulated."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.organizations.tables import Organization
from tests.app.planning.builders import Planner
from tests.app.simulations.builders import Stager


@pytest.fixture
def planner(client: TestClient, engine: Engine, organization: Organization) -> Planner:
    return Planner(client, engine, organization)


@pytest.fixture
def stager(client: TestClient, engine: Engine, organization: Organization) -> Stager:
    return Stager(client, engine, organization)

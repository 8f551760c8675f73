"""What the tests of history share."""

import pytest
from sqlalchemy import Engine

from app.organizations.tables import Organization
from tests.app.history.builders import Office


@pytest.fixture
def office(engine: Engine, organization: Organization) -> Office:
    return Office(engine, organization)

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from app.database import tenant_session
from app.example.history import INTERVAL_QUEUES
from app.example.loading import load_example
from app.example.organization import example_organization
from app.history.service import kept_history
from app.installation import organization_named
from app.settings import Settings

EXAMPLE = example_organization()
WEEK = (date(2026, 10, 19), date(2026, 10, 25))
NOUNS = ("sites", "skills", "roles", "contracts", "agents", "queues", "shift-templates")


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def loaded(engine: Engine, told: list[str]) -> UUID:
    return load_example(engine, told.append, *WEEK)


@pytest.fixture
def caller(application: Any, settings: Settings, engine: Engine, loaded: UUID) -> TestClient:
    """A caller of an installation that holds the example organization only."""
    application.state.settings, application.state.engine = settings, engine
    return TestClient(application, base_url="http://localhost", raise_server_exceptions=False)


def items(caller: TestClient, noun: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.get(f"/v1/{noun}", params={"limit": 200}).json()["items"]
    return found


def rows_by_table(engine: Engine, organization_id: UUID) -> dict[str, tuple[int, Any]]:
    """Every table of the organization: its rows and the moment of the last change."""
    with tenant_session(engine, organization_id) as session:
        tables = session.execute(
            text(
                "SELECT table_name FROM information_schema.columns "
                "WHERE table_schema = 'public' AND column_name = 'updated_at'"
            )
        ).scalars()
        return {
            str(table): session.execute(text(f"SELECT count(*), max(updated_at) FROM {table}")).one()  # noqa: S608 - names from the catalogue
            for table in tables
        }


def test_every_document_of_the_example_can_be_read_back_over_http(caller: TestClient):
    for noun in NOUNS:
        expected = {each.name for each in getattr(EXAMPLE, noun.replace("-", "_"))}
        assert {each["name"] for each in items(caller, noun)} == expected
    for noun in ("time_off", "availability", "preferences", "programmes", "rule_layers"):
        assert len(items(caller, noun.replace("_", "-"))) == len(getattr(EXAMPLE, noun))


def test_roles_that_every_organization_starts_with_get_the_examples_figures(caller: TestClient):
    spans = {role["name"]: role["span_of_control"] for role in items(caller, "roles")}
    assert spans == {role.name: role.span_of_control for role in EXAMPLE.roles}


def test_agents_have_their_skills_site_and_contract(caller: TestClient):
    names = {
        noun: {each["id"]: each["name"] for each in items(caller, noun)}
        for noun in ("sites", "skills", "contracts")
    }
    agents = {agent["name"]: agent for agent in items(caller, "agents")}
    for expected in EXAMPLE.agents:
        agent = agents[expected.name]
        assert names["sites"][agent["site_id"]] == expected.site
        assert names["contracts"][agent["contract_id"]] == expected.contract
        assert {
            (names["skills"][skill["skill_id"]], skill["proficiency"]) for skill in agent["skills"]
        } == set(expected.skills)


def test_the_history_of_every_queue_covers_the_days_asked_for(engine: Engine, loaded: UUID):
    with tenant_session(engine, loaded) as session:
        kept = {each.queue: each for each in kept_history(session)}
    assert set(kept) == {queue.name for queue in EXAMPLE.queues}
    for queue in INTERVAL_QUEUES:
        assert kept[queue].interval_minutes == 15
        assert WEEK[0] - timedelta(days=1) <= kept[queue].first_start.date() <= WEEK[0]
        assert WEEK[1] - timedelta(days=2) <= kept[queue].last_start.date() <= WEEK[1] + timedelta(days=1)


def test_loading_again_changes_nothing_and_tells_nothing(engine: Engine, loaded: UUID, told: list[str]):
    before = rows_by_table(engine, loaded)
    told.clear()
    assert load_example(engine, told.append, *WEEK) == loaded
    assert rows_by_table(engine, loaded) == before
    assert told == []


def test_what_was_broken_off_is_completed(engine: Engine, loaded: UUID, told: list[str]):
    with tenant_session(engine, loaded) as session:
        for table in ("ticket", "history_interval", "history_series"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - written above
    told.clear()
    load_example(engine, told.append, *WEEK)
    assert told == [
        f"interval counts from {WEEK[0]} to {WEEK[1]}",
        f"single tickets from {WEEK[0]} to {WEEK[1]}",
    ]
    with tenant_session(engine, loaded) as session:
        assert len(kept_history(session)) == len(EXAMPLE.queues)


def test_what_somebody_changed_is_left_alone(engine: Engine, caller: TestClient, loaded: UUID):
    site = items(caller, "sites")[0]
    caller.delete(f"/v1/preferences/{items(caller, 'preferences')[0]['id']}")
    body = {key: site[key] for key in ("zone", "country", "subdivision")} | {"name": "Elsewhere"}
    assert caller.put(f"/v1/sites/{site['id']}", json=body).status_code == 200
    load_example(engine, lambda _line: None, *WEEK)
    assert "Elsewhere" in {each["name"] for each in items(caller, "sites")}
    assert len(items(caller, "preferences")) == len(EXAMPLE.preferences) - 1


def test_other_organizations_stay_as_they_are(engine: Engine, organization: Any, loaded: UUID):
    assert organization_named(engine, EXAMPLE.organization.name) == loaded != organization.id
    with tenant_session(engine, organization.id) as session:
        assert session.execute(text("SELECT count(*) FROM site")).scalar_one() == 0

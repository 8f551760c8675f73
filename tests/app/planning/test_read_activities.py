"""Programmes become sessions of the solver's problem, and rules that see to them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.organizations.tables import Organization
from app.planning.build_problem import Built
from solver.domain.roster import Activity, Segment
from solver.rules.sessions_held import SessionsHeld
from solver.rules.sessions_if_quiet import SessionsIfQuiet
from tests.app.builders import a_programme, a_rule_set, some_time_off
from tests.app.planning.test_build_problem import Builder
from tests.app.rosters.builders import MONDAY, a_shift, a_team, as_body, publish

PERIOD = {"first_date": "2026-03-02", "deadline": "2026-03-06", "zone": "Europe/Dublin"}


@pytest.fixture
def builder(client: TestClient, engine: Engine, organization: Organization) -> Builder:
    return Builder(client, engine, organization)


@pytest.fixture
def team(client: TestClient) -> list[dict[str, Any]]:
    return a_team(client)


def cohort(*agents: dict[str, Any], name: str = "A") -> dict[str, Any]:
    return {"name": name, "agent_ids": [agent["id"] for agent in agents]}


def announce(builder: Builder, session_id: str, start: str, agent: dict[str, Any], **fields: Any) -> Any:
    """A published roster of one shift with the session in it, though its problem knows of none."""
    begins = datetime.fromisoformat(start).replace(tzinfo=UTC)
    segment = Segment(
        activity=Activity.TRAINING,
        start=begins,
        end=begins + timedelta(hours=1),
        name="Crisis desk",
        session=session_id,
    )
    shift = a_shift(agent, begins.date(), "09:00").model_copy(update={"breaks": (segment,)})
    draft = builder.a_draft(shift, agents=[agent], **fields)
    assert publish(builder.client, draft, accept_broken_rules=True).status_code == 200
    return draft


def warnings_of(built: Built) -> str:
    return "\n".join(built.warnings)


def test_each_cohort_has_a_session_with_its_candidates_in_the_zone_of_the_programme(
    client: TestClient, builder: Builder, team: list[dict[str, Any]]
) -> None:
    programme = a_programme(
        client,
        cohorts=[cohort(*team[:2]), cohort(team[2], name="B")],
        opens="09:00",
        closes="11:00",
        **PERIOD | {"zone": "Asia/Kolkata"},
    )
    first, second = builder.problem().sessions
    assert (first.id, first.name) == (f"{programme['id']}/A", "Crisis desk (A)")
    assert set(first.attendees) == {agent["id"] for agent in team[:2]}
    assert second.attendees == (team[2]["id"],)
    # Half past three to half past four in UTC, on five workdays.
    assert len(first.starts) == 3 * 5
    assert first.starts[0] == datetime(2026, 3, 2, 3, 30, tzinfo=UTC)


def test_the_clock_change_of_the_period_moves_the_candidates_with_the_clock(
    client: TestClient, builder: Builder, team: list[dict[str, Any]]
) -> None:
    a_programme(client, cohorts=[cohort(*team)], weekdays=[5, 6], times_a_week=2, closes="10:00")
    saturday, sunday = builder.problem(first_date=date(2027, 3, 22)).sessions
    assert [each.starts[0].hour for each in (saturday, sunday)] == [9, 8]


def test_what_a_programme_favours_becomes_a_rule_for_its_sessions(
    client: TestClient, builder: Builder, team: list[dict[str, Any]]
) -> None:
    quiet = a_programme(client, cohorts=[cohort(*team)], **PERIOD)["id"]
    all_there = a_programme(client, name="All hands", favour="attendance", cohorts=[cohort(*team)], **PERIOD)
    rules = builder.built().rule_set.rules
    assert SessionsIfQuiet(sessions={f"{quiet}/A"}) in rules
    assert SessionsHeld(sessions={f"{all_there['id']}/A"}) in rules


def test_a_rule_that_speaks_of_the_sessions_already_is_left_as_it_is(
    client: TestClient, builder: Builder, team: list[dict[str, Any]]
) -> None:
    own = {"rule": "sessions_held", "activities": ["training"], "weight": None}
    chosen = a_rule_set(client, rules=[own])["id"]
    a_programme(client, cohorts=[cohort(*team)], **PERIOD)
    coaching = a_programme(client, name="Coaching", activity="coaching", cohorts=[cohort(*team)], **PERIOD)
    held, added = builder.built(rule_set_id=chosen).rule_set.rules
    assert held == SessionsHeld(activities={"training"}, weight=None)
    assert added == SessionsIfQuiet(sessions={f"{coaching['id']}/A"})


def test_without_programmes_nothing_is_added(builder: Builder, team: list[dict[str, Any]]) -> None:
    built = builder.built()
    assert built.problem.sessions == ()
    assert not any("sessions" in rule.rule for rule in built.rule_set.rules)


def test_a_session_announced_for_another_period_is_not_held_twice(
    client: TestClient, builder: Builder, team: list[dict[str, Any]]
) -> None:
    programme = a_programme(client, cohorts=[cohort(*team)], first_date="2026-02-02", zone="UTC")
    announce(builder, f"{programme['id']}/A", "2026-02-24 10:00", team[0], first_date=date(2026, 2, 23))
    assert builder.problem().sessions == ()


def test_a_new_version_of_a_published_roster_leaves_its_sessions_where_they_are(
    client: TestClient, builder: Builder, team: list[dict[str, Any]]
) -> None:
    programme = a_programme(client, cohorts=[cohort(*team)], **PERIOD)
    session_id = f"{programme['id']}/A"
    published = announce(builder, session_id, "2026-03-03 10:00", team[0])
    (kept,) = builder.problem(previous_roster_id=published["id"]).sessions
    assert kept.placed == datetime(2026, 3, 3, 10, tzinfo=UTC)
    (anew,) = builder.problem().sessions
    assert anew.placed is None, "a roster of its own is planned as if nobody had been told"


def test_who_is_away_all_week_is_not_waited_for(
    client: TestClient, builder: Builder, team: list[dict[str, Any]]
) -> None:
    a_programme(client, cohorts=[cohort(*team)], least=3, **PERIOD)
    some_time_off(
        client,
        agent_id=team[0]["id"],
        status="approved",
        starts_at="2026-03-02T00:00:00Z",
        ends_at="2026-03-09T00:00:00Z",
    )
    (session,) = builder.problem().sessions
    assert (len(session.attendees), session.least) == (2, 2)


def test_what_keeps_a_programme_from_being_held_is_a_warning_of_the_roster(
    client: TestClient, builder: Builder, team: list[dict[str, Any]]
) -> None:
    a_programme(client, name="Nobody", cohorts=[{"name": "A", "tags": ["nwe"]}], **PERIOD)
    a_programme(client, name="Late", cohorts=[cohort(*team)], first_date="2026-02-02", deadline="2026-02-20")
    told = warnings_of(builder.built())
    assert "No agent bears the tag nwe." in told
    assert "Nobody of the cohort A of Nobody is planned in this period." in told
    assert "Late was due by 2026-02-20, and no session of the cohort A was announced." in told


def test_the_roster_of_a_team_has_the_sessions_of_its_people_only(
    client: TestClient, builder: Builder
) -> None:
    team = a_team(client, "Ada Byrne", "Ben Kelly", tags=["north"])
    a_programme(client, cohorts=[cohort(team[0]), {"name": "B", "tags": ["south"]}], **PERIOD)
    a_programme(client, name="South", cohorts=[{"name": "A", "tags": ["south"]}], **PERIOD)
    built = builder.built(team="north")
    assert [session.name for session in built.problem.sessions] == ["Crisis desk (A)"]
    assert "of South" not in warnings_of(built)


def test_a_shift_edited_by_hand_keeps_the_session_it_holds(
    client: TestClient, builder: Builder, team: list[dict[str, Any]]
) -> None:
    segment = Segment(
        activity=Activity.COACHING,
        start=datetime(2026, 3, 2, 10, tzinfo=UTC),
        end=datetime(2026, 3, 2, 11, tzinfo=UTC),
        name="Coaching",
        session="coaching/A",
    )
    shift = a_shift(team[0]).model_copy(update={"breaks": (segment,)})
    draft = builder.a_draft(agents=team)
    answer = client.put(
        f"/v1/rosters/{draft['id']}/shifts",
        json=as_body([shift]),
        headers={"If-Match": f'"{draft["version"]}"'},
    )
    assert answer.status_code == 200, answer.text
    (read,) = client.get(f"/v1/rosters/{draft['id']}").json()["shifts"]
    assert read["breaks"][0]["session"] == "coaching/A"
    assert MONDAY.isoformat() == read["local_date"]

"""Training, coaching and meetings on the page: sessions of the roster, and the programmes they come from."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.organizations.tables import Organization
from app.web.activities import SessionLine, _sessions
from solver.domain.roster import Assignment
from solver.domain.session import Session, segment_of
from solver.domain.time import at_clock
from tests.app.builders import a_programme
from tests.app.rosters.builders import Drawer, a_shift, a_team
from tests.app.web.builders import MONDAY, a_problem, an_agent, id_of
from tests.app.web.builders import a_shift as a_problem_shift

KOLKATA = "Asia/Kolkata"
TEN = at_clock(MONDAY, time(10), KOLKATA)


def a_session(**fields: Any) -> Session:
    people = tuple(id_of(name) for name in ("Ada Byrne", "Ben Kelly"))
    given = {
        "id": "crisis/A",
        "name": "Crisis desk (A)",
        "minutes": 60,
        "starts": (TEN,),
        "attendees": people,
    }
    return Session(**{**given, "least": 1, **fields})


def lines(session: Session, *attending: str) -> list[SessionLine]:
    """What the page says of the session when these people attend it."""
    agents = [an_agent(name, KOLKATA) for name in ("Ada Byrne", "Ben Kelly", "Cleo Walsh")]
    problem = a_problem(agents).model_copy(update={"sessions": (session,)})
    shifts: list[Assignment] = []
    for agent in agents:
        if agent.name in attending:
            shift = a_problem_shift(agent, at_clock(MONDAY, time(8), KOLKATA))
            shifts.append(shift.model_copy(update={"breaks": (segment_of(session, TEN),)}))
    return list(_sessions(problem, shifts, ZoneInfo(KOLKATA)))


def test_a_session_is_told_with_its_moment_on_the_clock_of_the_roster_and_who_misses_it() -> None:
    [line] = lines(a_session(facilitators=(id_of("Cleo Walsh"),)), "Ada Byrne", "Cleo Walsh")
    assert line == SessionLine(
        name="Crisis desk (A)",
        kind="training",
        when="Mon 30 Nov 10:00–11:00",
        led_by="Cleo Walsh",
        attend="1 of 2",
        missing=("Ben Kelly",),
    )


def test_a_session_that_nobody_leads_or_too_few_attend_is_not_held() -> None:
    [unled] = lines(a_session(facilitators=(id_of("Cleo Walsh"),)), "Ada Byrne")
    [too_few] = lines(a_session(least=2), "Ada Byrne")
    assert unled.when == too_few.when == "not held"
    assert too_few.missing == ("Ada Byrne", "Ben Kelly")


def test_the_page_lists_programmes_with_whom_when_and_what_they_favour(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    ada, *_ = people = a_team(client)
    Drawer(client, engine, organization).a_draft(a_shift(ada), agents=people)
    programme = a_programme(
        client,
        name="Team <b>meeting</b>",
        activity="meeting",
        cohorts=[{"name": "A", "agent_ids": [ada["id"]], "tags": ["new"]}],
        times_a_week=2,
        deadline="2026-12-18",
    )
    html = client.get("/").text
    assert 'id="activities"' in html
    assert "Team &lt;b&gt;meeting&lt;/b&gt;" in html
    assert '<td class="t">2 × a week</td>' in html
    assert "Mon Tue Wed Thu Fri 09:00–17:00 Europe/Dublin" in html
    assert "from 2 Nov 2026 to 18 Dec 2026" in html
    assert "A: Ada Byrne, #new" in html
    assert f'data-edit-programme="{programme["id"]}"' in html
    assert f'<option data-id="{ada["id"]}" value="Ada Byrne">' in html


def test_without_a_roster_there_is_no_such_part(client: TestClient, organization: Organization) -> None:
    assert 'id="activities"' not in client.get("/").text


def test_sessions_come_in_order_of_time_and_those_not_held_last() -> None:
    agents = [an_agent("Ada Byrne")]
    early, late = (
        Session(
            id=f"{hour}",
            name=f"at {hour}",
            minutes=30,
            starts=(datetime(2026, 11, 30, hour, tzinfo=UTC),),
            attendees=(agents[0].id,),
        )
        for hour in (9, 11)
    )
    missed = early.model_copy(update={"id": "missed", "name": "missed"})
    problem = a_problem(agents).model_copy(update={"sessions": (missed, late, early)})
    shift = a_problem_shift(agents[0], datetime(2026, 11, 30, 8, tzinfo=UTC))
    attended = tuple(segment_of(each, each.starts[0]) for each in (early, late))
    shifts = [shift.model_copy(update={"breaks": attended})]
    assert [line.name for line in _sessions(problem, shifts, ZoneInfo("UTC"))] == ["at 9", "at 11", "missed"]

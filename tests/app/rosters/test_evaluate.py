"""Rosters made by hand, judged without a solver: JSON and CSV in; violations, measures and tiers out."""

import uuid
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

from app.rosters.problems import ShiftFileRefused
from app.rosters.shift_file import CellRefusedError, instant_of, read_shifts
from solver.domain.time import PlanningPeriod
from tests.app.rosters.builders import Drawer, a_shift, a_team, as_body
from tests.solver.builders import a_problem, a_template, an_agent

HEADER = "agent,template,start,end"
TWO_STARTS = (
    "agent,template,start_utc,local_start,end\n"
    "Ada Byrne,any,2026-03-02T09:00Z,2026-03-02T10:00,2026-03-02T17:00\n"
)


def evaluated(client: TestClient, roster: dict[str, Any], content: str) -> Any:
    return client.post(
        f"/v1/rosters/{roster['id']}:evaluate", content=content.encode(), headers={"content-type": "text/csv"}
    )


def refused(client: TestClient, roster: dict[str, Any], content: str) -> dict[str, Any]:
    answer = evaluated(client, roster, content)
    assert answer.status_code == 422, answer.text
    problem: dict[str, Any] = answer.json()
    assert problem["code"] == "roster.file_refused"
    return problem


def test_shifts_are_judged_with_violations_measures_and_tiers_and_nothing_is_stored(
    client: TestClient, drawer: Drawer
) -> None:
    team = a_team(client, "Ada Byrne", "Ben Kelly")
    roster = drawer.a_draft(a_shift(team[0]), agents=team, days=2)
    late, early = a_shift(team[0], start="14:00"), a_shift(team[0], date(2026, 3, 3), "06:00")
    answer = client.post(f"/v1/rosters/{roster['id']}:evaluate", json=as_body([late, early]))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["shifts"], found["problem_digest"]) == (2, roster["report"]["problem_digest"])
    [broken] = [each for each in found["violations"] if each["required"]]
    assert (broken["rule"], broken["message"][:18]) == ("min_rest", "Ada Byrne rests 8 ")
    tiers = {tier["tier"]: tier for tier in found["tiers"]}
    assert (tiers[0]["value"], tiers[0]["rules"]) == (1, ["min_rest"])
    assert tiers[2]["value"] == 5 * 10 * (48 - 16), "priority 5, tenths, hours nobody works"
    assert found["measures"]["paid_hours"] == 16
    assert client.get(f"/v1/rosters/{roster['id']}").json() == roster


def test_what_a_roster_is_written_as_can_be_read_and_judged_the_same(
    client: TestClient, drawer: Drawer
) -> None:
    (ada, ben) = a_team(client, "Ada Byrne", "=Ben", zone="America/Denver")
    roster = drawer.a_draft(a_shift(ada, breaks=[3]), a_shift(ben, start="20:00"), agents=[ada, ben], days=2)
    written = client.get(f"/v1/rosters/{roster['id']}", params={"format": "csv"}).text
    found = evaluated(client, roster, written).json()
    assert found["violations"] == roster["violations"]
    assert found["shifts"] == 2
    assert (
        found
        == client.post(
            f"/v1/rosters/{roster['id']}:evaluate",
            json={
                "shifts": [
                    {
                        name: shift[name]
                        for name in ("agent_id", "template", "start", "end", "breaks", "locked")
                    }
                    for shift in roster["shifts"]
                ]
            },
        ).json()
    )


def test_every_wrong_row_is_named_with_column_and_what_was_expected_and_none_is_taken(
    client: TestClient, drawer: Drawer
) -> None:
    team = a_team(client, "Ada Byrne")
    roster = drawer.a_draft(agents=team, days=2)
    problem = refused(
        client,
        roster,
        "Agent,Template,Start,End,Breaks,Locked\n"
        "Ada Byrne,any,2026-03-02T09:00,2026-03-02T17:00,,no\n"
        "Zoe,any,2026-03-02T09:00,2026-03-02T17:00,,\n"
        "Ada Byrne,never,2026-03-02T09:00,2026-03-02T17:00,,\n"
        "Ada Byrne,any,tomorrow,2026-03-02T17:00,,\n"
        "Ada Byrne,any,2026-03-02T09:00,2026-03-02T09:00,,\n"
        "Ada Byrne,any,2026-03-02T09:00,2026-03-02T17:00,lunch 2026-03-02T12:00/2026-03-02T12:30,\n"
        "Ada Byrne,lunch,2026-03-02T09:00,2026-03-02T17:00,lunch 2026-03-02T18:00/2026-03-02T18:30,\n"
        "Ada Byrne,any,2026-03-02T09:00,2026-03-02T17:00,,maybe\n"
        "Ada Byrne,any,,2026-03-02T17:00,,\n",
    )
    assert (problem["total"], problem["rows"]) == (8, 9)
    assert [(error["row"], error["column"]) for error in problem["errors"]] == [
        (3, "agent"),
        (4, "template"),
        (5, "start"),
        (6, "end"),
        (7, "breaks"),
        (8, "breaks"),
        (9, "locked"),
        (10, "start"),
    ]
    assert problem["errors"][1]["expected"] == "one of any, lunch"
    assert all(error["expected"] and error["found"] for error in problem["errors"])


@pytest.mark.parametrize(
    ("content", "row", "expected"),
    [
        ("agent,template,start,end,mood\n", 1, "one of agent"),
        ("agent,template,end\n", 1, "start_utc or local_start or start"),
        ("agent,agent,template,start,end\n", 1, "each column once"),
        (f"{HEADER}\nAda Byrne,any\n", 2, "4 cells"),
        (f"{HEADER}\n" + "Ada,any,x,y\n" * 20_001, 20_002, "at most 20000 shifts"),
        ("", 1, "agent or agent_id"),
        (f'{HEADER}\n"Ada', 2, "comma-separated"),
        (f"{HEADER}\nAda Byrne,any,9999-03-02T09:00,9999-03-02T17:00\n", 2, "1900 to 2199"),
        ("agent,template,start,end,zone\nAda Byrne,any,2026-03-02T09:00,2026-03-02T17:00,Mars\n", 2, "IANA"),
        (
            TWO_STARTS,
            2,
            "the same moment as in start_utc",
        ),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_the_row_and_what_was_expected(
    client: TestClient, drawer: Drawer, content: str, row: int, expected: str
) -> None:
    roster = drawer.a_draft(agents=a_team(client, "Ada Byrne"), days=2)
    [error, *_] = refused(client, roster, content)["errors"]
    assert error["row"] == row
    assert expected in error["expected"]


def test_bytes_that_are_no_text_and_bodies_that_are_no_json_are_refused(
    client: TestClient, drawer: Drawer
) -> None:
    roster = drawer.a_draft(agents=a_team(client, "Ada Byrne"), days=2)
    address = f"/v1/rosters/{roster['id']}:evaluate"
    binary = client.post(address, content=b"\xff\xfe\x00", headers={"content-type": "text/csv"})
    assert (binary.status_code, binary.json()["errors"][0]["expected"]) == (422, "text in UTF-8")
    for body in ({"shifts": 5}, {"shifts": [], "more": 1}):
        answer = client.post(address, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
        assert answer.json()["errors"][0]["loc"][0] == "body"
    stranger = client.post(address, json=as_body([a_shift(str(uuid.uuid4()))]))
    assert (stranger.status_code, stranger.json()["field"]) == (422, "shifts[0].agent_id")
    assert client.post(f"/v1/rosters/{uuid.uuid4()}:evaluate", json={"shifts": []}).status_code == 404


@pytest.mark.parametrize(
    ("zone", "text", "said"),
    [
        ("Europe/Dublin", "2026-10-25T01:30", "occurs twice in Europe/Dublin"),
        ("Europe/Dublin", "2026-03-29T01:30", "occurs never in Europe/Dublin"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "occurs twice"),
        ("America/Asuncion", "2024-10-06T00:15", "occurs never"),
        ("Pacific/Apia", "2011-12-30T12:00", "occurs never"),
    ],
)
def test_clock_times_that_occur_twice_or_never_ask_for_an_offset(zone: str, text: str, said: str) -> None:
    with pytest.raises(CellRefusedError) as refusal:
        instant_of("start", text, ZoneInfo(zone))
    assert said in refusal.value.expected
    assert instant_of("start", f"{text}+00:00", ZoneInfo(zone)).tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("America/New_York", date(2026, 11, 1), 540),
        ("America/New_York", date(2026, 3, 8), 420),
        ("Asia/Kathmandu", date(2026, 3, 2), 480),
        ("Australia/Lord_Howe", date(2026, 4, 5), 510),
        ("Pacific/Kiritimati", date(2026, 3, 2), 480),
    ],
)
def test_a_night_written_by_the_agents_clock_has_its_true_length(zone: str, day: date, minutes: int) -> None:
    before = date.fromordinal(day.toordinal() - 1)
    problem = a_problem(
        agents=[an_agent("anna", zone=zone)],
        templates=[a_template("night", "22:00", hours=8, keep="wall_time")],
        first_date=before,
        days=2,
        zone=zone,
    )
    assert problem.period == PlanningPeriod(first_date=before, days=2, zone=zone)
    [shift] = read_shifts(f"{HEADER}\nAnna,night,{before}T22:00,{day}T06:00\n".encode(), problem)
    assert shift.minutes == minutes
    assert shift.start.astimezone(ZoneInfo(zone)).hour == 22
    with pytest.raises(ShiftFileRefused):
        read_shifts(
            f"{HEADER}\nAnna,night,{before}T22:00,{datetime(2030, 1, 1, tzinfo=UTC)}\n".encode(), problem
        )

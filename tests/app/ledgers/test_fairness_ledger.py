"""The fairness ledger over HTTP agrees with the published rosters, carries over, and comes as CSV."""

import csv
import io
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient

from app.planning.build_problem import period_of
from app.planning.carry_over import read_told
from app.rosters.schemas import RosterBody
from solver.domain.people import Agent, Contract
from tests.app.rosters.builders import MONDAY, Drawer, a_shift, a_team, publish

ASKED = {"first_date": MONDAY - timedelta(days=60), "last_date": MONDAY + timedelta(days=60)}


def the_ledger(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/fairness-ledger", params={**ASKED, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counts(found: dict[str, Any]) -> dict[str, dict[str, int]]:
    return {line["agent"]: line["balance"]["counts"] for line in found["lines"]}


def test_the_ledger_agrees_with_what_is_published(client: TestClient, drawer: Drawer) -> None:
    ada, ben, _ = people = a_team(client)
    nights = [a_shift(ada, MONDAY + timedelta(days=number), "22:00") for number in (0, 2, 4)]
    roster = drawer.published(*nights, a_shift(ben, MONDAY + timedelta(days=5)), agents=people)
    found = the_ledger(client)
    assert found["totals"] | {"refused_wishes": 0} == {
        "nights": 3,
        "weekends": 1,
        "holidays": 0,
        "unpopular_starts": 3,
        "refused_wishes": 0,
    }
    assert counts(found)["Ada Byrne"] == {
        "nights": 3,
        "weekends": 0,
        "holidays": 0,
        "unpopular_starts": 3,
        "refused_wishes": 0,
    }
    assert found["lines"][0]["agent"] == "Ada Byrne"
    assert sum(line["balance"]["shifts"] for line in found["lines"]) == len(roster["shifts"])
    measured = client.get(f"/v1/rosters/{roster['id']}/measures").json()["measures"]["agents"]
    assert sum(each["nights"] for each in measured) == found["totals"]["nights"]


def test_a_new_edition_takes_the_place_of_the_old_one(client: TestClient, drawer: Drawer) -> None:
    ada, ben, _ = people = a_team(client)
    drawer.published(a_shift(ada, MONDAY, "22:00"), agents=people)
    drawer.published(a_shift(ben, MONDAY, "22:00"), agents=people)
    found = counts(the_ledger(client))
    assert (found["Ada Byrne"]["nights"], found["Ben Kelly"]["nights"]) == (0, 1)
    [entry] = client.get(f"/v1/agents/{ben['id']}/fairness-ledger").json()
    assert (entry["first_date"], entry["entry"]["nights"]) == (str(MONDAY), 1)


def test_rosters_of_other_dates_are_left_out_and_several_add_up(client: TestClient, drawer: Drawer) -> None:
    ada, *_ = people = a_team(client)
    for week in (0, 1):
        first = MONDAY + timedelta(days=7 * week)
        drawer.published(a_shift(ada, first, "22:00"), agents=people, first_date=first)
    assert the_ledger(client)["totals"]["nights"] == 2
    one = the_ledger(client, last_date=MONDAY)
    assert (one["rosters"], one["totals"]["nights"]) == (1, 1)
    assert the_ledger(client, team="nights")["lines"] == []


def test_drafts_are_not_in_the_ledger(client: TestClient, drawer: Drawer) -> None:
    ada, *_ = people = a_team(client)
    draft = drawer.a_draft(a_shift(ada, MONDAY, "22:00"), agents=people)
    assert the_ledger(client)["lines"] == []
    publish(client, draft)
    assert len(the_ledger(client)["lines"]) == 3


def test_the_ledger_comes_as_a_table(client: TestClient, drawer: Drawer) -> None:
    ada, *_ = people = a_team(client)
    drawer.published(a_shift(ada, MONDAY, "22:00"), agents=people)
    answer = client.get("/v1/fairness-ledger", params={**ASKED, "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert (rows[0]["agent"], rows[0]["nights"], rows[0]["nights_fair_share"]) == ("Ada Byrne", "1", "1")
    assert [row["rank"] for row in rows] == ["1", "2", "3"]


def test_what_was_carried_reaches_the_next_problem(client: TestClient, drawer: Drawer) -> None:
    ada, *_ = people = a_team(client)
    drawer.published(a_shift(ada, MONDAY, "22:00"), agents=people)
    following = MONDAY + timedelta(days=7)
    with drawer.session() as session:
        row = drawer.row(session, RosterBody(first_date=following, coverage_model="distributed", seconds=1))
        period = period_of(row)
        agent = Agent(id=ada["id"], name="Ada", zone="Europe/Dublin", contract=Contract(name="full time"))
        carried = read_told(session, row, period).with_past(agent, period).carried
    assert {str(kind): count for kind, count in carried.burdens.items()} == {
        "nights": 1,
        "unpopular_starts": 1,
    }
    assert carried.refused_wishes == 0

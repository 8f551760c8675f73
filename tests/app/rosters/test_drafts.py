"""Reading, judging and editing rosters."""

import csv
import io
import json
import uuid
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.rosters.builders import MONDAY, QUEUE_ID, Drawer, a_shift, a_team, as_body, publish

TUESDAY = date(2026, 3, 3)


def test_a_roster_is_read_with_its_shifts_in_utc_and_the_zone_to_show_them_in(
    client: TestClient, drawer: Drawer
) -> None:
    (ada,) = a_team(client, "Ada Byrne", zone="America/Denver")
    (shift,) = drawer.a_draft(a_shift(ada, MONDAY, "02:00", breaks=[4]), agents=[ada])["shifts"]
    assert (shift["agent"], shift["zone"]) == ("Ada Byrne", "America/Denver")
    assert (shift["start"], shift["end"]) == ("2026-03-02T02:00:00Z", "2026-03-02T10:00:00Z")
    assert shift["local_date"] == "2026-03-01", "02:00 in Dublin is the evening before in Denver"
    assert shift["paid_minutes"] == 450
    assert shift["breaks"][0]["start"] == "2026-03-02T06:00:00Z"


def test_whoever_has_a_version_is_told_that_it_is_still_the_same(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(a_shift(ada), agents=[ada])
    address = f"/v1/rosters/{draft['id']}"
    read = client.get(address)
    assert read.headers["etag"] == f'"{draft["version"]}"'
    again = client.get(address, headers={"If-None-Match": read.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    as_csv = client.get(address, params={"format": "csv"}, headers={"If-None-Match": read.headers["etag"]})
    assert as_csv.status_code == 200, "another form has another tag"


def test_a_published_roster_is_the_same_bytes_whatever_happens_to_its_people(
    client: TestClient, drawer: Drawer
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    roster = drawer.published(a_shift(ada), agents=[ada])
    before = client.get(f"/v1/rosters/{roster['id']}")
    body = {key: ada[key] for key in ada if key not in ("id", "created_at", "updated_at")}
    assert client.put(f"/v1/agents/{ada['id']}", json={**body, "name": "Ada King"}).status_code == 200
    after = client.get(f"/v1/rosters/{roster['id']}")
    assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])
    assert json.loads(after.content)["state"] == "published"


@pytest.mark.parametrize("asked", [{"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}])
def test_a_roster_as_csv_has_a_row_per_shift_and_no_formulas(
    client: TestClient, drawer: Drawer, asked: dict[str, Any]
) -> None:
    evil, ada = a_team(client, '=HYPERLINK("x")', "Ada Byrne")
    draft = drawer.a_draft(a_shift(evil), a_shift(ada, breaks=[4]), agents=[evil, ada])
    answer = client.get(f"/v1/rosters/{draft['id']}", **asked)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["agent"] for row in rows] == ['\'=HYPERLINK("x")', "Ada Byrne"]
    assert rows[1]["start_utc"] == "2026-03-02T09:00:00Z"
    assert rows[1]["local_end"] == "2026-03-02T17:00+00:00"
    assert (rows[1]["paid_minutes"], rows[1]["zone"]) == ("450", "Europe/Dublin")
    assert rows[1]["breaks"] == "lunch 2026-03-02T13:00+00:00/2026-03-02T13:30+00:00"


def test_coverage_is_told_per_queue_and_interval_as_json_and_csv(client: TestClient, drawer: Drawer) -> None:
    ada, ben = a_team(client, "Ada Byrne", "Ben Kelly")
    draft = drawer.a_draft(a_shift(ada), a_shift(ben, start="16:00"), agents=[ada, ben])
    address = f"/v1/rosters/{draft['id']}/coverage"
    coverage = client.get(address).json()
    (queue,) = coverage["queues"]
    nine = coverage["starts"].index("2026-03-02T09:00:00Z")
    assert (queue["queue_id"], queue["queue"]) == (QUEUE_ID, "Voice English")
    assert queue["covered"][nine - 1 : nine + 2] == [0.0, 1.0, 1.0]
    assert queue["short"][nine - 1 : nine + 1] == [1.0, 0.0]
    assert queue["over"][nine + 7] == 1.0, "both are there from four to five"
    assert coverage["covered_hours"] == 15.0
    assert coverage["coverage"] == pytest.approx(15 / 168)
    rows = list(csv.DictReader(io.StringIO(client.get(address, params={"format": "csv"}).text)))
    assert len(rows) == 168
    assert float(rows[nine]["covered"]) == 1.0
    assert rows[nine]["start_utc"] == "2026-03-02T09:00:00Z"


def test_measures_are_told_for_each_agent_by_name(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(a_shift(ada, MONDAY, "22:00"), agents=[ada])
    told = client.get(f"/v1/rosters/{draft['id']}/measures").json()
    (row,) = told["measures"]["agents"]
    assert told["agents"] == {ada["id"]: "Ada Byrne"}
    assert (row["local_night_hours"], row["nights"], row["paid_hours"]) == (7.0, 1, 8.0)


def test_a_roster_is_judged_as_it_is_or_with_other_shifts_and_stays_as_it_is(
    client: TestClient, drawer: Drawer
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(a_shift(ada), agents=[ada])
    address = f"/v1/rosters/{draft['id']}:validate"
    assert [each for each in client.post(address).json()["violations"] if each["required"]] == []
    other = as_body([a_shift(ada, MONDAY, "14:00"), a_shift(ada, TUESDAY, "06:00")])
    judged = client.post(address, json=other).json()
    (broken,) = [each for each in judged["violations"] if each["required"]]
    assert (broken["rule"], broken["excess"]) == ("min_rest", 1)
    assert "Ada Byrne" in broken["message"]
    assert client.get(f"/v1/rosters/{draft['id']}").json()["version"] == draft["version"]


def test_judging_names_agents_and_shifts_that_do_not_exist(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(agents=[ada])
    shifts = [a_shift(str(uuid.uuid4())), a_shift(ada, hours=9), a_shift(ada, "2027-01-01")]
    judged = client.post(f"/v1/rosters/{draft['id']}:validate", json=as_body(shifts)).json()
    found = {each["rule"] for each in judged["violations"] if each["required"]}
    assert found == {"known_agent", "offered_shift", "period"}


def test_shifts_edited_by_hand_are_kept_as_a_new_version_with_what_is_wrong_with_them(
    client: TestClient, drawer: Drawer
) -> None:
    ada, ben = a_team(client, "Ada Byrne", "Ben Kelly")
    draft = drawer.a_draft(a_shift(ada), agents=[ada, ben])
    address = f"/v1/rosters/{draft['id']}"
    body = as_body([a_shift(ben), a_shift(ben, start="12:00")])
    answer = client.put(
        f"{address}/shifts", json=body, headers={"If-Match": client.get(address).headers["etag"]}
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == f'"{draft["version"] + 1}"'
    (broken,) = [each for each in answer.json()["violations"] if each["required"]]
    assert broken["rule"] == "one_place_at_a_time"
    edited = client.get(address).json()
    assert [shift["agent"] for shift in edited["shifts"]] == ["Ben Kelly", "Ben Kelly"]
    assert edited["edited_at"] is not None
    assert edited["figures"]["status"] == "required_rules_broken"
    assert edited["figures"]["paid_hours"] == 16.0
    stale = client.put(f"{address}/shifts", json=body, headers={"If-Match": f'"{draft["version"]}"'})
    assert (stale.status_code, stale.json()["version"]) == (412, draft["version"] + 1)
    assert client.put(f"{address}/shifts", json=body).status_code == 428


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"start": "2026-03-02T09:00:00"}, "start"),
        ({"end": "2026-03-02T08:00:00Z"}, None),
        ({"template": "a\u0000b"}, "template"),
        ({"agent_id": "Ada"}, "agent_id"),
        ({"pay": 3}, "pay"),
        ({"breaks": [{"name": "x", "start": "2026-03-02T08:00:00Z", "end": "2026-03-02T08:30:00Z"}]}, None),
    ],
)
def test_a_shift_that_cannot_be_is_refused_with_its_place(
    client: TestClient, drawer: Drawer, change: dict[str, Any], place: str | None
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(agents=[ada])
    body = as_body([a_shift(ada)])
    body["shifts"][0] |= change
    answer = client.post(f"/v1/rosters/{draft['id']}:validate", json=body)
    assert answer.status_code == 422
    expected = ["body", "shifts", "0"] + ([place] if place else [])
    assert answer.json()["errors"][0]["loc"][: len(expected)] == expected


def test_editing_refuses_agents_the_roster_was_not_made_for(client: TestClient, drawer: Drawer) -> None:
    ada, ben = a_team(client, "Ada Byrne", "Ben Kelly")
    draft = drawer.a_draft(agents=[ada])
    answer = client.put(
        f"/v1/rosters/{draft['id']}/shifts",
        json=as_body([a_shift(ada), a_shift(ben)]),
        headers={"If-Match": "*"},
    )
    assert (answer.status_code, answer.json()["field"]) == (422, "shifts[1].agent_id")


def test_a_draft_can_be_discarded(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(a_shift(ada), agents=[ada])
    assert client.delete(f"/v1/rosters/{draft['id']}").status_code == 204
    assert client.get(f"/v1/rosters/{draft['id']}").status_code == 404


def test_rosters_are_listed_by_state_model_date_and_team(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne", tags=["spanish"])
    draft = drawer.a_draft(agents=[ada])
    other = drawer.a_draft(agents=[ada], coverage_model="traditional_24x7", team="spanish")
    publish(client, other)

    def listed(**query: str) -> list[str]:
        return [each["id"] for each in client.get("/v1/rosters", params=query).json()["items"]]

    assert listed() == [draft["id"], other["id"]]
    assert (
        listed(state="draft") == listed(coverage_model="distributed") == listed(team="all") == [draft["id"]]
    )
    assert listed(state="published") == listed(team="spanish") == [other["id"]]
    assert listed(first_date="2026-03-02", limit="1") == [draft["id"]]
    assert listed(first_date="2026-03-03") == listed(state="failed") == []


def test_the_newest_roster_of_each_model_stands_side_by_side(client: TestClient, drawer: Drawer) -> None:
    ada, ben = a_team(client, "Ada Byrne", "Ben Kelly")
    drawer.a_draft(agents=[ada])
    newer = drawer.a_draft(a_shift(ada), agents=[ada])
    sun = drawer.a_draft(agents=[ada], coverage_model="follow_the_sun")
    drawer.a_draft(agents=[ada], coverage_model="traditional_24x7", first_date=date(2026, 3, 9))
    query = {"first_date": "2026-03-02"}
    compared = client.get("/v1/rosters/side-by-side", params=query).json()
    assert [each["roster"]["id"] for each in compared["rosters"]] == [sun["id"], newer["id"]]
    assert compared["same_problem"] is True
    assert compared["rosters"][1]["measures"]["paid_hours"] == 8.0
    drawer.a_draft(agents=[ada, ben], coverage_model="traditional_24x7")
    assert client.get("/v1/rosters/side-by-side", params=query).json()["same_problem"] is False


def test_a_roster_that_does_not_exist_is_not_found_whatever_is_asked_of_it(client: TestClient) -> None:
    address = f"/v1/rosters/{uuid.uuid4()}"
    for method, path in (
        ("GET", address),
        ("DELETE", address),
        ("POST", f"{address}:validate"),
        ("POST", f"{address}:publish"),
        ("GET", f"{address}/coverage"),
        ("GET", f"{address}/measures"),
        ("GET", f"{address}/calendar.ics"),
        ("POST", f"{address}/calendar-feed"),
    ):
        answer = client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path

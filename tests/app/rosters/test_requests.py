"""Asking for a roster: what is refused at once, and what is queued."""

import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.builders import a_queue, a_rule_set
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import MONDAY, Drawer, a_shift, a_team, as_body

ASKED: dict[str, Any] = {"first_date": str(MONDAY), "coverage_model": "distributed"}
SOME_ID = str(uuid.uuid4())


def some_history(planner: Planner, name: str = "Voice English") -> None:
    a_queue(planner.client, name=name)
    planner.imports(f"queue,start,volume\n{name},2026-02-27T09:00Z,3\n")


def test_a_roster_is_asked_for_in_one_call_and_is_there_while_it_is_being_built(planner: Planner) -> None:
    some_history(planner)
    job = planner.asked("/v1/rosters", **ASKED)
    roster = planner.get(f"/v1/rosters/{job['subject_id']}")
    assert (job["kind"], roster["state"], roster["figures"]) == ("build_roster", "building", None)
    assert (roster["days"], roster["zone"], roster["team"]) == (7, "Europe/Dublin", "all")
    assert roster["job"] == f"/v1/jobs/{job['id']}"
    assert [each["id"] for each in planner.get("/v1/rosters", state="building")["items"]] == [roster["id"]]


def test_a_roster_whose_job_was_cancelled_has_failed(planner: Planner) -> None:
    some_history(planner)
    job = planner.asked("/v1/rosters", **ASKED)
    assert planner.client.post(f"/v1/jobs/{job['id']}:cancel").status_code == 202
    assert planner.get(f"/v1/rosters/{job['subject_id']}")["state"] == "failed"
    (listed,) = planner.get("/v1/rosters", state="failed")["items"]
    assert listed["id"] == job["subject_id"]
    assert planner.get("/v1/rosters", state="building")["items"] == []


def test_one_key_asks_once_however_often_it_is_sent(planner: Planner) -> None:
    some_history(planner)
    key = {"Idempotency-Key": "week-10"}
    answers = [planner.client.post("/v1/rosters", json=ASKED, headers=key) for _ in range(3)]
    assert len({answer.json()["subject_id"] for answer in answers}) == 1
    assert len(planner.get("/v1/rosters")["items"]) == 1


def test_nothing_can_be_judged_published_or_measured_before_it_is_built(planner: Planner) -> None:
    some_history(planner)
    job = planner.asked("/v1/rosters", **ASKED)
    address = f"/v1/rosters/{job['subject_id']}"
    version = {"If-Match": "*"}
    for method, path in (
        ("POST", f"{address}:validate"),
        ("POST", f"{address}:publish"),
        ("GET", f"{address}/coverage"),
        ("GET", f"{address}/measures"),
    ):
        answer = planner.client.request(method, path, headers=version)
        assert (answer.status_code, answer.json()["code"]) == (409, "roster.not_built"), path
        assert answer.json()["state"] == "building"
    edited = planner.client.put(f"{address}/shifts", json={"shifts": []}, headers=version)
    assert edited.json()["code"] == "roster.not_built"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"queues": ["No such queue"]}, "queues[0]"),
        ({"queues": [SOME_ID]}, "queues[0]"),
        ({"rule_set_id": SOME_ID}, "rule_set_id"),
        ({"previous_roster_id": SOME_ID}, "previous_roster_id"),
        ({"locked": as_body([a_shift(SOME_ID)])["shifts"]}, "locked[0].agent_id"),
    ],
)
def test_what_does_not_exist_is_named_by_its_field(
    planner: Planner, change: dict[str, Any], field: str
) -> None:
    some_history(planner)
    status, problem = planner.refused("/v1/rosters", **ASKED, **change)
    assert (status, problem["code"], problem["field"]) == (422, "reference.unknown", field)


@pytest.mark.parametrize(
    ("shifts", "code", "field", "told"),
    [
        ([{}, {"hours": 4, "breaks": [2]}], "reference.unknown", "locked[1].template", ""),
        ([{}, {"day": "2026-03-20"}], "roster.locked_shift_refused", "locked[1].start", "outside the period"),
        (
            [{"start": "12:00"}, {"day": "2026-03-03"}, {"start": "09:00"}],
            "roster.locked_shift_refused",
            "locked[0].start",
            "Ada Byrne would work from 2026-03-02T12:00:00+00:00 while the shift of locked[2]",
        ),
    ],
)
def test_a_locked_shift_that_cannot_be_is_named_by_its_place_with_the_person_before_any_work(
    planner: Planner, shifts: list[dict[str, Any]], code: str, field: str, told: str
) -> None:
    some_history(planner)
    (ada,) = a_team(planner.client, "Ada Byrne")
    for_all = {template["name"] for template in planner.get("/v1/shift-templates")["items"]}
    assert "any" in for_all
    assert "lunch" not in for_all
    locked = as_body([a_shift(ada, **shift) for shift in shifts])["shifts"]
    status, problem = planner.refused("/v1/rosters", **ASKED, locked=locked)
    assert (status, problem["code"], problem["field"]) == (422, code, field)
    assert told in problem["detail"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"first_date": 20260302}, "first_date"),
        ({"first_date": "2026-02-30"}, "first_date"),
        ({"days": 0}, "days"),
        ({"days": 92}, "days"),
        ({"coverage_model": "around_the_moon"}, "coverage_model"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"seconds": 0}, "seconds"),
        ({"seconds": 1e9}, "seconds"),
        ({"seed": -1}, "seed"),
        ({"interval_minutes": 7}, "interval_minutes"),
        ({"team": "No Tag"}, "team"),
        ({"queues": []}, "queues"),
        ({"weather": "fine"}, "weather"),
        ({"owners": [{"site": "Dublin", "zone": "Europe/Dublin", "starts": "07:00"}]}, "owners"),
    ],
)
def test_a_request_of_the_wrong_form_is_refused_with_its_place(
    client: TestClient, change: dict[str, Any], place: str
) -> None:
    answer = client.post("/v1/rosters", json={**ASKED, **change})
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
    assert answer.json()["errors"][0]["loc"][:2] == ["body", place]


def test_owners_are_for_following_the_sun_only(client: TestClient) -> None:
    owners = [
        {"site": site, "zone": "UTC", "starts": starts} for site, starts in (("A", "06:00"), ("B", "18:00"))
    ]
    answer = client.post("/v1/rosters", json={**ASKED, "owners": owners})
    assert answer.status_code == 422
    assert "follow_the_sun" in answer.json()["errors"][0]["message"]


def test_without_any_history_there_is_nothing_to_plan(planner: Planner) -> None:
    a_team(planner.client)
    status, problem = planner.refused("/v1/rosters", **ASKED)
    assert (status, problem["code"]) == (422, "history.none")


def test_a_queue_without_history_is_named(planner: Planner) -> None:
    some_history(planner)
    a_queue(planner.client, name="Chat German")
    status, problem = planner.refused("/v1/rosters", **ASKED, queues=["Chat German"])
    assert (status, problem["code"]) == (422, "history.missing")
    assert "Chat German" in problem["detail"]


def test_a_team_nobody_belongs_to_is_refused(planner: Planner) -> None:
    some_history(planner)
    status, problem = planner.refused("/v1/rosters", **ASKED, team="night-crew")
    assert (status, problem["code"], problem["team"]) == (422, "roster.team_unknown", "night-crew")


def test_following_the_sun_takes_agents_at_two_sites(planner: Planner) -> None:
    some_history(planner)
    a_team(planner.client)
    status, problem = planner.refused("/v1/rosters", **{**ASKED, "coverage_model": "follow_the_sun"})
    assert (status, problem["code"], problem["sites"]) == (422, "roster.too_few_sites", 0)


def test_a_rule_set_is_for_its_own_coverage_model(planner: Planner) -> None:
    some_history(planner)
    rule_set = a_rule_set(planner.client, coverage_model="traditional_24x7")
    status, problem = planner.refused("/v1/rosters", **ASKED, rule_set_id=rule_set["id"])
    assert (status, problem["code"]) == (422, "roster.rule_set_model")
    assert problem["coverage_model"] == "traditional_24x7"


def test_a_new_version_counts_on_from_the_one_before(planner: Planner, drawer: Drawer) -> None:
    some_history(planner)
    (ada,) = a_team(planner.client, "Ada Byrne")
    old = drawer.a_draft(agents=[ada])
    job = planner.asked("/v1/rosters", **ASKED, previous_roster_id=old["id"])
    new = planner.get(f"/v1/rosters/{job['subject_id']}")
    assert (new["parent_id"], new["edition"]) == (old["id"], 2)
    unbuilt = planner.client.post("/v1/rosters", json={**ASKED, "previous_roster_id": new["id"]})
    assert (unbuilt.status_code, unbuilt.json()["code"]) == (409, "roster.not_built")


def test_the_zone_of_the_dates_may_differ_from_the_organizations(planner: Planner) -> None:
    some_history(planner)
    job = planner.asked("/v1/rosters", **ASKED, zone="Pacific/Apia", days=1)
    assert planner.get(f"/v1/rosters/{job['subject_id']}")["zone"] == "Pacific/Apia"

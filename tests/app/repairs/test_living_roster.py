"""Repairs, levers and replacements over HTTP: jobs make drafts and lists that people can read."""

from datetime import timedelta
from typing import Any

import pytest

from solver.rules import RuleSet
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import MONDAY, QUEUE_ID, Drawer, a_shift, a_team, publish

RULES = RuleSet(
    name="living",
    rules=[
        {"rule": "min_rest"},
        {"rule": "max_shifts_per_day", "most": 1},
        {"rule": "time_off"},
        {"rule": "service_coverage", "weight": 1},
    ],
)
TUESDAY = MONDAY + timedelta(days=1)
AS_OF = "2026-03-01T12:00:00Z"


def a_week(planner: Planner, drawer: Drawer) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Ada works nine to five from Monday to Friday; Ben and Cleo are free."""
    people = a_team(planner.client)
    shifts = [a_shift(people[0], MONDAY + timedelta(days=number)) for number in range(5)]
    return drawer.a_draft(*shifts, agents=people, rules=RULES), people


def sick(agent: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "event": "absence",
        "agent_id": agent["id"],
        "starts_at": f"{TUESDAY}T00:00:00Z",
        "ends_at": f"{TUESDAY + timedelta(days=1)}T00:00:00Z",
        **fields,
    }


def a_surge(**fields: Any) -> dict[str, Any]:
    return {
        "event": "surge",
        "queue_id": QUEUE_ID,
        "starts_at": f"{TUESDAY}T09:00:00Z",
        "ends_at": f"{TUESDAY}T17:00:00Z",
        "factor": 2.0,
        **fields,
    }


def test_an_absence_is_repaired_by_a_new_draft_with_a_list_of_changes(
    planner: Planner, drawer: Drawer
) -> None:
    roster, (ada, ben, cleo) = a_week(planner, drawer)
    asked = {"events": [sick(ada)], "as_of": AS_OF, "notice_hours": 0, "seconds": 5}
    repair = planner.made(f"/v1/rosters/{roster['id']}:repair", **asked)
    assert repair["state"] == "ready"
    [change] = repair["repair"]["changes"]
    assert change["agent"] in (ben["id"], cleo["id"])
    assert change["sentence"].startswith(f"Tuesday {TUESDAY}: ")
    steps = {step["step"]: step for step in repair["repair"]["steps"]}
    assert steps["changes"] | {"unit": ""} == {
        "step": "changes",
        "value": 1,
        "bound": 1,
        "gap": 0.0,
        "proved": True,
        "unit": "",
    }
    draft = planner.get(f"/v1/rosters/{repair['result_roster_id']}")
    assert (draft["state"], draft["parent_id"], draft["edition"]) == ("draft", roster["id"], 2)
    assert draft["figures"]["required_violations"] == 0
    assert [shift["local_date"] for shift in draft["shifts"] if shift["agent_id"] == ada["id"]].count(
        str(TUESDAY)
    ) == 0
    assert publish(planner.client, draft).status_code == 200
    assert [each["id"] for each in planner.get(f"/v1/rosters/{roster['id']}/repairs")] == [repair["id"]]


def test_an_absence_is_kept_as_approved_time_off_once(planner: Planner, drawer: Drawer) -> None:
    roster, (ada, *_) = a_week(planner, drawer)
    for _ in range(2):
        planner.made(f"/v1/rosters/{roster['id']}:repair", events=[sick(ada)], as_of=AS_OF, seconds=2)
    [kept] = planner.get("/v1/time-off")["items"]
    assert (kept["agent_id"], kept["kind"], kept["status"]) == (ada["id"], "sickness", "approved")


def test_a_roster_that_changed_meanwhile_is_not_repaired(planner: Planner, drawer: Drawer) -> None:
    roster, (ada, *_) = a_week(planner, drawer)
    answer = planner.client.post(
        f"/v1/rosters/{roster['id']}:repair",
        json={"events": [sick(ada)]},
        headers={"If-Match": '"77"'},
    )
    assert answer.status_code == 412


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (
            {"events": [{**a_surge(), "queue_id": "00000000-0000-0000-0000-000000000000"}]},
            "events[0].queue_id",
        ),
        ({"events": [sick({"id": QUEUE_ID})]}, "events[0].agent_id"),
        ({"events": [a_surge()], "willing_agent_ids": [QUEUE_ID]}, "willing_agent_ids[0]"),
    ],
)
def test_events_about_what_the_roster_does_not_have_are_refused_by_field(
    planner: Planner, drawer: Drawer, body: dict[str, Any], field: str
) -> None:
    roster, _ = a_week(planner, drawer)
    status, told = planner.refused(f"/v1/rosters/{roster['id']}:repair", **body)
    assert (status, told["field"]) == (422, field)


@pytest.mark.parametrize(
    "event",
    [a_surge(factor=0), a_surge(ends_at=f"{TUESDAY}T09:00:00Z"), a_surge(starts_at="2026-03-03T09:00"), {}],
)
def test_events_that_cannot_be_are_refused(planner: Planner, drawer: Drawer, event: dict[str, Any]) -> None:
    roster, _ = a_week(planner, drawer)
    status, told = planner.refused(f"/v1/rosters/{roster['id']}:repair", events=[event])
    assert (status, told["code"]) == (422, "request.invalid")


def test_a_surge_is_answered_by_every_lever_with_effect_and_cost(planner: Planner, drawer: Drawer) -> None:
    roster, _ = a_week(planner, drawer)
    asked = {"event": a_surge(), "as_of": AS_OF, "overflow_cost_per_hour": 30, "seconds": 3}
    found = planner.made(f"/v1/rosters/{roster['id']}:weigh-levers", **asked)
    levers = found["escalation"]["levers"]
    assert [lever["lever"] for lever in levers] == [
        *("move_breaks", "stop_off_queue_work", "flex_skills", "overtime", "overflow")
    ]
    assert found["escalation"]["disrupted"][0]["short_hours"] == 8
    assert (levers[3]["gained_hours"], levers[3]["paid_minutes"], len(levers[3]["agents"])) == (8, 480, 1)
    assert found["queues"] == {QUEUE_ID: "Voice English"}
    assert [each["id"] for each in planner.get(f"/v1/rosters/{roster['id']}/escalations")] == [found["id"]]


def test_replacements_are_ranked_with_what_each_would_change(planner: Planner, drawer: Drawer) -> None:
    roster, (ada, ben, cleo) = a_week(planner, drawer)
    shift = roster["shifts"][1]
    name = {"agent_id": ada["id"], "start": shift["start"]}
    found = planner.client.post(f"/v1/rosters/{roster['id']}:replacements", json={"shifts": [name]}).json()
    [ranking] = found["rankings"]
    assert {each["agent"] for each in ranking["replacements"]} == {ben["id"], cleo["id"]}
    best = ranking["replacements"][0]
    assert {each["rule"] for each in best["mends"]} == {"service_coverage"}
    assert (best["paid_minutes"], best["cost"], best["score"][0]["tier"]) == (480, 8.0, 2)
    both = [name, {"agent_id": ada["id"], "start": roster["shifts"][2]["start"]}]
    together = planner.client.post(
        f"/v1/rosters/{roster['id']}:replacements", json={"shifts": both, "together": True}
    ).json()["together"]
    assert len(together["taken"]) == 2


def test_a_shift_that_is_not_in_the_roster_has_no_replacements(planner: Planner, drawer: Drawer) -> None:
    roster, (ada, *_) = a_week(planner, drawer)
    name = {"agent_id": ada["id"], "start": "2026-01-01T09:00:00Z"}
    status, told = planner.refused(f"/v1/rosters/{roster['id']}:replacements", shifts=[name])
    assert (status, told["code"], told["field"]) == (422, "replacements.shift_unknown", "shifts[0]")
    status, told = planner.refused(f"/v1/rosters/{roster['id']}:replacements")
    assert (status, told["code"]) == (422, "replacements.nothing")

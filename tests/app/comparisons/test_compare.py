"""Several ways of rostering the same people and requirement, compared in one call."""

import csv
import io
import uuid
from typing import Any

import pytest

from tests.app.builders import a_shift_template, a_site, a_skill, an_agent
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import MONDAY, a_team

ASKED: dict[str, Any] = {"first_date": str(MONDAY), "days": 2, "seconds": 2, "interval_minutes": 60}


def a_call_team(planner: Planner) -> None:
    """Two sites apart by eight hours, and a queue that is busy at one's noon."""
    english = a_skill(planner.client)
    planner.a_young_queue(skill_ids=[english["id"]])
    sites = [
        a_site(planner.client, name="Dublin", zone="Europe/Dublin"),
        a_site(planner.client, name="Manila", zone="Asia/Manila"),
    ]
    [first] = a_team(
        planner.client, "Ada Byrne", skills=[{"skill_id": english["id"]}], site_id=sites[0]["id"], zone=None
    )
    for name, site in (("Ben Kelly", 0), ("Cora Reyes", 1), ("Dan Cruz", 1)):
        an_agent(
            planner.client,
            name=name,
            zone=None,
            site_id=sites[site]["id"],
            contract_id=first["contract_id"],
            skills=[{"skill_id": english["id"]}],
        )
    a_shift_template(planner.client, name="late", earliest_start="14:00", latest_start="22:00")


def test_three_models_solve_the_same_problem_and_stand_side_by_side(planner: Planner) -> None:
    a_call_team(planner)
    found = planner.made("/v1/comparisons", **ASKED)
    result = found["result"]
    assert (found["state"], result["same_problem"]) == ("ready", True)
    names = ["follow_the_sun", "traditional_24x7", "distributed"]
    assert [option["name"] for option in result["options"]] == names
    assert {option["report"]["problem_digest"] for option in result["options"]} == {result["problem_digest"]}
    assert len({option["report"]["input_digest"] for option in result["options"]}) == 3
    for option in result["options"]:
        assert option["required_violations"] == 0
        assert all(tier["bound"] <= tier["value"] for tier in option["report"]["tiers"])
        hours = sum(option["night_hours"].values())
        assert hours == pytest.approx(option["measures"]["local_night_hours"])
        assert option["hires"]["at_least"] <= max(1, sum(each["agents"] for each in option["hires"]["tried"]))
        draft = planner.get(f"/v1/rosters/{found['rosters'][option['name']]}")
        assert (draft["state"], draft["coverage_model"]) == ("draft", option["coverage_model"])
        assert draft["figures"]["paid_hours"] == option["measures"]["paid_hours"]
    sunny = result["options"][0]
    assert sunny["night_hours"] == {}, "nobody works at night when following the sun"
    [listed] = planner.get("/v1/comparisons")
    assert listed == {**found, "result": None}
    answer = planner.client.get(f"/v1/comparisons/{found['id']}", params={"format": "csv"})
    table = {row["figure"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert {table["problem_digest"][name] for name in names} == {result["problem_digest"]}
    assert float(table["paid_hours"]["distributed"]) == pytest.approx(
        result["options"][2]["measures"]["paid_hours"]
    )
    beside = planner.get("/v1/rosters/side-by-side", first_date=str(MONDAY), days=2)
    assert beside["same_problem"] is True


def test_the_price_of_fairness_is_a_curve_that_never_rises(planner: Planner) -> None:
    a_call_team(planner)
    asked = {
        **ASKED,
        "seconds": 1,
        "hires": False,
        "options": [{"name": "ours", "coverage_model": "distributed"}],
        "fairness": {"option": "ours", "most_above": [0, 1, 2, 3, None]},
    }
    found = planner.made("/v1/comparisons", **asked)
    [option] = found["result"]["options"]
    assert option["hires"] is None
    points = found["result"]["fairness"]
    assert [point["most_above"] for point in points] == [0, 1, 2, 3, None]
    worth = [(point["service"], point["cost"]) for point in points if point["possible"]]
    assert worth == sorted(worth, reverse=True)
    assert all(point["cost_bound"] <= point["cost"] for point in points)
    answer = planner.client.get(
        f"/v1/comparisons/{found['id']}", params={"format": "csv", "part": "fairness"}
    )
    assert len(list(csv.DictReader(io.StringIO(answer.text)))) == 5


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"options": []}, "options"),
        ({"options": [{"coverage_model": "distributed"}] * 2}, "distributed is there twice"),
        ({"options": [{"coverage_model": "moonlight"}]}, "coverage_model"),
        ({"fairness": {"option": "theirs"}}, "fairness.option"),
        ({"seconds": 0}, "seconds"),
        ({"days": 100}, "days"),
        (
            {
                "options": [
                    {
                        "coverage_model": "distributed",
                        "owners": [
                            {"site": "a", "zone": "UTC", "starts": "08:00"},
                            {"site": "b", "zone": "UTC", "starts": "20:00"},
                        ],
                    }
                ]
            },
            "owners only with follow_the_sun",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(
    planner: Planner, asked: dict[str, Any], told: str
) -> None:
    status, problem = planner.refused("/v1/comparisons", **{**ASKED, **asked})
    assert (status, problem["code"]) == (422, "request.invalid")
    assert told in str(problem["errors"])


def test_every_option_is_checked_before_any_work(planner: Planner) -> None:
    planner.a_young_queue()
    a_team(planner.client, "Ada Byrne")
    status, problem = planner.refused("/v1/comparisons", **ASKED)
    assert (status, problem["code"]) == (422, "roster.too_few_sites")
    known = {"coverage_model": "distributed", "name": "known"}
    unknown = {"coverage_model": "distributed", "rule_set_id": str(uuid.uuid4())}
    status, problem = planner.refused("/v1/comparisons", **{**ASKED, "options": [known, unknown]})
    assert (status, problem["field"]) == (422, "options[1].rule_set_id")


def test_what_is_not_ready_has_no_csv_and_what_is_unknown_is_not_found(planner: Planner) -> None:
    planner.a_young_queue()
    a_team(planner.client, "Ada Byrne")
    job = planner.asked("/v1/comparisons", **ASKED, options=[{"coverage_model": "distributed"}])
    answer = planner.client.get(f"/v1/comparisons/{job['subject_id']}?format=csv")
    assert (answer.status_code, answer.json()["code"]) == (409, "comparison.not_ready")
    assert planner.client.get(f"/v1/comparisons/{uuid.uuid4()}").status_code == 404

"""The hiring gap over HTTP: skill by site by month, every figure recomputable, people counted once."""

import csv
import io
from typing import Any

import pytest

from tests.app.builders import a_contract, a_queue, a_site, a_skill, an_agent
from tests.app.planning.builders import Planner, history_of

APRIL = {"first_month": "2026-04-01"}


class Team:
    """Two sites, two skills, and agents to be hired."""

    def __init__(self, planner: Planner) -> None:
        client = self.client = planner.client
        self.skills = {name: a_skill(client, name=name)["id"] for name in ("English", "Spanish")}
        self.sites = {
            "Dublin": a_site(client)["id"],
            "Manila": a_site(client, name="Manila", zone="Asia/Manila", country="PH")["id"],
        }
        self.contract = a_contract(client)["id"]

    def hires(self, name: str, site: str = "Dublin", *skills: str, **fields: Any) -> None:
        an_agent(
            self.client,
            name=name,
            site_id=self.sites[site],
            skills=[{"skill_id": self.skills[skill]} for skill in skills or ("English",)],
            **{"contract_id": self.contract, "hired_on": "2020-01-01", **fields},
        )


@pytest.fixture
def team(planner: Planner) -> Team:
    found = Team(planner)
    planner.a_busy_queue("English calls", skill_ids=[found.skills["English"]])
    return found


def cells(made: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(cell["skill"], cell["site"]): cell for cell in made["report"]["cells"]}


def test_classes_that_no_month_has_room_for_are_refused(planner: Planner) -> None:
    answer = planner.client.post("/v1/hiring-gap", json={"class_size": 10, "largest_class": 4})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["loc"], "at least the class_size of 10" in error["message"]) == (
        ["body", "largest_class"],
        True,
    )


def test_every_figure_of_a_cell_can_be_recomputed(planner: Planner, team: Team) -> None:
    for number in range(3):
        team.hires(f"Tenured {number}")
    team.hires("Leaving", leaves_on="2026-06-15")
    team.hires("Coming", hired_on="2026-08-01")
    team.hires("No contract", contract_id=None)
    team.hires("Gone", leaves_on="2026-02-01")
    made = planner.made("/v1/hiring-gap", **APRIL, yearly_attrition=0.0, weekly_hours=40.0)
    assert any("No contract" in warning for warning in made["report"]["warnings"])
    cell = cells(made)["English", "Dublin"]
    assert (cell["agents"], len(cell["months"])) == (5, 12)
    for month in cell["months"]:
        (work,) = month["work"]
        assert work["workload_hours"] == pytest.approx(
            work["contacts_p50"] * work["handle_seconds"] / 3600 * work["share"]
        )
        assert work["agent_hours"] == pytest.approx(work["workload_hours"] * work["inflation"])
        assert work["agents_p50"] == pytest.approx(work["agent_hours"] / work["productive_hours"])
        assert month["required_p50"] == work["agents_p50"] <= month["required_p80"] <= month["required_p95"]
        available = month["from_tenured"] + month["from_new"] + month["from_planned"]
        assert month["available"] == pytest.approx(available)
        assert month["gap_p80"] == pytest.approx(month["required_p80"] - available)
    present = {month["month"]: month["from_tenured"] for month in cell["months"]}
    assert [round(present[f"2026-{each:02}-01"], 6) for each in (4, 6, 7)] == [4, 4, 3]
    coming = {month["month"]: month["from_planned"] for month in cell["months"]}
    assert coming["2026-07-01"] == coming["2026-08-01"] == 0 < coming["2026-09-01"] < coming["2026-12-01"]
    assert cell["months"][0]["start_hiring_by"] == "2025-10-01"
    assert {"required", "available", "share", "inflation", "start_hiring_by"} <= made["report"][
        "formulas"
    ].keys()


def test_people_of_two_skills_are_counted_once_and_kept_for_the_rarer_one(
    planner: Planner, team: Team
) -> None:
    planner.a_busy_queue("Spanish calls", skill_ids=[team.skills["Spanish"]])
    for number in range(4):
        team.hires(f"English {number}", "Dublin" if number % 2 else "Manila", "English")
    for number in range(2):
        team.hires(f"Both {number}", "Dublin" if number else "Manila", "English", "Spanish")
    found = cells(planner.made("/v1/hiring-gap", **APRIL, months=2))
    assert sum(cell["heads_now"] for cell in found.values()) == pytest.approx(6)
    for site in ("Dublin", "Manila"):
        assert found["Spanish", site]["equivalents_now"] == pytest.approx(1, abs=0.02)
        assert found["English", site]["equivalents_now"] == pytest.approx(2, abs=0.02)
        assert found["English", site]["months"][0]["work"][0]["share"] == pytest.approx(0.5)


def test_a_skill_nobody_has_is_missing_in_full_at_every_site_that_serves_it(
    planner: Planner, team: Team
) -> None:
    planner.a_busy_queue("Spanish calls", skill_ids=[team.skills["Spanish"]])
    team.hires("Only English")
    found = cells(planner.made("/v1/hiring-gap", **APRIL, months=3))
    for site in ("Dublin", "Manila"):
        cell = found["Spanish", site]
        assert (cell["agents"], cell["equivalents_now"]) == (0, 0)
        for month in cell["months"]:
            assert month["gap_p80"] == month["required_p80"] > 0
            assert month["work"][0]["share"] == 0.5


def test_without_agents_and_sites_everything_is_missing(planner: Planner) -> None:
    planner.a_busy_queue()
    (cell,) = planner.made("/v1/hiring-gap", **APRIL, months=1)["report"]["cells"]
    assert (cell["skill"], cell["site"], cell["agents"]) == ("(any skill)", "(no site)", 0)
    assert cell["months"][0]["gap_p50"] == cell["months"][0]["required_p50"] > 0


def test_the_first_look_begins_a_report_and_later_ones_read_it(planner: Planner, team: Team) -> None:
    team.hires("=Tenured")
    begun = planner.client.get("/v1/hiring-gap")
    assert begun.status_code == 202
    assert begun.headers["Location"] == f"/v1/jobs/{begun.json()['id']}"
    assert "Retry-After" in begun.headers
    assert planner.client.get("/v1/hiring-gap").json()["id"] == begun.json()["id"]
    unready = planner.client.get(f"/v1/hiring-gap/{begun.json()['subject_id']}", params={"format": "csv"})
    assert (unready.status_code, unready.json()["code"]) == (409, "plan.not_ready")
    assert planner.performed(begun.json())["state"] == "succeeded"
    made = planner.get("/v1/hiring-gap")
    written = planner.client.get("/v1/hiring-gap", headers={"accept": "text/csv"})
    table = list(csv.DictReader(io.StringIO(written.text)))
    months = [
        (cell["skill"], cell["site"], month) for cell in made["report"]["cells"] for month in cell["months"]
    ]
    assert len(table) == len(months) == 12
    for row, (skill, site, month) in zip(table, months, strict=True):
        assert (row["skill"], row["site"], row["month"]) == (skill, site, month["month"])
        assert float(row["gap_p95"]) == pytest.approx(month["gap_p95"], rel=1e-4)
        assert row["start_hiring_by"] == (month["start_hiring_by"] or "")
        assert row["too_late"] == str(month["too_late"]).lower()


def test_a_report_that_cannot_be_made_is_told_and_not_begun_again_by_looking(planner: Planner) -> None:
    assert planner.client.get("/v1/hiring-gap").json()["code"] == "history.none"
    a_queue(planner.client)
    planner.imports(history_of("Voice English", days=4))
    job = planner.performed(planner.client.get("/v1/hiring-gap").json())
    assert job["problem"]["code"] == "forecast.nothing"
    again = planner.client.get("/v1/hiring-gap")
    assert (again.status_code, again.json()["code"]) == (409, "hiring_gap.failed")


def test_parameters_are_checked(planner: Planner) -> None:
    planner.a_busy_queue()
    for wrong in ({"first_month": "2026-04-02"}, {"months": 19}, {"yearly_attrition": 1.0}, {"lead": 3}):
        status, problem = planner.refused("/v1/hiring-gap", **wrong)
        assert (status, problem["code"]) == (422, "request.invalid")
    assert planner.refused("/v1/hiring-gap", queues=["Nobody"])[1]["field"] == "queues[0]"


def test_months_too_far_after_the_history_are_refused(planner: Planner) -> None:
    planner.a_busy_queue()
    job = planner.done("/v1/hiring-gap", first_month="2028-06-01")
    assert "which ends on 2026-03-01" in job["problem"]["errors"][0]["reason"]

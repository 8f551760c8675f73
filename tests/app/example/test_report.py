from datetime import date
from typing import Any

import pytest

from app.example.report import told
from app.example.week import PlannedWeek, next_monday

MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize("day", range(23, 30))
def test_the_week_to_plan_begins_on_the_monday_after_today(day: int):
    assert next_monday(date(2026, 11, day)) == MONDAY


def a_month(**fields: Any) -> dict[str, Any]:
    return {"start_hiring_by": None, "gap_p80": -1.0, **fields}


def a_cell(skill: str, *months: dict[str, Any], hires: int = 1) -> dict[str, Any]:
    return {"skill": skill, "site": "Dublin", "hires": hires, "months": months}


def a_log(levels: tuple[float, ...]) -> dict[str, Any]:
    """Rounds with these service levels, the last of them the best."""
    goal = {"goal": "service_level", "share": 0.8, "within_seconds": 20.0}
    rounds = [
        {
            "paid_hours": 100.0 + number,
            "queues": [
                {
                    "queue": "Voice English",
                    "goal": goal,
                    "service_level": {"value": level, "half_width": 0.012},
                }
            ],
        }
        for number, level in enumerate(levels)
    ]
    return {"best": len(levels) - 1, "rounds": rounds, "reason": "Every goal holds."}


def a_week(
    cells: list[dict[str, Any]],
    backtest: dict[str, Any] | None = None,
    rounds: tuple[float, ...] | None = None,
) -> PlannedWeek:
    measures = {
        "required_hours": 100.0,
        "coverage": 0.99996,
        "reachable_coverage": None,
        "paid_hours": 120.0,
        "cost": 3000.0,
        "local_night_hours": 0.0,
        "fairness": None,
        "preferences_met": 0.5,
        "queues": [{"queue": "7", "required_hours": 100.0}],
    }
    tiers = [
        {"tier": 1, "value": 0, "bound": 0, "gap": 0.0, "proved": True},
        {"tier": 2, "value": 4, "bound": 3, "gap": 0.25, "proved": False},
    ]
    roster = {"coverage_model": "distributed", "figures": {"required_violations": 0}}
    queue = {
        "queue": "Voice English",
        "queue_id": "7",
        "wape": 0.4,
        "mean_handle_seconds": 330.0,
        "daily": [{"date": "2026-11-29", "mean": 500.0}, {"date": "2026-11-30", "mean": 20.0}],
        "backtest": backtest,
        "peak_heads": 4,
    }
    return PlannedWeek(
        first_date=MONDAY,
        forecast={"queues": [queue]},
        requirement={"queues": [queue]},
        side_by_side={
            "rosters": [
                {"roster": roster, "report": {"status": "feasible", "tiers": tiers}, "measures": measures}
            ]
        },
        published={"id": "r1", "coverage_model": "distributed"},
        loop=None if rounds is None else {"log": a_log(rounds)},
        hiring={"report": {"cells": cells}},
    )


def lines(week: PlannedWeek) -> list[str]:
    """The printed lines, without the space that aligns them."""
    printed = "\n".join(told(week, "http://127.0.0.1:8000")).splitlines()
    return [" ".join(line.split()) for line in printed]


def test_only_contacts_of_the_week_count():
    [forecast] = [line for line in lines(a_week([])) if "5 min 30 s" in line]
    assert forecast.split()[2:4] == ["20", "40.0"]


def test_tiers_are_told_by_name_with_their_gap_or_proof():
    printed = lines(a_week([]))
    assert "gap, must have 0, proved" in printed
    assert "gap, service 25.0 %" in printed
    assert not [line for line in printed if "gap, cost" in line]


def test_what_is_nearly_covered_is_not_called_covered():
    assert "coverage 99.9 %" in lines(a_week([]))


def test_hires_are_told_by_date_and_width_of_the_gap():
    soon, later = (
        a_month(start_hiring_by=day, gap_p80=gap) for day, gap in (("2026-12-01", 0.4), ("2027-02-01", 2.0))
    )
    wider = a_month(start_hiring_by="2026-12-01", gap_p80=1.5)
    cells = [a_cell("German", later), a_cell("English", a_month(), soon), a_cell("Spanish", wider)]
    printed = lines(a_week([*cells, a_cell("Billing", a_month(), hires=0)]))
    first = printed.index(next(line for line in printed if "start hiring by" in line))
    assert [line.split()[3] for line in printed[first + 1 : first + 4]] == ["Spanish", "English", "German"]
    assert not [line for line in printed if "Billing" in line]


def test_without_a_gap_nobody_has_to_be_hired():
    assert "none: nobody has to be hired" in lines(a_week([a_cell("English", a_month(), hires=0)]))


def test_addresses_come_last():
    assert lines(a_week([]))[-3:] == [
        "Page http://127.0.0.1:8000/",
        "API curl -s http://127.0.0.1:8000/v1/rosters/r1",
        "Calendar http://127.0.0.1:8000/v1/rosters/r1/calendar.ics",
    ]


def test_the_service_before_and_after_the_loop_stands_beside_the_goal_with_its_interval():
    text = "\n".join(told(a_week([], rounds=(0.7, 0.85)), "http://here"))
    assert "Service of the distributed roster on simulated contacts" in text
    [line] = [line for line in text.splitlines() if "80.0 % within 20 s" in line]
    assert " ".join(line.split()) == "Voice English 80.0 % within 20 s 70.0 ± 1.2 % 85.0 ± 1.2 %"
    assert "100.0" in text
    assert "101.0" in text
    assert "Every goal holds." in text


def test_a_roster_that_was_left_as_it_is_has_one_service():
    text = "\n".join(told(a_week([], rounds=(0.9,)), "http://here"))
    assert "after the loop" not in text
    assert "90.0 ± 1.2 %" in text
    assert "Service of" not in "\n".join(told(a_week([]), "http://here"))

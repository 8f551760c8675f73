"""Long periods are searched window by window, and nobody sees the seams."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from solver.domain.options import SolveOptions
from solver.domain.people import Carried
from solver.domain.problem import Problem
from solver.domain.result import Result, Status
from solver.rules.contract_hours import ContractHours
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekends import MaxWeekends
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest
from solver.rules.service_coverage import ServiceCoverage
from solver.search import windows
from solver.solve import Progress, solve
from solver.validate import validate
from tests.solver.builders import a_contract, a_problem, a_rule_set, a_shift, a_template, an_agent, utc

RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    MinRest(hours=11),
    MaxWeeklyMinutes(),
    MaxDaysPerWeek(days=5),
    MaxConsecutiveDays(days=5),
    MaxWeekends(most=2),
    ServiceCoverage(weight=1),
)


@pytest.fixture(autouse=True)
def _every_long_period_is_rolled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MOST_AT_ONCE", 0)


def _weeks(
    count: int, *, zone: str = "UTC", first_date: date = date(2026, 3, 2), **fields: object
) -> Problem:
    """Four people who may work early or late, one of them wanted around the clock."""
    contract = a_contract(max_weekly_minutes=2_400)
    chosen: dict[str, object] = {
        "agents": [
            an_agent(name, zone=zone, contract=contract) for name in ("anna", "bob", "carl", "dora", "emil")
        ],
        "templates": [
            a_template("early", "06:00"),
            a_template("late", "14:00"),
            a_template("night", "22:00"),
        ],
        "need": {"support": 1.0},
        "first_date": first_date,
        "zone": zone,
        "days": 7 * count,
        **fields,
    }
    return a_problem(**chosen)  # type: ignore[arg-type]


def _solved(problem: Problem, seconds: float = 12, **more: object) -> Result:
    return solve(problem, RULES, SolveOptions(seconds=seconds, workers=1), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "first_date"),
    [
        ("UTC", date(2026, 3, 2)),
        ("Europe/Dublin", date(2026, 3, 16)),
        ("America/Denver", date(2026, 10, 19)),
        ("Australia/Lord_Howe", date(2026, 3, 23)),
        ("Pacific/Apia", date(2011, 12, 19)),
    ],
)
def test_rest_runs_and_weeks_hold_across_the_seams_and_over_clock_changes(
    zone: str, first_date: date
) -> None:
    problem = _weeks(3, zone=zone, first_date=first_date)
    result = _solved(problem)
    assert not [found for found in validate(problem, RULES, result.roster) if found.required]
    # Five people with five days a week are more than the 21 shifts a week that the clock asks for.
    assert result.measures.coverage is not None
    assert result.measures.coverage > 0.9
    weeks = {(one.start - problem.period.start) // timedelta(days=7) for one in result.roster.assignments}
    assert weeks >= {0, 1, 2}


def test_what_is_counted_over_the_period_is_counted_over_all_windows() -> None:
    problem = _weeks(5)
    result = _solved(problem, seconds=15)
    assert result.status is Status.FEASIBLE
    weekends: defaultdict[str, set[date]] = defaultdict(set)
    for one in result.roster.assignments:
        if one.start.weekday() >= 5:
            weekends[one.agent].add(one.start.date() - timedelta(days=one.start.weekday() - 5))
    assert weekends
    assert max(map(len, weekends.values())) <= 2


def test_history_before_the_period_binds_the_first_window_only() -> None:
    tired = an_agent("anna", carried=Carried(last_shift_end=utc("2026-03-01 22:00"), consecutive_days=5))
    problem = _weeks(3, agents=[tired, *(an_agent(name) for name in ("bob", "carl", "dora", "emil"))])
    result = _solved(problem)
    days = sorted(one.start.date() for one in result.roster.by_agent()["anna"])
    assert days[0] > date(2026, 3, 2)
    assert not [found for found in result.violations if found.required]


def test_locked_shifts_of_later_windows_stay_and_only_they_are_marked() -> None:
    odd = a_shift("bob", day="2026-03-18", start="03:15", hours=5, template="by hand")
    result = _solved(_weeks(3, locked=(odd,)))
    assert [one.template for one in result.roster.assignments if one.locked] == ["by hand"]
    assert not [found for found in result.violations if found.required]


def test_a_window_that_owes_hours_gets_them() -> None:
    contract = a_contract(min_weekly_minutes=1_440, max_weekly_minutes=2_400)
    rules = a_rule_set(*RULES.rules, ContractHours(weight=None))
    problem = _weeks(4, agents=[an_agent(name, contract=contract) for name in ("anna", "bob", "carl")])
    result = solve(problem, rules, SolveOptions(seconds=12, workers=1))
    assert not [found for found in result.violations if found.required]


def test_each_window_tells_of_a_roster_and_a_stop_keeps_them() -> None:
    heard: list[Progress] = []
    result = _solved(_weeks(6), seconds=60, on_progress=heard.append, stop=lambda: len(heard) >= 2)
    assert result.status is Status.STOPPED
    assert result.seconds < 30
    lasts = [max(one.start for one in progress.roster.assignments) for progress in heard[:2]]
    assert lasts[1] - lasts[0] > timedelta(days=3)
    assert {one.start for one in heard[1].roster.assignments} <= {
        one.start for one in result.roster.assignments
    }


def test_work_instead_of_time_gives_the_same_long_roster_twice() -> None:
    options = SolveOptions(deterministic=True, deterministic_budget=1.0, seed=3)
    first, second = (solve(_weeks(3), RULES, options) for _ in range(2))
    assert first.roster.digest() == second.roster.digest()

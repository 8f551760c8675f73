"""What fairness costs, and how many hires would close the gaps of a roster."""

from itertools import pairwise

from solver.compare import hires_needed, price_of_fairness
from solver.domain.options import SolveOptions
from solver.domain.people import Burden, Carried
from solver.domain.problem import Problem
from solver.measures import measure
from solver.rules import RuleSet
from solver.rules.fair_burdens import FairBurdens
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest
from solver.rules.paid_hours import PaidHours
from solver.rules.service_coverage import ServiceCoverage
from solver.solve import solve
from tests.solver.builders import a_contract, a_problem, a_roster, a_rule_set, a_shift, a_template, an_agent

RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    MinRest(),
    MaxDaysPerWeek(days=5),
    MaxWeeklyMinutes(),
    ServiceCoverage(weight=1),
    PaidHours(weight=1),
    FairBurdens(within="team", weight=1),
)
OPTIONS = SolveOptions(seconds=3, workers=1)
WEEK = [f"2026-03-0{day}" for day in range(2, 7)]


def a_night_team() -> Problem:
    """Nights cost twice as much with everybody but Anna, who has worked many already."""
    dear = a_contract("dear", cost_per_hour=2.0)
    return a_problem(
        agents=[
            an_agent("anna", carried=Carried(burdens={Burden.NIGHTS: 4})),
            an_agent("ben", contract=dear),
            an_agent("cleo", contract=dear),
        ],
        templates=[a_template("night", "22:00", hours=8)],
        need={"support": lambda start: 1 if start.hour >= 22 or start.hour < 6 else 0},
        days=5,
    )


def test_the_fairer_the_dearer_and_no_point_is_worse_than_a_stricter_one() -> None:
    points = price_of_fairness(a_night_team(), RULES, OPTIONS, levels=(None, 0, 1, 2, 3, 5))
    assert [point.most_above for point in points] == [0, 1, 2, 3, 5, None]
    possible = [point for point in points if point.possible]
    assert len(possible) >= 5
    for stricter, looser in pairwise(possible):
        assert (looser.service, looser.cost) <= (stricter.service, stricter.cost)
        assert looser.cost_bound <= looser.cost
    assert possible[0].cost > possible[-1].cost, "fairness has a price here"
    assert possible[0].unfairness < possible[-1].unfairness


def test_a_roster_that_is_known_bounds_the_curve_and_limits_it_breaks_are_met_by_giving_shifts_up() -> None:
    problem = a_night_team()
    nights = [a_shift("anna", day, "22:00", template="night") for day in WEEK]
    known = a_roster(*nights)
    quick = SolveOptions(seconds=0.01, workers=1)
    points = price_of_fairness(problem, RULES, quick, levels=(0, 1, 2, 3, 5, None), near=known)
    assert all(point.possible for point in points[2:]), "two of the nights are carried, whoever works"
    assert points[-1].coverage is not None
    assert points[-1].coverage >= measure(problem, known, RULES.forbids).coverage
    for stricter, looser in pairwise(points[2:]):
        assert (looser.service, looser.cost) <= (stricter.service, stricter.cost)


def test_the_loosest_point_is_the_ordinary_roster() -> None:
    problem = a_night_team()
    [point] = price_of_fairness(problem, RULES, OPTIONS, levels=(None,))
    result = solve(problem, RULES, OPTIONS)
    assert point.money == result.measures.cost
    assert point.coverage == result.measures.coverage


def test_hires_are_counted_by_the_hours_missing_and_tried_until_the_gap_is_closed() -> None:
    problem = a_problem(
        agents=[an_agent("anna")],
        need={"support": lambda start: 3 if 9 <= start.hour < 17 else 0},
        days=7,
    )
    roster = a_roster(*(a_shift("anna", f"2026-03-0{day}") for day in range(2, 7)))
    found = hires_needed(problem, RULES, roster)
    assert (found.short_hours, found.closed) == (3 * 56 - 40, True)
    assert found.at_least == 4, "128 hours at 40 a week"
    assert found.agents == 4
    assert found.left_hours == 0
    assert [(hired.skills, hired.zone) for hired in found.tried] == [(("support",), "UTC")]


def test_a_roster_without_gaps_needs_nobody() -> None:
    problem = a_problem(need={"support": lambda start: 1 if 9 <= start.hour < 17 else 0})
    found = hires_needed(problem, RULES, a_roster(a_shift("anna")))
    assert (found.at_least, found.agents, found.closed) == (0, 0, True)


def test_what_no_shift_reaches_stays_open() -> None:
    problem = a_problem(need={"support": lambda start: 1 if start.hour == 3 else 0})
    found = hires_needed(problem, RULES, a_roster())
    assert (found.at_least, found.agents, found.closed, found.left_hours) == (1, 0, False, 1)


def test_nobody_to_hire_like_is_no_error() -> None:
    problem = a_problem(agents=[], need={"support": 1})
    assert hires_needed(problem, RuleSet(name="none"), a_roster()).agents == 0

"""Long periods: whole lines within their limits, days annealed, shifts listed once for a zone."""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from solver.domain.people import TimeOff
from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.domain.shift import possible_shifts, shifts_of_zone
from solver.model.assigned import assigned
from solver.rules import RuleSet
from solver.search.candidates import candidates
from solver.search.day_board import Board
from solver.search.day_calendar import calendar_of, mentions_dates
from solver.search.day_lines import Lines
from solver.search.day_prices import Days, Pricing
from solver.search.day_problem import AgentDays, DayProblem, day_problem
from solver.validate import violations_by_rule
from tests.solver.builders import MONDAY, a_contract, a_problem, a_span, a_template, an_agent
from tests.solver.test_whole_days import a_team, solved, the_rules

ZONES = ("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Apia")


def in_days(problem: Problem, rule_set: RuleSet) -> DayProblem:
    found = day_problem(problem, rule_set, candidates(problem, rule_set))
    assert found is not None
    return found


def a_season(draw: random.Random) -> tuple[Problem, RuleSet]:
    """The small team over five weeks, with limits that grow with them."""
    problem = a_team(draw)
    problem = problem.model_copy(update={"period": problem.period.model_copy(update={"days": 35})})
    rules = [
        rule.model_copy(update={"least": 4_000, "most": 10_000})
        if rule.rule == "minutes_per_stretch"
        else rule.model_copy(update={"most": 3})
        if rule.rule == "max_weekends"
        else rule.model_copy(update={"most": 4})
        if rule.rule == "shifts_per_stretch"
        else rule
        for rule in the_rules(draw, problem)
    ]
    return problem, RuleSet(name="season", rules=tuple(rules))


def broken(problem: Problem, rule_set: RuleSet, days: DayProblem, chosen: list[Days]) -> list[str]:
    """What readers find broken of the required rules."""
    roster = Roster(
        assignments=tuple(
            assigned(person.shifts[day, kind], problem.axis, {})
            for person, one in zip(days.people, chosen, strict=True)
            for day, kind in enumerate(one.kinds.tolist())
            if kind >= 0
        )
    )
    judged = violations_by_rule(problem, rule_set, roster)
    return [one.message for _, found in judged for one in found if one.required]


def as_if_long(days: DayProblem, person: AgentDays) -> Pricing:
    """The agent's days priced as those of a period too long to be searched at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solver.search.day_prices._MOST_CELLS", 0)
        pricing = Pricing(days, person)
    assert pricing.long
    return pricing


def lines_of(days: DayProblem) -> tuple[list[Pricing], list[Days]]:
    """Everybody's days as they are first chosen in a long period."""
    pricings = [as_if_long(days, person) for person in days.people]
    board = Board(days, [])
    board.settle(pricings, range(len(pricings)))
    return pricings, [chosen for chosen in board.days if chosen is not None]


@pytest.mark.parametrize("hands", [1, 2])
def test_annealed_days_stay_lawful_cost_what_they_are_said_to_and_grow_cheaper(hands: int) -> None:
    problem, rule_set = a_season(random.Random(4))
    days = in_days(problem, rule_set)
    pricings, first = lines_of(days)
    lines = Lines(days, pricings, first, seed=3)
    before = lines.cost
    with ThreadPoolExecutor(2) as pool:
        for number in range(40):
            # Too hot for anything but chance at first: laws must hold all the same.
            lines.anneal(pool, hands, number / 40)
            assert lines.best <= lines.cost
    assert Board(days, lines.best_days()).cost == lines.best < before
    assert not broken(problem, rule_set, days, lines.best_days())


def test_the_same_seed_anneals_to_the_same_days() -> None:
    problem, rule_set = a_season(random.Random(5))
    days = in_days(problem, rule_set)
    pricings, first = lines_of(days)
    found = []
    for _ in range(2):
        lines = Lines(days, pricings, first, seed=9)
        with ThreadPoolExecutor(2) as pool:
            for number in range(10):
                lines.anneal(pool, 2, number / 10)
        found.append(np.stack([one.kinds for one in lines.best_days()]).tolist())
    assert found[0] == found[1]


@pytest.mark.parametrize("seed", range(6))
def test_a_whole_line_keeps_within_every_limit_or_there_is_none(seed: int) -> None:
    problem, rule_set = a_season(random.Random(seed))
    days = in_days(problem, rule_set)
    draw = random.Random(seed)
    prices = np.array([draw.randrange(-3, 30) for _ in days.targets] + [0], dtype=np.int64)
    for person in days.people:
        exact = Pricing(days, person).best(prices)[1]
        _, whole = as_if_long(days, person).best(prices)
        assert (whole is None) == (exact is None)
        if whole is not None:
            alone = [whole if one is person else _nothing(days) for one in days.people]
            found = [text for text in broken(problem, rule_set, days, alone) if person.agent.name in text]
            assert not found


def _nothing(days: DayProblem) -> Days:
    return Days(np.full(len(days.weekend), -1, dtype=np.int64), 0, np.array([], dtype=np.int64))


@pytest.mark.parametrize("zone", ZONES)
def test_shifts_listed_once_for_a_zone_are_those_listed_for_each_agent(zone: str) -> None:
    problem = a_problem(
        agents=[
            an_agent("anna", zone=zone, contract=a_contract(templates=("early", "split"))),
            an_agent("ben", zone=zone),
        ],
        templates=[
            a_template("early", "06:00", hours=8),
            a_template("late", "14:00", "16:00", hours=8),
            a_template("split", "00:00", hours=4),
        ],
        first_date=MONDAY.replace(day=6),
        days=30,
        zone="UTC",
    )
    listing = shifts_of_zone(problem, zone)
    assert listing is not None
    rule_set = RuleSet(name="none")
    offered = candidates(problem, rule_set)
    for agent in problem.agents:
        assert offered[agent.id] == possible_shifts(problem, agent)


def test_shifts_that_look_alike_are_listed_for_each_agent_apart() -> None:
    problem = a_problem(
        agents=[an_agent("anna", contract=a_contract(templates=("second",))), an_agent("ben")],
        templates=[a_template("first", "06:00", hours=8), a_template("second", "06:00", hours=8)],
    )
    assert shifts_of_zone(problem, "UTC") is None
    offered = candidates(problem, RuleSet(name="none"))
    assert {shift.template for shift in offered["anna"]} == {"second"}
    assert {shift.template for shift in offered["ben"]} == {"first"}


@pytest.mark.parametrize(("zone", "looks"), [("UTC", 7), ("Asia/Kolkata", 7), ("Europe/Dublin", 15)])
def test_days_look_alike_by_weekday_until_clocks_change(zone: str, looks: int) -> None:
    agent = an_agent("anna", zone=zone)
    problem = a_problem(
        agents=[agent],
        templates=[a_template("early", "06:00", hours=8), a_template("night", "22:00", hours=8)],
        first_date=MONDAY.replace(day=16),
        days=28,
        zone=zone,
    )
    dates = problem.period.dates
    shifts = {
        ((shift.day - dates[0]).days, int(shift.template == "night")): shift
        for shift in possible_shifts(problem, agent)
    }
    calendar = calendar_of([shifts], agent, dates)
    # The night before the change has a length or an end of its own: one day more than two sorts of weekdays.
    assert abs(len(set(calendar.looks)) - looks) <= 1
    assert mentions_dates({"shifts": [{"first_date": dates[0]}]})
    assert not mentions_dates({"shifts": [{"first_date": None}], "hours": 11})


def test_time_off_is_found_among_many_absences_in_any_order() -> None:
    spans = [a_span(f"2026-03-{day:02} 00:00", f"2026-03-{day + 1:02} 00:00") for day in (20, 4, 9, 3)]
    problem = a_problem(
        agents=[an_agent("anna", time_off=tuple(TimeOff(span=span) for span in spans))],
        templates=[a_template("early", "06:00", hours=8)],
        first_date=MONDAY,
        days=21,
    )
    offered = candidates(problem, RuleSet.model_validate({"name": "off", "rules": [{"rule": "time_off"}]}))
    away = {3, 4, 9, 20}
    assert {shift.day.day for shift in offered["anna"]} == {
        day.day for day in problem.period.dates if day.day not in away
    }


def test_a_long_period_is_solved_to_the_same_lawful_roster_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.search.day_prices._MOST_CELLS", 0)
    problem, rule_set = a_season(random.Random(4))
    first, second = (
        solved(problem, rule_set.rules, deterministic=True, deterministic_budget=1.0, workers=None)
        for _ in range(2)
    )
    assert first.roster == second.roster
    assert not [found for found in first.violations if found.required]
    assert 0 < first.tiers[0].bound <= first.tiers[0].value

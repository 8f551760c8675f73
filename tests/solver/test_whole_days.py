"""Problems of whole days: found by what they ask for, solved by columns, judged by the ordinary rules."""

import random

import pytest

from solver.domain.options import SolveOptions
from solver.domain.people import Carried, TimeOff, Wish
from solver.domain.problem import Problem
from solver.domain.result import Result, Status, Tier
from solver.domain.selection import ShiftFilter
from solver.rule import Rule, Scope
from solver.rules import RuleSet
from solver.rules.fair_burdens import FairBurdens
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekends import MaxWeekends
from solver.rules.min_rest import MinRest
from solver.rules.min_run import MinRun
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.people_per_shift import PeoplePerShift, ShiftTarget
from solver.rules.rest_between_kinds import RestBetweenKinds
from solver.rules.shift_requests import ShiftRequest, ShiftRequests
from solver.rules.shifts_per_stretch import ShiftsPerStretch
from solver.rules.time_off import TimeOffKept
from solver.search.ask import Limit, Question, ask
from solver.search.candidates import candidates
from solver.search.day_problem import day_problem
from solver.search.program import Program
from solver.solve import solve
from tests.solver.builders import MONDAY, a_contract, a_problem, a_span, a_template, an_agent

DAYS = 8
NAMES = ("anna", "ben", "cleo")
TEMPLATES = ("early", "late", "night")


def a_team(draw: random.Random, zone: str = "UTC") -> Problem:
    """Three people, eight days, early, late and longer night shifts, some time off."""
    off = [TimeOff(span=a_span(f"2026-03-{day:02} 00:00", f"2026-03-{day:02} 23:00")) for day in (3, 6, 8)]
    return a_problem(
        agents=[
            an_agent(
                name,
                zone=zone,
                contract=a_contract(max_consecutive_days=draw.choice((3, 4, 5)), max_daily_minutes=720),
                time_off=(draw.choice(off),),
            )
            for name in NAMES
        ],
        templates=[
            a_template("early", "06:00", hours=8),
            a_template("late", "14:00", hours=8),
            a_template("night", "21:00", hours=10),
        ],
        days=DAYS,
        zone=zone,
    )


def the_rules(draw: random.Random, problem: Problem) -> tuple[Rule, ...]:
    """Every kind of rule that whole days understand, with limits of the draw."""
    night = ShiftFilter(templates=frozenset({"night"}))
    dates = problem.period.dates
    return (
        MaxShiftsPerDay(),
        TimeOffKept(),
        MaxConsecutiveDays(),
        MinRest(hours=draw.choice((9, 11))),
        RestBetweenKinds(before=night, after=ShiftFilter(templates=frozenset({"late"})), hours=24),
        MinRun(of="work", days=draw.choice((2, 3)), open_start=draw.random() < 0.5),
        MinRun(of="off", days=2),
        MaxWeekends(most=1, per="period"),
        MinutesPerStretch(least=960, most=2_640, per="period"),
        ShiftsPerStretch(most=1, per="period", shifts=night, scope=Scope(agents=NAMES[:2])),
        ShiftsPerStretch(
            most=3,
            per="period",
            shifts=ShiftFilter(templates=frozenset({"early", "late"})),
            scope=Scope(agents=NAMES[1:3]),
        ),
        PeoplePerShift(
            targets=tuple(
                ShiftTarget(
                    date=day, template=name, wanted=draw.choice((0, 1, 1, 2)), under=draw.choice((5, 20))
                )
                for day in dates
                for name in TEMPLATES
            )
        ),
        ShiftRequests(
            weight=2,
            requests=tuple(
                ShiftRequest(
                    agent=draw.choice(NAMES),
                    date=draw.choice(dates),
                    template=draw.choice(TEMPLATES),
                    wish=draw.choice(tuple(Wish)),
                    weight=draw.choice((1, 3)),
                )
                for _ in range(8)
            ),
        ),
    )


def solved(problem: Problem, rules: tuple[Rule, ...], **options: object) -> Result:
    chosen = {"seconds": 20, "workers": 2, **options}
    return solve(problem, RuleSet(name="days", rules=rules), SolveOptions.model_validate(chosen))


def optimum(problem: Problem, rules: tuple[Rule, ...]) -> int:
    """What one plain program of everything proves."""
    program = Program(problem, RuleSet(name="days", rules=rules))
    objective = program.objectives[Tier.SERVICE]
    program.cp.minimize(objective.expression)
    answer = ask(Question(program.cp, Limit(seconds=60)))
    assert answer.settled
    assert answer.values is not None
    return objective.value(answer.values)


@pytest.mark.parametrize(
    ("seed", "zone"), [(0, "UTC"), (1, "Pacific/Auckland"), (2, "Asia/Kolkata"), (3, "UTC")]
)
def test_columns_and_one_program_of_everything_agree(seed: int, zone: str) -> None:
    draw = random.Random(seed)
    problem = a_team(draw, zone)
    rules = the_rules(draw, problem)
    rule_set = RuleSet(name="days", rules=rules)
    assert day_problem(problem, rule_set, candidates(problem, rule_set)) is not None
    result = solved(problem, rules)
    assert result.status is Status.OPTIMAL
    assert [tier.value for tier in result.tiers] == [optimum(problem, rules)]


def test_the_same_seed_and_budget_give_the_same_roster() -> None:
    draw = random.Random(11)
    problem = a_team(draw)
    rules = the_rules(draw, problem)
    first, second = (
        solved(problem, rules, deterministic=True, deterministic_budget=0.4, workers=None) for _ in range(2)
    )
    assert first.roster == second.roster
    assert not [found for found in first.violations if found.required]


def test_a_stop_at_once_still_gives_everybody_lawful_days() -> None:
    draw = random.Random(5)
    problem = a_team(draw)
    rule_set = RuleSet(name="days", rules=the_rules(draw, problem))
    result = solve(problem, rule_set, SolveOptions(seconds=20, workers=1), stop=lambda: True)
    assert not [found for found in result.violations if found.required]
    assert result.roster.assignments


def test_what_whole_days_cannot_say_is_left_to_the_ordinary_search() -> None:
    draw = random.Random(1)
    problem = a_team(draw)
    rules = the_rules(draw, problem)

    def understood(problem: Problem, rules: tuple[Rule, ...]) -> bool:
        rule_set = RuleSet(name="days", rules=rules)
        return day_problem(problem, rule_set, candidates(problem, rule_set)) is not None

    tired = problem.agents[0].model_copy(update={"carried": Carried(consecutive_days=2)})
    after_work = problem.model_copy(update={"agents": (tired, *problem.agents[1:])})
    weekly = ShiftsPerStretch(most=2, per="week")
    assert understood(problem, rules)
    assert not understood(problem, (*rules, FairBurdens()))
    assert not understood(problem, (*rules, weekly))
    assert not understood(problem, (*rules, MinRest(hours=40)))
    assert not understood(problem, tuple(rule for rule in rules if not isinstance(rule, MaxShiftsPerDay)))
    assert not understood(after_work, rules)


def test_nobody_who_can_keep_the_rules_is_told_by_the_ordinary_search() -> None:
    draw = random.Random(2)
    problem = a_team(draw)
    impossible = (*the_rules(draw, problem), MinutesPerStretch(least=6_000, per="period"))
    assert solved(problem, impossible, seconds=4).status is Status.REQUIRED_RULES_BROKEN


def test_a_period_over_a_clock_change_is_solved_by_local_dates() -> None:
    draw = random.Random(3)
    problem = a_team(draw, "Europe/Dublin").model_copy(
        update={
            "period": a_problem(first_date=MONDAY.replace(day=23), days=DAYS, zone="Europe/Dublin").period
        }
    )
    rules = the_rules(draw, problem)
    result = solved(problem, rules)
    assert [tier.value for tier in result.tiers] == [optimum(problem, rules)]

"""What the relaxation has classes work, shared out among their people."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.model.on_duty import break_windows
from solver.search.candidates import candidates
from solver.search.class_bounds import ClassBounds, ClassCounts
from solver.search.classes import classes_of, occurrence
from solver.search.everyone import everyone_planned
from solver.search.greedy import Plan
from solver.search.guard import roster_of
from solver.search.missing import Missing
from solver.search.relaxed_weeks import relaxed_weeks
from solver.validate import validate
from tests.solver.builders import (
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_span,
    a_template,
    an_agent,
)
from tests.solver.weeks import RULES, means


def a_crew(zone: str = "UTC", first_day: str = "2026-03-02") -> Problem:
    """Forty people of two kinds, some of whom are away for a day; work by the clock of the zone."""

    def hour(start: datetime) -> int:
        return start.astimezone(ZoneInfo(zone)).hour

    contract = a_contract(min_weekly_minutes=1_440, max_weekly_minutes=2_400)
    away = a_span(f"{first_day} 00:00", f"{date.fromisoformat(first_day)} 23:00")
    people = [
        an_agent(
            f"agent-{number:02}",
            skills=("chat",) if number % 4 else ("chat", "voice"),
            contract=contract,
            zone=zone,
            unavailable=(away,) if number % 7 == 0 else (),
        )
        for number in range(40)
    ]
    return a_problem(
        agents=people,
        queues=[a_queue("chat"), a_queue("voice")],
        templates=[
            a_template("early", "06:00", hours=8, breaks=[a_break(30, 180, 240)]),
            a_template("middle", "10:00", hours=6, breaks=[a_break(30, 120, 180)]),
            a_template("late", "14:00", hours=8, breaks=[a_break(30, 180, 240)]),
        ],
        need={
            "chat": lambda start: (14.0 if 10 <= hour(start) < 16 else 7.0) * (6 <= hour(start) < 22),
            "voice": lambda start: 2.0 * (8 <= hour(start) < 20),
        },
        first_date=date.fromisoformat(first_day),
        zone=zone,
        days=7,
        interval_minutes=30,
    )


def shared(problem: Problem) -> tuple[ClassCounts, dict[str, Plan]]:
    offered = candidates(problem, RULES)
    bounds = ClassBounds(problem, RULES, offered, means(60))
    assert bounds.of(Tier.SERVICE, {}) > 0
    assert bounds.counts is not None
    weeks = relaxed_weeks(problem, RULES, offered, bounds.counts, means(60), lambda: False)
    return bounds.counts, weeks


@pytest.mark.parametrize(
    ("zone", "first_day"),
    [
        ("UTC", "2026-03-02"),
        ("Europe/Berlin", "2026-03-23"),
        ("America/New_York", "2026-10-26"),
        ("Asia/Kolkata", "2026-03-02"),
        ("Pacific/Kiritimati", "2026-03-02"),
    ],
)
def test_everybody_gets_a_lawful_week_with_breaks_in_their_windows(zone: str, first_day: str) -> None:
    problem = a_crew(zone, first_day)
    _, weeks = shared(problem)
    assert weeks.keys() == {agent.id for agent in problem.agents}
    found = validate(problem, RULES, roster_of(problem, weeks))
    assert not [violation for violation in found if violation.required]
    for plan in weeks.values():
        assert plan.shifts
        for (shift, number), start in plan.breaks.items():
            window = break_windows(problem.axis, shift)[number]
            assert 0 <= problem.axis.minute(start) - problem.axis.minute(window.first) < window.count * 30


def test_as_many_take_a_shift_as_the_relaxation_has() -> None:
    problem = a_crew()
    counts, weeks = shared(problem)
    taken = Counter(occurrence(shift) for plan in weeks.values() for shift in plan.shifts)
    wanted: Counter[object] = Counter()
    for kind in counts.program.classes:
        for shift in kind.shifts:
            wanted[occurrence(shift)] += counts.values[counts.program.model.takes(shift).index]
    away = sum(abs(taken[key] - wanted[key]) for key in taken | wanted)
    assert away < 0.15 * wanted.total()


def test_weeks_along_the_relaxation_leave_far_less_to_wish_for_than_one_week_for_all() -> None:
    problem = a_crew()
    offered = candidates(problem, RULES)
    alike = everyone_planned(problem, RULES, offered, classes_of(problem, RULES, offered), {}, seed=1)
    _, weeks = shared(problem)

    def lacking(plans: dict[str, Plan]) -> int:
        missing = Missing(problem, RULES)
        for plan in plans.values():
            missing.add(plan.duty, 1)
        return missing.lacking()

    assert lacking(weeks) < 0.5 * lacking(alike)


def test_nobody_is_planned_once_it_is_enough() -> None:
    problem = a_crew()
    offered = candidates(problem, RULES)
    bounds = ClassBounds(problem, RULES, offered, means(60))
    bounds.of(Tier.SERVICE, {})
    assert bounds.counts is not None
    assert np.isfinite(bounds.counts.values).all()
    assert relaxed_weeks(problem, RULES, offered, bounds.counts, means(60), lambda: True) == {}

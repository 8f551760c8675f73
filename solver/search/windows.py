"""Long periods week by week: two are searched, the first of them is kept, and what it holds is carried on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from solver.domain.coverage import required_tenths
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment, Roster
from solver.domain.session import Session
from solver.domain.shift import most_shifts
from solver.domain.time import local_midnight
from solver.rules import RuleSet
from solver.search.candidates import candidates
from solver.search.climb import Reached, climb
from solver.search.means import Means
from solver.session_rule import attendance_in, held
from solver.validate import values_by_tier, violations_by_rule

MOST_DAYS = 14
"""Periods up to so many dates are searched as a whole."""

MOST_AT_ONCE = 12_000
"""And so are longer ones with no more shifts than this to choose from (at most, by the templates)."""

KEPT_DAYS, SEEN_DAYS = 7, 14
"""Dates kept of each window, and dates it sees: weeks of the period, which contracts are counted by."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Dates of the period by number: searched from ``first`` up to ``end``, kept up to ``kept``."""

    first: int
    kept: int
    end: int


def reach(problem: Problem, rule_set: RuleSet, means: Means) -> Reached:
    """Search the problem within the means: long periods of many shifts by windows, all others as a whole."""
    if problem.period.days <= MOST_DAYS or most_shifts(problem) <= MOST_AT_ONCE:
        return climb(problem, rule_set, means)
    # Without intervals to cover, days are few choices each and belong together; due work has its own dates.
    if problem.due_work or not required_tenths(problem).any():
        return climb(problem, rule_set, means)
    return _rolled(problem, rule_set, means)


def _rolled(problem: Problem, rule_set: RuleSet, means: Means) -> Reached:
    """Window after window, what is kept of those before locked: rules see the period from its first date on,
    so rest, runs, weeks and what is counted over the period go on across the seams.
    """
    kept: tuple[Assignment, ...] = ()
    windows = list(_windows(problem.period.days))
    for number, window in enumerate(windows):
        part = _part(problem, window, kept)
        since = _starts(problem, window.first) if number else None
        budget = means.budget.part(means.budget.left / (len(windows) - number))
        reached = climb(part, rule_set, replace(means, budget=budget, heard=None), since=since)
        until = _starts(problem, window.kept)
        last = number + 1 == len(windows)
        kept = tuple(one for one in reached.roster.assignments if last or one.start < until)
        _announce(problem, rule_set, _freed(problem, kept), means)
    roster = _freed(problem, kept)
    values = values_by_tier(violations_by_rule(problem, rule_set, roster))
    lawful = not values.get(Tier.REQUIRED)
    bounds = {tier: 0 for tier in values if tier is not Tier.REQUIRED or not lawful}
    return Reached(roster, bounds, lawful, candidates(problem, rule_set))


def _windows(days: int) -> Iterator[_Window]:
    for first in range(0, days, KEPT_DAYS):
        end = min(first + SEEN_DAYS, days)
        if end == days:
            yield _Window(first, days, end)
            return
        yield _Window(first, first + KEPT_DAYS, end)


def _starts(problem: Problem, number: int) -> datetime:
    """When the date of that number begins."""
    return local_midnight(problem.period.first_date + timedelta(days=number), problem.period.zone)


def _part(problem: Problem, window: _Window, kept: tuple[Assignment, ...]) -> Problem:
    """The problem up to the end of the window, what is kept locked and nothing asked for before it."""
    period = problem.period.model_copy(update={"days": window.end})
    axis = problem.axis
    until = axis.of(period, axis.interval_minutes).intervals
    asked_from = axis.first_interval(_starts(problem, window.first))
    identities = {(one.agent, one.start) for one in kept}
    locked = [one for one in problem.locked if one.start < period.end]
    return problem.model_copy(
        update={
            "period": period,
            "requirements": tuple(
                requirement.model_copy(
                    update={
                        "agents": (0.0,) * asked_from + requirement.agents[asked_from:until],
                        "minimum": requirement.minimum
                        and (0,) * asked_from + requirement.minimum[asked_from:until],
                    }
                )
                for requirement in problem.requirements
            ),
            "locked": (*kept, *(one for one in locked if (one.agent, one.start) not in identities)),
            "previous": tuple(one for one in problem.previous if one.start < period.end),
            "sessions": tuple(_sessions(problem, _starts(problem, window.first), period.end, kept)),
        }
    )


def _sessions(
    problem: Problem, first: datetime, end: datetime, kept: tuple[Assignment, ...]
) -> Iterator[Session]:
    """The sessions held in what is kept, as placed, and the others at their starts within the window."""
    attended = attendance_in(kept)
    for session in problem.sessions:
        start, _ = held(session, attended.get(session.id, {}))
        starts = tuple(moment for moment in session.moments if first <= moment < end)
        if start is not None:
            yield session.model_copy(update={"placed": start})
        elif starts:
            yield session.model_copy(update={"starts": starts})


def _freed(problem: Problem, kept: tuple[Assignment, ...]) -> Roster:
    """What is kept as a roster of the problem: only its own locked shifts are marked as such."""
    locked = {(one.agent, one.start) for one in problem.locked}
    return Roster(
        assignments=tuple(
            one if (one.agent, one.start) in locked else one.model_copy(update={"locked": False})
            for one in kept
        )
    )


def _announce(problem: Problem, rule_set: RuleSet, roster: Roster, means: Means) -> None:
    if means.heard is not None:
        values = values_by_tier(violations_by_rule(problem, rule_set, roster))
        tier = next((tier for tier, value in values.items() if value), Tier.SERVICE)
        means.heard(tier, values.get(tier, 0), 0, lambda: roster)

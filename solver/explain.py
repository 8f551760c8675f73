"""Explaining: why required rules contradict, why a queue is short, why an agent has a shift."""

import time
from collections.abc import Iterable, Sequence
from datetime import timedelta

from solver.domain.coverage import TENTHS
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.explaining.answers import Answer, Conflict, Member, Repair, Shortfall
from solver.explaining.assignment import explain_assignment
from solver.explaining.capacity import Capacity
from solver.explaining.conflict import Core, Group, Spared, find_core
from solver.explaining.elastic import GIVEN, Elastic, Verdict
from solver.explaining.gap import explain_gap
from solver.explaining.grounds import LOCKED
from solver.explaining.narrowing import grouped
from solver.explaining.repair import cheapest_repair
from solver.explaining.words import MOST_NAMES, Words
from solver.rules import RuleSet
from solver.search.ask import Stop
from solver.solve import refuse_too_large

__all__ = ["explain_assignment", "explain_conflict", "explain_gap", "with_required"]

_NARROWING_SHARE = 0.5
_MOST_WITHOUT = 3


def explain_conflict(
    problem: Problem,
    rule_set: RuleSet,
    *,
    seconds: float = 30.0,
    must_haves: bool = False,
    near: Roster | None = None,
    workers: int = 1,
    seed: int = 0,
    stop: Stop | None = None,
) -> Conflict:
    """Why the required rules cannot all be kept: a conflict of which no member can be spared, and the
    cheapest repair.

    ``must_haves`` asks the same with the rules of the must-have tier required, too; ``near`` is a roster to
    search from. ``seconds`` bound the narrowing and the repair; proofs of what was found by then are added.
    Where it is not decided whether the rules can be kept, the repair of the best roster is told all the same.
    Raises ProblemTooLargeError.
    """
    begun = time.monotonic()
    refuse_too_large(problem)
    if must_haves:
        rule_set = with_required(rule_set, Tier.MUST_HAVE)
    given = tuple(rule.sentence for rule in rule_set.active if rule.required and rule.rule in GIVEN)
    elastic = Elastic(problem, rule_set)
    if near is not None:
        elastic.suggest(near, stop)
    finding = find_core(problem, rule_set, elastic, seconds * _NARROWING_SHARE, stop)
    if finding.verdict is Verdict.SOLVABLE:
        said = "The required rules can all be kept together."
        return Conflict(answer=Answer.SOLVABLE, said=said, given=given, seconds=time.monotonic() - begun)
    repair = cheapest_repair(
        problem,
        rule_set,
        elastic,
        max(2.0, seconds * (1 - _NARROWING_SHARE)),
        workers=workers,
        seed=seed,
        stop=stop,
    )
    if finding.core is None:
        said = "Whether the required rules can all be kept was not decided in time."
        return Conflict(
            answer=Answer.UNDECIDED,
            said=said if repair is None else f"{said} {_let_go(repair)}",
            repair=repair,
            given=given,
            seconds=time.monotonic() - begun,
        )
    words = Words(problem, rule_set.active)
    shortfall = None if finding.capacity is None else _shortfall(problem, finding.capacity)
    return Conflict(
        answer=Answer.CONTRADICTION,
        said=_told(words, finding.core) if shortfall is None else _too_few(words, shortfall, finding.core),
        members=members_of(words, problem, finding.core),
        shortfall=shortfall,
        proved=finding.core.proved,
        repair=repair,
        given=given,
        seconds=time.monotonic() - begun,
    )


def _let_go(repair: Repair) -> str:
    """What the best roster found lets go of."""
    said = [action.said for action in repair.actions]
    return f"The best roster found lets go of this: {' '.join(said[:MOST_NAMES])}" + (
        f" And {len(said) - MOST_NAMES} more." if len(said) > MOST_NAMES else ""
    )


def with_required(rule_set: RuleSet, tier: Tier) -> RuleSet:
    """The rule set with every active rule of the tier required."""
    rules = tuple(
        rule.model_copy(update={"weight": None}) if rule.tier is tier else rule for rule in rule_set.active
    )
    return rule_set.model_copy(update={"rules": rules})


def members_of(words: Words, problem: Problem, core: Core) -> tuple[Member, ...]:
    """The members of a core as documents."""
    return tuple(
        _member(words, problem, group, spared)
        for group, spared in zip(core.members, core.spared, strict=True)
    )


def _member(words: Words, problem: Problem, group: Group, spared: Spared | None) -> Member:
    starts = [ground.start for ground in group if ground.start is not None]
    grain = timedelta(minutes=problem.interval_minutes)
    ends = (
        next((shift.end for shift in problem.locked if shift.start == max(starts)), None)
        if group[0].rule == LOCKED
        else max(starts) + grain
        if starts
        else None
    )
    messages: Sequence[str] = [] if spared is None else [each.message for each in spared.broken]
    return Member(
        rule=words.rule(group[0]),
        agents=_distinct(ground.agent for ground in group),
        dates=tuple(dict.fromkeys(ground.date for ground in group if ground.date is not None)),
        queues=_distinct(ground.queue for ground in group),
        sites=_distinct(ground.site for ground in group),
        start=min(starts, default=None),
        end=ends,
        said=words.member(group),
        without=tuple(messages[:_MOST_WITHOUT]),
    )


def _distinct(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name is not None))


def _shortfall(problem: Problem, capacity: Capacity) -> Shortfall:
    hours = problem.interval_minutes / 60 / TENTHS
    return Shortfall(
        queues=capacity.queues,
        start=problem.axis.instant(capacity.intervals[0]),
        end=problem.axis.instant(capacity.intervals[-1] + 1),
        required_hours=capacity.required * hours,
        possible_hours=capacity.possible * hours,
        agents=len(capacity.agents),
    )


def _too_few(words: Words, shortfall: Shortfall, core: Core) -> str:
    """The hours, and the rules that keep them from being more, once each."""
    named = dict.fromkeys(words.sentence(group) for group in core.members[1:] if group[0].agent is not None)
    return " ".join((words.too_few(shortfall), *named))


def _told(words: Words, core: Core) -> str:
    """All members in one breath: what one rule asks of one person or queue is said once."""
    alike = grouped(
        (ground for group in core.members for ground in group),
        lambda ground: (ground.rule, ground.agent, ground.queue, ground.site),
    )
    told = " ".join(words.member(grounds) for grounds in alike)
    if len(core.members) == 1:
        return f"This cannot be kept, whatever the roster: {told}"
    return f"No roster keeps all of these: {told}"

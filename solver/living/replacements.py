"""Who could take over a shift: everyone who lawfully can, the best first, and why the others cannot."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import Field

from solver.domain.days import burdens_of, week_of
from solver.domain.document import Document
from solver.domain.people import Agent, Burden
from solver.domain.problem import Problem
from solver.domain.result import Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import shifts_like
from solver.domain.time import MINUTE
from solver.living.difference import Difference
from solver.living.judge import Judge
from solver.rules import RuleSet

_NAMES_SHOWN = 10


class TierChange(Document):
    """By how much the price of a tier changes; below zero is better."""

    tier: Tier
    change: int


class Replacement(Document):
    """An agent who could take the shift over, compared with leaving it vacant.

    ``breaks`` and ``mends`` are the violations that would come and go. Minutes are paid minutes:
    ``week_minutes`` those of the period's week the shift is in, with it; ``overtime_minutes`` those of them
    beyond the contract's week. Rests are elapsed minutes to the shifts before and after it, None without one.
    ``burdens`` count the unpopular work that the shift is, with what was carried and rostered and with it.
    """

    agent: str
    name: str
    score: tuple[TierChange, ...]
    breaks: tuple[Violation, ...]
    mends: tuple[Violation, ...]
    paid_minutes: int
    cost: float
    week_minutes: int
    overtime_minutes: int
    rest_before_minutes: int | None
    rest_after_minutes: int | None
    burdens: dict[Burden, int]


class Refused(Document):
    """How many agents one required rule keeps from the shift, the names of some, and one of its messages.

    Who breaks several rules is counted with the first.
    """

    rule: str
    agents: int = Field(ge=1)
    names: tuple[str, ...]
    message: str


class Ranking(Document):
    """The agents for one shift, the best first: by tier, then whoever bears and works least."""

    shift: Assignment
    lawful: int
    replacements: tuple[Replacement, ...]
    refused: tuple[Refused, ...]


class Filling(Document):
    """Shifts given away together: who takes which, and which stay vacant."""

    taken: tuple[Assignment, ...]
    vacant: tuple[Assignment, ...]
    rankings: tuple[Ranking, ...]


def rank_replacements(
    problem: Problem, rule_set: RuleSet, roster: Roster, vacant: Assignment, *, most: int = 10
) -> Ranking:
    """The ``most`` best of those who can lawfully take the shift over, as it stands with its breaks.

    Whoever has it in the roster is taken to be gone; a shift nobody has is an open one. Lawful is who newly
    breaks no required rule, nor breaks one further.
    """
    judge = Judge(problem, rule_set, without_shift(roster, vacant))
    refusals: defaultdict[str, list[tuple[Agent, str]]] = defaultdict(list)
    options: dict[str, tuple[Assignment, ...]] = {}
    for agent in problem.agents:
        taken = vacant.handed_to(agent.id)
        if agent.id == vacant.agent:
            continue
        reason = _plain_refusal(judge, agent, taken)
        if reason is None:
            options[agent.id] = tuple(
                sorted((*judge.shifts_of(agent.id), taken), key=lambda shift: shift.start)
            )
        else:
            refusals[reason[0]].append((agent, reason[1]))
    lawful, unlawful = judge.each(options)
    for agent_id, found in unlawful.items():
        refusals[found.broken[0].rule].append((judge.people[agent_id], found.broken[0].message))
    ranked = sorted(
        lawful, key=lambda agent_id: _order(judge.people[agent_id], options[agent_id], lawful[agent_id])
    )
    return Ranking(
        shift=vacant,
        lawful=len(ranked),
        replacements=tuple(
            _replacement(judge, judge.people[agent_id], vacant, options[agent_id], lawful[agent_id])
            for agent_id in ranked[:most]
        ),
        refused=tuple(_refused(refusals)),
    )


def fill_shifts(
    problem: Problem, rule_set: RuleSet, roster: Roster, vacant: Sequence[Assignment], *, most: int = 10
) -> Filling:
    """Gives the shifts away together: the one with the fewest agents first, each to the best of its agents
    given those before it. The rankings are those of each shift alone, all of them being vacant.
    """
    bare = roster
    for shift in vacant:
        bare = without_shift(bare, shift)
    rankings = [rank_replacements(problem, rule_set, bare, shift, most=most) for shift in vacant]
    order = sorted(range(len(vacant)), key=lambda number: (rankings[number].lawful, vacant[number].start))
    taken: dict[int, Assignment] = {}
    for number in order:
        # The first choice was made on the roster as it is; later ones have to see those before them.
        ranking = (
            rankings[number]
            if not taken
            else rank_replacements(problem, rule_set, bare, vacant[number], most=1)
        )
        if ranking.replacements:
            taken[number] = vacant[number].handed_to(ranking.replacements[0].agent)
            bare = Roster(assignments=(*bare.assignments, taken[number]))
    return Filling(
        taken=tuple(taken[number] for number in sorted(taken)),
        vacant=tuple(shift for number, shift in enumerate(vacant) if number not in taken),
        rankings=tuple(rankings),
    )


def without_shift(roster: Roster, shift: Assignment) -> Roster:
    """The roster without that shift, should it be in it."""
    kept = [
        each
        for each in roster.assignments
        if (each.agent, each.template, each.start, each.end)
        != (shift.agent, shift.template, shift.start, shift.end)
    ]
    return Roster(assignments=tuple(kept))


def _plain_refusal(judge: Judge, agent: Agent, taken: Assignment) -> tuple[str, str] | None:
    """Which rule keeps the agent from the shift whatever else they have, and why; None if none does."""
    problem = judge.problem
    for other in (*judge.shifts_of(agent.id), *judge.carried_in(agent.id)):
        if other.start < taken.end and taken.start < other.end:
            return (
                "one_place_at_a_time",
                f"{agent.name} has a shift from {other.start:%Y-%m-%d %H:%M}Z to {other.end:%H:%M}Z.",
            )
    shifts = shifts_like(problem, agent, taken)
    if not shifts:
        return "offered_shift", f"The template {taken.template} does not offer {agent.name} this shift."
    for rule in judge.rule_set.active:
        if rule.forbids(problem, agent, shifts[0]):
            found = next(iter(rule.violations(judge.alone(agent), Roster(assignments=(taken,)))), None)
            if found is not None:
                return rule.rule, found.message
    return None


def _order(agent: Agent, shifts: Sequence[Assignment], found: Difference) -> tuple[object, ...]:
    tiers = tuple(found.tiers.get(tier, 0) for tier in Tier)
    return tiers, sum(agent.carried.burdens.values()), sum(shift.paid_minutes for shift in shifts), agent.id


def _replacement(
    judge: Judge, agent: Agent, vacant: Assignment, shifts: Sequence[Assignment], found: Difference
) -> Replacement:
    period = judge.problem.period
    week = week_of(period, vacant.local_date(agent.zone))
    minutes = sum(
        shift.paid_minutes for shift in shifts if week_of(period, shift.local_date(agent.zone)) == week
    )
    known = [*judge.carried_in(agent.id), *shifts]
    ends = [shift.end for shift in known if shift.end <= vacant.start]
    if agent.carried.last_shift_end is not None and agent.carried.last_shift_end <= vacant.start:
        ends.append(agent.carried.last_shift_end)
    starts = [shift.start for shift in known if shift.start >= vacant.end]
    return Replacement(
        agent=agent.id,
        name=agent.name,
        score=tuple(TierChange(tier=tier, change=change) for tier, change in sorted(found.tiers.items())),
        breaks=found.come,
        mends=found.gone,
        paid_minutes=vacant.paid_minutes,
        cost=vacant.paid_minutes / 60 * agent.contract.cost_per_hour,
        week_minutes=minutes,
        overtime_minutes=max(0, minutes - agent.contract.max_weekly_minutes),
        rest_before_minutes=(vacant.start - max(ends)) // MINUTE if ends else None,
        rest_after_minutes=(min(starts) - vacant.end) // MINUTE if starts else None,
        burdens=_burdens(agent, vacant, shifts),
    )


def _burdens(agent: Agent, vacant: Assignment, shifts: Iterable[Assignment]) -> dict[Burden, int]:
    own = sorted(burdens_of(agent, vacant.start, vacant.end))
    kinds = [burdens_of(agent, shift.start, shift.end) for shift in shifts] if own else []
    return {
        burden: agent.carried.burdens.get(burden, 0) + sum(burden in kind for kind in kinds) for burden in own
    }


def _refused(refusals: Mapping[str, Sequence[tuple[Agent, str]]]) -> Iterator[Refused]:
    for rule, found in sorted(refusals.items(), key=lambda each: (-len(each[1]), each[0])):
        yield Refused(
            rule=rule,
            agents=len(found),
            names=tuple(agent.name for agent, _ in found[:_NAMES_SHOWN]),
            message=found[0][1],
        )

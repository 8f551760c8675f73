"""The smallest set of grounds that no roster keeps together, proved again in a model of its own."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from solver.domain.problem import Problem
from solver.domain.result import Violation
from solver.domain.roster import Roster
from solver.explaining.capacity import Capacity, find_capacity
from solver.explaining.elastic import Elastic, Trial, Verdict
from solver.explaining.grounds import FINEST, Ground
from solver.explaining.narrowing import OutOfTimeError, grouped, narrowed
from solver.rules import RuleSet
from solver.search.ask import Stop

PROOF_SECONDS = 20.0
"""For one proof; on everyday teams it takes a tenth of a second."""

_WHOLE_RULES_SECONDS = 60.0
_CAPACITY_SECONDS = 15.0
"""For a lack of people; at fifty of them it takes one."""

Group = tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Spared:
    """What becomes possible without one member: a roster that keeps all others, as the readers see it, and
    what it then breaks of the member.
    """

    roster: Roster
    broken: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Core:
    """Members that cannot hold together. ``proved``: a fresh model has no roster for all of them, and for
    each member ``spared`` has a roster of the others that the readers agree with.
    """

    members: tuple[Group, ...]
    spared: tuple[Spared | None, ...]
    impossible: bool

    @property
    def proved(self) -> bool:
        return self.impossible and None not in self.spared


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether the required rules can hold; where they cannot, the core of it, and the lack of people it is
    about, if it is one.
    """

    verdict: Verdict
    core: Core | None
    roster: Roster | None
    capacity: Capacity | None = None


def find_core(
    problem: Problem, rule_set: RuleSet, elastic: Elastic, seconds: float, stop: Stop | None = None
) -> Finding:
    """Narrow the grounds of the problem from whole rules to single places, within ``seconds``.

    When the time is up the members stay as coarse as they are by then. A lack of people is looked for first:
    of all conflicts it takes the longest to narrow down, and the shortest to prove.
    """
    capacity = find_capacity(problem, rule_set, elastic, max(_CAPACITY_SECONDS, seconds), stop)
    if capacity is not None:
        core = proved_core(problem, rule_set, capacity.members, stop, capacity)
        return Finding(Verdict.IMPOSSIBLE, core, None, capacity if core.members == capacity.members else None)
    whole = elastic.trial(elastic.grounds, max(PROOF_SECONDS, seconds), stop)
    if whole.verdict is not Verdict.IMPOSSIBLE:
        return Finding(whole.verdict, None, whole.roster)
    until, asked = time.monotonic() + seconds, elastic

    def impossible(groups: Sequence[Group]) -> bool:
        # Whole rules are told apart in any case: a conflict of everything would say nothing.
        late = time.monotonic() > until + (_WHOLE_RULES_SECONDS if asked is elastic else 0.0)
        if late or (stop is not None and stop()):
            raise OutOfTimeError
        held = [ground for group in groups for ground in group]
        return asked.trial(held, PROOF_SECONDS, stop).verdict is Verdict.IMPOSSIBLE

    members: list[Group] = grouped(elastic.grounds, partial(Ground.group, level=0))
    for level in range(FINEST + 1):
        at_level = partial(Ground.group, level=level)
        finer = [part for group in members for part in grouped(group, at_level)]
        try:
            members = narrowed(finer, impossible)
        except OutOfTimeError:
            break
        asked = elastic.about([ground for group in members for ground in group])
    return Finding(Verdict.IMPOSSIBLE, proved_core(problem, rule_set, members, stop), None)


def proved_core(
    problem: Problem,
    rule_set: RuleSet,
    members: Sequence[Group],
    stop: Stop | None = None,
    capacity: Capacity | None = None,
) -> Core:
    """The members proved anew in a model that holds nothing else; what can be spared after all is left
    out. That those of a ``capacity`` cannot hold is proved by everyone's own program.
    """
    fresh = Elastic(problem, rule_set, only=[ground for group in members for ground in group])
    kept, spared = list(members), dict[Group, Spared | None]()
    busiest = () if capacity is None else capacity.busiest
    starts = dict(zip(members[len(members) - len(busiest) :], busiest, strict=True))
    for member in members:
        others = [ground for group in kept if group != member for ground in group]
        if member in starts:
            # To cover everything is hard to find, and easy to see where everybody works all they can.
            fresh.with_shifts(starts[member], others, PROOF_SECONDS, stop)
        trial = fresh.trial(others, PROOF_SECONDS, stop)
        if trial.verdict is Verdict.IMPOSSIBLE:
            kept.remove(member)
        else:
            spared[member] = _witness(problem, rule_set, member, others, trial)
    if capacity is not None and len(kept) == len(members):
        return Core(tuple(kept), tuple(spared[each] for each in kept), impossible=True)
    whole = Elastic(problem, rule_set, only=[ground for group in kept for ground in group])
    final = whole.trial(whole.grounds, PROOF_SECONDS, stop)
    return Core(tuple(kept), tuple(spared[each] for each in kept), final.verdict is Verdict.IMPOSSIBLE)


def _witness(
    problem: Problem, rule_set: RuleSet, member: Group, others: Iterable[Ground], trial: Trial
) -> Spared | None:
    """The trial's roster if readers find every other member kept; None when they do not."""
    if trial.roster is None:
        return None
    held, found = frozenset(others), broken_grounds(problem, rule_set, trial.roster)
    # Readers share people among queues in one way of many: queues let go of must not take from those held.
    alone = broken_grounds(_owing(problem, held), rule_set, trial.roster)
    if any(ground in (found if ground.queue is None else alone) for ground in held):
        return None
    return Spared(trial.roster, tuple(each for ground in member for each in found.get(ground, ())))


def _owing(problem: Problem, held: frozenset[Ground]) -> Problem:
    """The problem with requirements only where some ground that is held asks for them."""
    wanted = {(ground.queue, ground.start) for ground in held if ground.queue is not None}
    if not wanted:
        return problem
    starts = [problem.axis.instant(interval) for interval in range(problem.axis.intervals)]
    kept = []
    for each in problem.requirements:
        asked = [(each.queue, start) in wanted for start in starts]
        agents = tuple(amount if ask else 0.0 for amount, ask in zip(each.agents, asked, strict=True))
        minimum = None
        if each.minimum is not None:
            minimum = tuple(least if ask else 0 for least, ask in zip(each.minimum, asked, strict=True))
        kept.append(each.model_copy(update={"agents": agents, "minimum": minimum}))
    return problem.model_copy(update={"requirements": tuple(kept)})


def broken_grounds(problem: Problem, rule_set: RuleSet, roster: Roster) -> dict[Ground, list[Violation]]:
    """What readers find broken in the roster, ground by ground; a locked shift that is missing has no
    violation of its own.
    """
    found: dict[Ground, list[Violation]] = {}
    for number, rule in enumerate(rule_set.active):
        if rule.required:
            for violation in rule.violations(problem, roster):
                found.setdefault(Ground.of(number, violation.place), []).append(violation)
    present = {(shift.agent, shift.start, shift.end) for shift in roster.assignments}
    for shift in problem.locked:
        if (shift.agent, shift.start, shift.end) not in present:
            found.setdefault(Ground.of_locked(shift), [])
    return found

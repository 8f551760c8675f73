"""Repairs a roster after something happened: as good as before with the fewest changes, each step proved."""

import time
from collections.abc import Callable, Iterator, Sequence

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.living.changes import changes_between
from solver.living.disruption import Event, after_events, stretches_of
from solver.living.fewest import FewestChanges, Reached, with_bounds
from solver.living.gains import Gains
from solver.living.goal import RESTORED, Goal, Prices, prices_of, totals
from solver.living.judge import Judge
from solver.living.mending import Mender
from solver.living.reach import Reach, RepairOptions
from solver.living.repaired import Repair, RepairStep, TierPrice
from solver.rules import RuleSet
from solver.rules.stability import Stability
from solver.search.ask import Stop
from solver.solve import ModelDisagreementError
from solver.validate import validate

_MENDING_SHARE = 0.6
"""Of the time: the rest is for the proof, and for what single changes do not find."""


_PROGRAM_TAKES = 2.5


def repair(
    problem: Problem,
    rule_set: RuleSet,
    roster: Roster,
    events: Sequence[Event],
    options: RepairOptions,
    stop: Stop | None = None,
) -> Repair:
    """The roster after the events, no required rule newly broken: must-haves and then service brought back to
    where they were, as far as can be, with as few shifts taken away or newly given as possible. What would be
    gained at other times than those the events are about makes up for nothing.

    Raises UnknownNameError for events about what the problem does not have, ValueError without any event.
    """
    if not events:
        raise ValueError("events: name at least one thing that happened")
    begun = time.monotonic()
    ends = begun + options.seconds
    changed, standing, vacant = after_events(problem, roster, events)
    rules = rule_set.model_copy(
        update={"rules": tuple(rule for rule in rule_set.active if not isinstance(rule, Stability))}
    )
    stretches = stretches_of(events, vacant)
    reach = Reach(changed, rules, standing, stretches.whole, options)
    listed = time.monotonic() - begun
    goal = Goal(prices_of(problem, rules, roster, stretches), stretches)
    disrupted = prices_of(changed, rules, standing, stretches)

    def stopped() -> bool:
        return stop is not None and stop()

    def enough() -> bool:
        return stopped() or time.monotonic() >= begun + _MENDING_SHARE * options.seconds

    mended = Mender(changed, rules, reach, standing, disrupted, goal).run(enough)
    reached = Reached(mended.roster, goal.worse(mended.prices), mended.changes, (0, 0, 0))
    least = _Least(changed, rules, reach, standing, disrupted, goal)
    reached = with_bounds(reached, least.changes(reached))
    if not reached.proved:
        least.look_closer(enough)
        reached = with_bounds(reached, least.changes(reached))
    # Writing the program down takes longer than listing its shifts did: begin it only if it can be used.
    if not reached.proved and ends - time.monotonic() > _PROGRAM_TAKES * listed and not stopped():
        lawful = not totals(disrupted)[Tier.REQUIRED]
        search = FewestChanges(changed, rules, reach, goal, options, stop, lawful=lawful)
        reached = search.improved(reached, ends)
        reached = with_bounds(reached, least.changes(reached))
    violations = validate(changed, rules, reached.roster)
    prices = [
        totals(each)
        for each in (goal.before, disrupted, prices_of(changed, rules, reached.roster, stretches))
    ]
    if prices[2][Tier.REQUIRED] > prices[1][Tier.REQUIRED]:
        broken = next(violation for violation in violations if violation.required)
        raise ModelDisagreementError(f"the repair was thought lawful: {broken.message}")
    return Repair(
        roster=reached.roster,
        problem=changed,
        vacant=vacant,
        changes=tuple(changes_between(changed, standing, reached.roster)),
        steps=tuple(_steps(reached)),
        tiers=tuple(
            TierPrice(tier=tier, before=prices[0][tier], disrupted=prices[1][tier], repaired=prices[2][tier])
            for tier in Tier
        ),
        violations=violations,
        reach=reach.span,
        free_shifts=reach.free,
        seconds=time.monotonic() - begun,
    )


def _steps(reached: Reached) -> Iterator[RepairStep]:
    units = (*["priced excess above what it was, there and elsewhere"] * len(RESTORED), Stability.unit)
    names = (*(tier.name.lower() for tier in RESTORED), "changes")
    for name, unit, value, bound in zip(names, units, reached.values, reached.bounds, strict=True):
        yield RepairStep(
            step=name,
            value=value,
            bound=bound,
            gap=(value - bound) / max(value, 1),
            proved=bound == value,
            unit=unit,
        )


class _Least:
    """How many changes it takes at least, told without any search."""

    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        reach: Reach,
        standing: Roster,
        disrupted: Prices,
        goal: Goal,
    ) -> None:
        self._gains = Gains(problem, rule_set, standing.assignments, goal.stretches)
        # Where nothing required is broken, what a single person may not have alone takes another change.
        self._judge = None if totals(disrupted)[Tier.REQUIRED] else Judge(problem, rule_set, standing)
        self._alone: dict[str, int] | None = None
        self._free = [shift for shifts in reach.offered.values() for shift in shifts if shift.fixed is None]
        self._standing = standing.assignments
        self._asked = [disrupted[tier, True] - goal.before[tier, True] for tier in RESTORED]

    def changes(self, reached: Reached) -> int:
        """Shifts that must come or go to get as far as was reached."""
        must_have, service = (asked - worse for asked, worse in zip(self._asked, reached.worse, strict=True))
        least = self._gains.least_changes(service, self._free, self._standing, self._alone)
        return max(least, int(must_have > 0))

    def look_closer(self, over: Callable[[], bool]) -> None:
        """Find out what one shift more would gain for each agent who may have it and keep all else; does
        nothing where there is no time for all of them.
        """
        if self._judge is None:
            return
        offers: dict[str, list[Shift]] = {}
        for shift in self._free:
            if self._gains.of(shift) > 0:
                offers.setdefault(shift.agent, []).append(shift)
        for shifts in offers.values():
            shifts.sort(key=self._gains.of)
        alone: dict[str, int] = {}
        while offers:
            if over():
                return
            best = {agent_id: shifts.pop() for agent_id, shifts in offers.items()}
            allowed = self._judge.allowed(
                {
                    agent_id: sorted(
                        (*self._judge.shifts_of(agent_id), self._gains.placed(shift)),
                        key=lambda each: each.start,
                    )
                    for agent_id, shift in best.items()
                }
            )
            alone |= {agent_id: self._gains.of(best[agent_id]) for agent_id in allowed}
            offers = {
                agent_id: shifts for agent_id, shifts in offers.items() if shifts and agent_id not in allowed
            }
        self._alone = alone

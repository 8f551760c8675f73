"""Solving: a problem and a rule set in, a roster with its proof and its figures out."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from solver.domain.coverage import even_tenths, minimum_agents
from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Result, Status, Tier, TierResult, Violation
from solver.domain.roster import Roster
from solver.domain.shift import most_shifts
from solver.measures import measure
from solver.rule import Rule
from solver.rules import RuleSet
from solver.search.budget import Budget
from solver.search.candidates import Candidates
from solver.search.climb import Reached
from solver.search.in_turn import by_turns
from solver.search.means import Means
from solver.search.windows import reach
from solver.validate import structural_violations, values_by_tier, violations_by_rule

MOST_SHIFTS = 1_500_000
"""Possible shifts (agents × dates × starts × lengths) beyond which no model is built."""

MOST_QUEUE_INTERVALS = 400_000
"""Queues × intervals beyond which no model is built."""

_ANNOUNCE_SECONDS = 0.5


class ProblemTooLargeError(ValueError):
    """The problem is larger than the documented limits."""


class ModelDisagreementError(RuntimeError):
    """The model and the readers disagree about a required rule: the roster must not be used."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A better roster while the search runs: the tier being improved, its value and the bound proved so
    far.
    """

    tier: Tier
    value: float
    bound: float
    seconds: float
    roster: Roster


OnProgress = Callable[[Progress], None]
Stop = Callable[[], bool]


def solve(
    problem: Problem,
    rule_set: RuleSet,
    options: SolveOptions | None = None,
    on_progress: OnProgress | None = None,
    stop: Stop | None = None,
) -> Result:
    """The best roster found within the limits, tier by tier.

    Required rules are kept; where they contradict each other the roster breaks as few of them as was found,
    the status says so and ``violations`` names them. ``on_progress`` hears of every better roster (from any
    thread); once ``stop()`` is true the search ends with the best so far. Raises ProblemTooLargeError before
    building a model beyond the limits, and ModelDisagreementError instead of returning a roster whose
    lawfulness the model and the readers judge differently.
    """
    begun = time.monotonic()
    options = options or SolveOptions()
    limited = options.model_copy(update={"seconds": options.seconds_for(problem)})
    budget = Budget(limited, begun)
    asked = _Asked(stop, budget)

    means = Means(
        budget=budget,
        workers=1 if options.deterministic else options.workers or len(os.sched_getaffinity(0)),
        seed=options.seed,
        stop=asked,
        heard=None if on_progress is None else _Announcer(on_progress, budget),
    )
    reached = by_turns(problem, rule_set, means)
    if reached is None:
        refuse_too_large(problem)
        reached = reach(problem, rule_set, means)
    roster = reached.roster
    structural = tuple(structural_violations(problem, roster))
    judged = violations_by_rule(problem, rule_set, roster)
    violations = (*structural, *(violation for _, found in judged for violation in found))
    _check_agreement(reached, violations)
    tiers = _tier_results(reached, judged)
    return Result(
        status=_status(tiers, violations, stopped=asked.answered),
        roster=roster,
        tiers=tiers,
        violations=violations,
        measures=measure(problem, roster, rule_set.forbids),
        seconds=time.monotonic() - begun,
        seed=options.seed,
        deterministic=options.deterministic,
        deterministic_budget=budget.whole if options.deterministic else None,
        solver_version=f"{version('sundial-wfm')} with OR-Tools {version('ortools')}",
        problem_digest=problem.digest(),
        input_digest=input_digest(problem, rule_set, options),
        warnings=tuple(_warnings(problem, reached.offered)),
    )


def input_digest(problem: Problem, rule_set: RuleSet, options: SolveOptions) -> str:
    """SHA-256 over problem, rules and options."""
    parts = (problem.digest(), rule_set.digest(), options.digest())
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def refuse_too_large(problem: Problem) -> None:
    """Raise ProblemTooLargeError when a model of the problem would be beyond the documented limits."""
    shifts = most_shifts(problem)
    if shifts > MOST_SHIFTS:
        raise ProblemTooLargeError(
            f"the templates offer up to {shifts} shifts, at most {MOST_SHIFTS} can be solved at once: "
            "use fewer starts, lengths, dates or agents"
        )
    cells = len(problem.queues) * problem.axis.intervals
    if cells > MOST_QUEUE_INTERVALS:
        raise ProblemTooLargeError(
            f"{len(problem.queues)} queues have {cells} intervals in the period, at most "
            f"{MOST_QUEUE_INTERVALS} can be solved at once: use a shorter period or longer intervals"
        )


class _Asked:
    """True once somebody asked to stop, which it remembers as ``answered``, or the time is over: whatever
    asks whether to go on then need not look at the clock as well.
    """

    def __init__(self, stop: Stop | None, budget: Budget) -> None:
        self._stop = stop
        self._budget = budget
        self.answered = False

    def __call__(self) -> bool:
        if not self.answered and self._stop is not None and self._stop():
            self.answered = True
        return self.answered or (not self._budget.deterministic and self._budget.left <= 0)


class _Announcer:
    """Tells of better rosters, not more often than every so many seconds: reading a roster off takes time."""

    def __init__(self, on_progress: OnProgress, budget: Budget) -> None:
        self._on_progress = on_progress
        self._budget = budget
        self._lock = threading.Lock()
        self._next = 0.0

    def __call__(self, tier: Tier, value: int, bound: int, roster: Callable[[], Roster]) -> None:
        with self._lock:
            if self._budget.elapsed < self._next:
                return
            self._next = self._budget.elapsed + _ANNOUNCE_SECONDS
        self._on_progress(Progress(tier, value, bound, self._budget.elapsed, roster()))


def _check_agreement(reached: Reached, violations: Sequence[Violation]) -> None:
    """A roster whose required excess the model says is zero must have no required violation."""
    if not reached.lawful:
        return
    found = [violation for violation in violations if violation.required]
    if found:
        raise ModelDisagreementError(
            f"the model keeps every required rule, the readers find {len(found)} broken, "
            f"first {found[0].rule}: {found[0].message}"
        )


def _tier_results(
    reached: Reached, judged: Sequence[tuple[Rule, tuple[Violation, ...]]]
) -> tuple[TierResult, ...]:
    """Per tier the value as the readers see it, with the bound the search proved."""
    results, values = [], values_by_tier(judged)
    for tier, proved in reached.bounds.items():
        value, units = values.get(tier, 0), []
        for rule, _ in judged:
            if (Tier.REQUIRED if rule.required else rule.tier) is tier:
                weight = 1 if rule.weight is None else rule.weight
                units.append(f"{weight} × {rule.unit}" if weight != 1 else rule.unit)
        bound = min(proved, value)
        results.append(
            TierResult(
                tier=tier,
                value=value,
                bound=bound,
                gap=(value - bound) / max(value, 1),
                proved=bound == value,
                unit="; ".join(dict.fromkeys(units)),
            )
        )
    return tuple(results)


def _status(tiers: Sequence[TierResult], violations: Sequence[Violation], *, stopped: bool) -> Status:
    if any(violation.required for violation in violations):
        return Status.REQUIRED_RULES_BROKEN
    if all(tier.proved for tier in tiers):
        return Status.OPTIMAL
    return Status.STOPPED if stopped else Status.FEASIBLE


def _warnings(problem: Problem, offered: Candidates) -> Iterator[str]:
    """What a planner should know of the input: nobody to do the work, no work to do."""
    if not problem.agents:
        yield "There are no agents: nothing can be covered."
    if not problem.templates:
        yield "There are no shift templates: no shift can be offered."
    idle = [agent.name for agent in problem.agents if not offered[agent.id]]
    if idle and problem.templates:
        yield f"No shift is possible under the required rules for {', '.join(sorted(idle))}."
    needed = even_tenths(problem) + minimum_agents(problem)
    if not needed.any():
        yield "No queue requires anybody in this period."
    for row, queue in enumerate(problem.queues):
        served = any(
            queue.can_be_served_by(agent, day) for agent in problem.agents for day in problem.period.dates
        )
        if needed[row].any() and problem.agents and not served:
            yield f"Nobody has what {queue.name} needs: {', '.join(queue.skills) or queue.channel}."

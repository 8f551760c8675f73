"""The way up: a greedy start, made lawful, then tier after tier with the ones above held."""

from dataclasses import dataclass

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.rules import RuleSet
from solver.search.ask import Limit, Question, ask, fix
from solver.search.greedy import Start, greedy_start
from solver.search.improve import Means, Outcome, TierSearch
from solver.search.neighbourhood import Surroundings
from solver.search.program import Program, Values

SHARES = {
    Tier.REQUIRED: 4,
    Tier.MUST_HAVE: 3,
    Tier.SERVICE: 4,
    Tier.COST: 2,
    Tier.FAIRNESS: 1,
    Tier.PREFERENCES: 2,
}
"""How the tiers still to come share what is left of the budget; what one does not need flows on."""

_LAWFUL_SHARE = 0.25
_COMPLETION = 30.0
"""Filling in what follows from given shifts is presolve's work; the limit only guards against the
unforeseen.
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """The best solution, the program it solves and what each tier came to."""

    program: Program
    values: Values
    outcomes: dict[Tier, Outcome]


def climb(problem: Problem, rule_set: RuleSet, means: Means) -> Reached:
    """Search all tiers of the problem within the means."""
    budget = means.budget

    def late() -> bool:
        return means.stop() or (not budget.deterministic and budget.left < budget.whole / 2)

    start = greedy_start(problem, rule_set, seed=means.seed, deterministic=budget.deterministic, stop=late)
    budget.spend_work(start.deterministic_time)
    program = Program(problem, rule_set)
    values = _lawful(program, start, means)
    if values is None:
        program = Program(problem, rule_set, lenient=True)
        values = _completed(program, _decisions(program, start), means)
    if values is None:
        # Only the locked shifts: whatever else is wrong, they do not overlap, so this is a roster.
        values = _completed(program, _decisions(program, Start(frozenset(), {}, 0.0)), means)
    if values is None:
        raise AssertionError("a roster of locked shifts alone must satisfy the lenient program")
    return _tiers(program, values, means)


def _tiers(program: Program, values: Values, means: Means) -> Reached:
    outcomes: dict[Tier, Outcome] = {}
    waiting = list(program.objectives)
    surroundings = Surroundings(program)
    while waiting:
        tier = waiting[0]
        share = SHARES[tier] / sum(SHARES[later] for later in waiting)
        search = TierSearch(surroundings, tier, values, means)
        outcomes[tier] = search.run(share)
        waiting.pop(0)
        values = outcomes[tier].values
        if waiting and means.budget.left > 0 and not means.stop():
            program.hold(tier, outcomes[tier].value)
            # What the search did not price may hang loose: pull it tight before it is judged.
            kept = {index: values[index] for index in program.decisions}
            values = _completed(program, kept, means, within=means.budget.left) or values
    return Reached(program, values, outcomes)


def _lawful(program: Program, start: Start, means: Means) -> Values | None:
    """A solution that keeps every required rule: the greedy start itself, or what a search near it finds."""
    decisions = _decisions(program, start)
    values = _completed(program, decisions, means)
    if values is not None or means.stop():
        return values
    cp = program.cp.clone()
    for index, value in decisions.items():
        cp.proto.solution_hint.vars.append(index)
        cp.proto.solution_hint.values.append(value)
    limit = means.budget.limit(means.budget.left * _LAWFUL_SHARE)
    answer = ask(Question(cp, limit, workers=means.workers, seed=means.seed), means.stop)
    means.budget.spend(answer)
    return answer.values


def _completed(
    program: Program, decisions: dict[int, int], means: Means, within: float = _COMPLETION
) -> Values | None:
    """Everything that follows from the decisions, pulled tight; None when no solution has them."""
    cp = program.cp.clone()
    fix(cp, decisions)
    cp.minimize(sum(objective.expression for objective in program.objectives.values()))
    within = min(within, _COMPLETION)
    limit = Limit(deterministic=within) if means.budget.deterministic else Limit(seconds=within)
    answer = ask(Question(cp, limit, seed=means.seed, effort="neighbourhood"))
    means.budget.spend(answer)
    return answer.values


def _decisions(program: Program, start: Start) -> dict[int, int]:
    """Values of all takes and breaks for the chosen shifts; unknown or forbidden shifts are left out."""
    model = program.model
    known = {shift: model.takes(shift).index for shift in program.shifts}
    decisions = {
        index: int(shift in start.shifts or shift.fixed is not None) for shift, index in known.items()
    }
    begins = {key: instant for key, instant in start.breaks.items() if key[0] in known}
    decisions.update(model.place_breaks(begins))
    return decisions

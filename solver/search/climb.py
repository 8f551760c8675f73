"""The way up: a greedy start, made lawful, then tier after tier with the ones above held."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.model.assigned import assigned
from solver.rules import RuleSet
from solver.search.ask import Limit, Question, ask, fix
from solver.search.candidates import Candidates, candidates
from solver.search.class_bounds import ClassBounds
from solver.search.dismissing import dismissed
from solver.search.exchange_start import exchanged_start
from solver.search.first_roster import better_start, early_start, least_broken
from solver.search.gathering import gathered
from solver.search.greedy import Start
from solver.search.improve import SMALL, Outcome, TierSearch
from solver.search.large import LARGE, LargeSearch
from solver.search.means import Means
from solver.search.neighbourhood import Surroundings
from solver.search.program import Program, Values
from solver.search.proof import Proof, Proofs
from solver.search.starting import decisions_of
from solver.search.team_start import TeamStart, team_start
from solver.search.whole_days import by_days
from solver.validate import values_by_tier, violations_by_rule

SHARES = {
    Tier.REQUIRED: 4,
    Tier.MUST_HAVE: 2,
    Tier.SERVICE: 7,
    Tier.COST: 2,
    Tier.FAIRNESS: 1,
    Tier.PREFERENCES: 1,
}
"""How the tiers still to come share what is left of the budget; what one does not need flows on."""

_EXCHANGE_SHARE, _EXCHANGE_SECONDS = 0.45, 8.0
"""What exchanging shifts may use of the budget before a program of the whole is built, and the seconds that
must be left for it: its loops may have to be compiled first.
"""

_GATHERING_SHARE = 0.4
"""What placing sessions in the first roster may use of what is left."""

_LAWFUL_SHARE = 0.25
_BUILDING = 6.0
"""How much longer building the program and a first solution of it takes than listing the candidates."""

_COMPLETION, _LEAST_COMPLETION = 30.0, 0.5
"""Filling in what follows from given shifts is presolve's work; the limit only guards against the
unforeseen.
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """The best roster, a lower bound of each tier that is priced, whether every required rule is kept as the
    search sees it, and the shifts there were to choose from.
    """

    roster: Roster
    bounds: dict[Tier, int]
    lawful: bool
    offered: Candidates


@dataclass(frozen=True, slots=True)
class _Floor:
    """The roster of the greedy start and its values by tier: what remains when there is time for no more."""

    reached: Reached
    values: dict[Tier, int]


def climb(problem: Problem, rule_set: RuleSet, means: Means, since: datetime | None = None) -> Reached:
    """Search all tiers of the problem within the means, with shifts that start at ``since`` or later."""
    budget = means.budget

    begun = budget.elapsed
    offered = candidates(problem, rule_set, since)
    listing = budget.elapsed - begun
    days = by_days(problem, rule_set, offered, means)
    if days is not None:
        return Reached(days.roster, days.bounds, lawful=True, offered=offered)
    if sum(map(len, offered.values())) > LARGE:
        return _large(problem, rule_set, offered, means)
    early, team = None, TeamStart(frozenset(), 0)
    if sum(map(len, offered.values())) > SMALL:
        early = early_start(problem, rule_set, offered, means)
        _announce(_floor(problem, rule_set, offered, early), means)
        if not means.stop():
            team = team_start(problem, rule_set, offered, means)
    start = better_start(problem, rule_set, offered, early, team.shifts, means)
    budget.spend_work(start.deterministic_time)
    # Sessions come last: what they ask for must not keep shifts from being exchanged.
    bare = problem.model_copy(update={"sessions": ()})
    floor = _floor(bare, rule_set, offered, start)
    _announce(floor, means)
    worthwhile = budget.deterministic or budget.left > _EXCHANGE_SECONDS
    if worthwhile and floor.reached.lawful and sum(map(len, offered.values())) > SMALL and not means.stop():
        end = budget.until(_EXCHANGE_SHARE)
        start = exchanged_start(bare, rule_set, offered, start, team.shifts, means, end)
        floor = _floor(bare, rule_set, offered, start)
        _announce(floor, means)
    if problem.sessions:
        plans, without = start.plans, _floor(problem, rule_set, offered, start)
        if not means.stop():
            plans = gathered(problem, rule_set, offered, plans, means, _GATHERING_SHARE * budget.left)
        attended = {shift: found for plan in plans.values() for shift, found in plan.sessions.items()}
        start = Start(plans, start.deterministic_time, attended)
        floor = min(without, _floor(problem, rule_set, offered, start), key=_in_order)
        _announce(floor, means)
    if means.stop() or (not budget.deterministic and budget.left < _BUILDING * listing):
        return floor.reached
    program = Program(problem, rule_set, offered=offered)
    proofs = Proofs(problem, rule_set, offered, means) if len(program.shifts) > SMALL else None
    bounds = {Tier.MUST_HAVE: team.bound}
    values = _lawful(program, start, means)
    if values is None and means.stop():
        return floor.reached
    if values is None:
        bounds, proofs = {}, None
        program = Program(problem, rule_set, lenient=True, offered=offered)
        values = _completed(program, decisions_of(program, start), means)
    if values is None:
        # Only the locked shifts: whatever else is wrong, they do not overlap, so this is a roster.
        values = _completed(program, decisions_of(program, Start({}, 0.0)), means)
    if values is None:
        return floor.reached
    return _tiers(program, values, bounds, proofs, means)


def _tiers(
    program: Program,
    values: Values,
    bounds: Mapping[Tier, int],
    proofs: Proofs | None,
    means: Means,
) -> Reached:
    outcomes: dict[Tier, Outcome] = {}
    proving: dict[Tier, Proof] = {}
    waiting = list(program.objectives)
    surroundings = Surroundings(program)
    while waiting:
        tier = waiting[0]
        share = SHARES[tier] / sum(SHARES[later] for later in waiting)
        if proofs is not None and not means.stop():
            held = {above: outcome.value for above, outcome in outcomes.items()}
            proving[tier] = proofs.of(tier, held)
        search = TierSearch(
            surroundings, tier, values, means, bound=bounds.get(tier, 0), proof=proving.get(tier)
        )
        outcomes[tier] = search.run(share)
        if tier is Tier.SERVICE and means.budget.left > 0 and not means.stop():
            outcomes[tier] = dismissed(
                program, tier, outcomes[tier], lambda kept: _completed(program, kept, means)
            )
        waiting.pop(0)
        values = outcomes[tier].values
        if waiting and means.budget.left > 0 and not means.stop():
            program.hold(tier, outcomes[tier].value)
            # What the search did not price may hang loose: pull it tight before it is judged.
            kept = {index: values[index] for index in program.decisions}
            values = _completed(program, kept, means, within=means.budget.left) or values
    required = outcomes.get(Tier.REQUIRED)
    return Reached(
        roster=program.roster(values),
        bounds={
            tier: outcome.bound if tier not in proving else max(outcome.bound, proving[tier].wait())
            for tier, outcome in outcomes.items()
        },
        lawful=required is None or required.value == 0,
        offered=program.offered,
    )


def _floor(problem: Problem, rule_set: RuleSet, offered: Candidates, start: Start) -> _Floor:
    start = least_broken(problem, offered, start, lambda one: _broken(problem, rule_set, offered, one))
    roster = _roster_of(problem, offered, start)
    values = values_by_tier(violations_by_rule(problem, rule_set, roster))
    lawful = not values.get(Tier.REQUIRED)
    bounds = {tier: 0 for tier in values if tier is not Tier.REQUIRED or not lawful}
    return _Floor(Reached(roster, bounds, lawful, offered), values)


def _in_order(floor: _Floor) -> list[int]:
    """The values of the tiers, the first of them first."""
    return [floor.values.get(tier, 0) for tier in Tier]


def _roster_of(problem: Problem, offered: Candidates, start: Start) -> Roster:
    begins, sessions, axis = start.breaks, start.sessions or {}, problem.axis
    chosen = start.shifts | {
        shift for shifts in offered.values() for shift in shifts if shift.fixed is not None
    }
    return Roster(
        assignments=tuple(assigned(shift, axis, begins, sessions.get(shift, ())) for shift in chosen)
    )


def _broken(problem: Problem, rule_set: RuleSet, offered: Candidates, start: Start) -> dict[str | None, int]:
    """How much of the required rules the start breaks, by agent."""
    judged = violations_by_rule(problem, _required(rule_set), _roster_of(problem, offered, start))
    found: Counter[str | None] = Counter()
    for _, violations in judged:
        for violation in violations:
            found[violation.place.agent] += violation.excess
    return found


def _required(rule_set: RuleSet) -> RuleSet:
    return rule_set.model_copy(update={"rules": tuple(rule for rule in rule_set.active if rule.required)})


def _announce(floor: _Floor, means: Means) -> None:
    """Tell of the greedy roster by the first tier in which it is wanting."""
    if means.heard is not None and floor.values:
        tier = next((tier for tier, value in floor.values.items() if value), min(floor.values))
        means.heard(tier, floor.values[tier], 0, lambda: floor.reached.roster)


def _large(problem: Problem, rule_set: RuleSet, offered: Candidates, means: Means) -> Reached:
    """The same for a team too large for one program."""
    search = LargeSearch(problem, rule_set, offered, means)
    tiers = sorted({rule.tier for rule in rule_set.active if not rule.required})
    bounds, counts = dict.fromkeys(tiers, 0), None
    if not means.stop():
        classes = ClassBounds(problem, rule_set, offered, means)
        bounds = {tier: classes.of(tier, {}) for tier in tiers}
        counts = classes.counts
    roster = search.run(bounds.get(Tier.SERVICE, 0), counts)
    lawful = not any(found for _, found in violations_by_rule(problem, _required(rule_set), roster))
    if not lawful:
        bounds = {Tier.REQUIRED: 0}
    return Reached(roster, bounds, lawful, offered)


def _lawful(program: Program, start: Start, means: Means) -> Values | None:
    """A solution that keeps every required rule: the greedy start itself, or what a search near it finds."""
    decisions = decisions_of(program, start)
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
    if not means.budget.deterministic:
        within = min(within, max(means.budget.left, _LEAST_COMPLETION))
    limit = Limit(deterministic=within) if means.budget.deterministic else Limit(seconds=within)
    answer = ask(Question(cp, limit, seed=means.seed, effort="neighbourhood"))
    means.budget.spend(answer)
    return answer.values

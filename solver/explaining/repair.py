"""The cheapest repair of a conflict: what to let go of, and an ordinary solve that shows it is enough."""

from collections.abc import Mapping, Sequence

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Place, Status, Violation
from solver.domain.roster import Roster
from solver.explaining.allowance import with_allowances
from solver.explaining.answers import GIVEN_UP, Action, Repair
from solver.explaining.beginning import begun_from
from solver.explaining.conflict import PROOF_SECONDS, broken_grounds
from solver.explaining.elastic import Elastic
from solver.explaining.grounds import LOCKED, Ground
from solver.explaining.words import Words
from solver.rule import Rule
from solver.rules import RuleSet
from solver.search.ask import Stop
from solver.solve import ModelDisagreementError, solve
from solver.validate import structural_violations

UNLOCKED = 240
"""The price of giving up a locked shift, in minutes of working time."""
A_SHIFT = 480
"""The price of a unit that stands for a whole shift, day, weekend or run."""
LAWFUL = 960
"""The price of a unit of what law or health asks for."""

RATES = {
    "availability": 2,
    "time_off": 4,
    "max_daily_minutes": 2,
    "min_rest": LAWFUL,
    "weekly_rest": LAWFUL,
    "rest_after_nights": LAWFUL,
    "qualified_work": 2 * A_SHIFT,
}
"""Minutes of working time that one unit of excess stands for, where the unit does not tell."""


def rate(rule: Rule, interval_minutes: int) -> int:
    """The price of one unit of the rule's excess: minutes count as such, missing people for the interval."""
    if rule.rule in RATES:
        return RATES[rule.rule]
    if "minutes" in rule.unit:
        return 1
    if "tenths of an agent" in rule.unit:
        return max(1, interval_minutes // 5)
    if "per interval" in rule.unit:
        return 2 * interval_minutes
    return A_SHIFT


def cheapest_repair(
    problem: Problem,
    rule_set: RuleSet,
    elastic: Elastic,
    seconds: float,
    *,
    workers: int = 1,
    seed: int = 0,
    stop: Stop | None = None,
) -> Repair | None:
    """Actions at the least price found, proved by a solve of the repaired problem; None when out of time."""
    rules = rule_set.active
    prices = {
        ground: UNLOCKED if ground.rule == LOCKED else rate(rules[ground.rule], problem.interval_minutes)
        for ground in elastic.grounds
    }
    found = elastic.relax(prices, seconds, workers=workers, stop=stop)
    if found is None:
        return None
    broken = broken_grounds(problem, rule_set, found.roster)
    # As readers see it: who serves which queue is theirs to say, and they say it in one way.
    excess = {ground: sum(each.excess for each in read) or 1 for ground, read in broken.items()}
    price = sum(prices[ground] * amount for ground, amount in excess.items())
    repaired = _without_locks(problem, excess)
    options = SolveOptions(seconds=max(1.0, seconds / 4), seed=seed, workers=workers)
    tried = _solved(repaired, with_allowances(rule_set, excess), found.roster, options, stop)
    rosters = [each for each in (*tried, found.roster) if _stands(repaired, rule_set, each, excess)]
    words = Words(problem, rules)
    return Repair(
        actions=tuple(
            _action(words, rules, ground, amount, prices[ground], broken[ground])
            for ground, amount in excess.items()
        ),
        price=price,
        bound=min(price, found.bound),
        cheapest=found.bound >= price,
        solved=bool(tried),
        validated=bool(rosters),
        roster=rosters[0] if rosters else found.roster,
    )


def _solved(
    problem: Problem, rule_set: RuleSet, found: Roster, options: SolveOptions, stop: Stop | None
) -> list[Roster]:
    """Rosters of the repaired problem: of an ordinary solve where it has a lawful one in time, else what a
    fresh model makes of the shifts found; none when neither keeps every rule.
    """
    begun, rules = begun_from(problem, rule_set, found)
    try:
        result = solve(begun, rules, options, stop=stop)
    except ModelDisagreementError:
        pass
    else:
        if result.status is not Status.REQUIRED_RULES_BROKEN:
            return [result.roster]
    fresh = Elastic(problem, rule_set)
    shown = fresh.with_shifts(found.assignments, fresh.grounds, PROOF_SECONDS, stop).roster
    return [] if shown is None else [shown]


def _without_locks(problem: Problem, excess: Mapping[Ground, int]) -> Problem:
    kept = tuple(shift for shift in problem.locked if Ground.of_locked(shift) not in excess)
    return problem.model_copy(update={"locked": kept})


def _stands(problem: Problem, rule_set: RuleSet, roster: Roster, excess: Mapping[Ground, int]) -> bool:
    """Whether readers find nothing in the roster beyond what is allowed."""
    if any(structural_violations(problem, roster)):
        return False
    return all(
        sum(violation.excess for violation in violations) <= excess.get(ground, 0)
        for ground, violations in broken_grounds(problem, rule_set, roster).items()
    )


def _action(
    words: Words,
    rules: Sequence[Rule],
    ground: Ground,
    amount: int,
    price: int,
    then: Sequence[Violation],
) -> Action:
    locked = ground.rule == LOCKED
    return Action(
        kind=GIVEN_UP if locked else "waive_rule",
        rule=words.rule(ground),
        place=Place(
            agent=ground.agent, date=ground.date, queue=ground.queue, site=ground.site, start=ground.start
        ),
        amount=amount,
        unit="locked shifts given up" if locked else rules[ground.rule].unit,
        price=price * amount,
        said=words.waived(ground, amount),
        then=then[0].message if then else "",
    )

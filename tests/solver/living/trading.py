"""Random trades judged twice: by the trade code, and by validating the whole roster before and after."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import possible_shifts
from solver.living.difference import difference
from solver.living.trade import Handling, Situation, Trade, TradeKind, TradeSettings
from solver.living.trades import TradeJudge, moved
from solver.model.assigned import assigned
from solver.rules import RuleSet
from solver.validate import structural_violations, violations_by_rule
from tests.solver.living.builders import a_random_roster, a_team, the_rules

EACH_ROSTER = 60
ONLY_RULES = TradeSettings(
    min_hours_ahead=0,
    most_days_apart=366,
    most_trades_per_week=100,
    same=frozenset(),
    unequal_paid_time=Handling.ALLOW,
    must_have_worse=Handling.ALLOW,
    service_worse=Handling.ALLOW,
)
"""Nothing but the rules decides."""


@dataclass
class Judged:
    """How many trades were judged and refused, by which rules, and those on which the two disagree."""

    judged: int = 0
    refused: int = 0
    rules: set[str] = field(default_factory=set)
    wrong: list[tuple[Trade, set[tuple[str, str | None]], set[tuple[str, str | None]]]] = field(
        default_factory=list
    )


def disagreements(first_date: date, zone: str, count: int, seed: int = 1, agents: int = 6) -> Judged:
    """So many random trades in the week, several on each of many random rosters."""
    problem, rules = a_team(agents=agents, first_date=first_date, zone=zone), the_rules()
    rng = random.Random(f"{first_date} {zone} {seed}")
    found = Judged()
    while found.judged < count:
        roster = a_random_roster(problem, rng, share=rng.choice((0.05, 0.1, 0.2)))
        if len(roster.assignments) < 2:
            continue
        judge, before = TradeJudge(problem, rules, roster, ONLY_RULES), _read(problem, rules, roster)
        situation = Situation(now=problem.period.start - timedelta(days=7))
        for _ in range(min(EACH_ROSTER, count - found.judged)):
            trade = a_random_trade(problem, roster, rng)
            verdict = judge.verdict(trade, situation)
            broken = {(refusal.rule, refusal.agent) for refusal in verdict.refusals}
            whole = difference(before, _read(problem, rules, after(roster, trade)))
            told = {(violation.rule, violation.place.agent) for violation in whole.broken}
            found.judged += 1
            found.refused += bool(told)
            found.rules |= {rule for rule, _ in told}
            if broken != told:
                found.wrong.append((trade, broken, told))
    return found


def after(roster: Roster, trade: Trade) -> Roster:
    """The whole roster once the trade is made."""
    # Nobody has an open shift yet, nor the alternative that is wanted.
    leaves = [] if trade.initiator is None else [trade.given]
    leaves += [] if trade.taken is None or trade.receiver is None else [trade.taken]
    left = [shift for shift in roster.assignments if shift not in leaves]
    come = [] if trade.receiver is None else [moved(trade.given, trade.receiver)]
    if trade.taken is not None and trade.initiator is not None:
        come.append(moved(trade.taken, trade.initiator))
    return Roster(assignments=(*left, *come))


def a_random_trade(problem: Problem, roster: Roster, rng: random.Random) -> Trade:
    """A swap, an offer, an open shift or an alternative, lawful or not."""
    kind = rng.choice(list(TradeKind))
    given = rng.choice(roster.assignments)
    people = [agent.id for agent in problem.agents]
    if kind is TradeKind.OPEN_SHIFT:
        taker = rng.choice(problem.agents)
        shift = assigned(rng.choice(possible_shifts(problem, taker)), problem.axis, {})
        return Trade(kind=kind, receiver=taker.id, given=shift)
    if kind is TradeKind.ALTERNATIVE:
        own = problem.agent(given.agent)
        wanted = assigned(rng.choice(possible_shifts(problem, own)), problem.axis, {})
        return Trade(kind=kind, initiator=given.agent, given=given, taken=wanted)
    others: Sequence[Assignment] = [shift for shift in roster.assignments if shift.agent != given.agent]
    if kind is TradeKind.SWAP and others:
        taken = rng.choice(others)
        return Trade(kind=kind, initiator=given.agent, receiver=taken.agent, given=given, taken=taken)
    receiver = rng.choice([each for each in people if each != given.agent])
    return Trade(kind=TradeKind.OFFER, initiator=given.agent, receiver=receiver, given=given)


def _read(problem: Problem, rules: RuleSet, roster: Roster):
    return [
        (None, list(structural_violations(problem, roster))),
        *((rule, list(found)) for rule, found in violations_by_rule(problem, rules, roster)),
    ]

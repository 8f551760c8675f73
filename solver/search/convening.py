"""Sessions that weeks as they stand have no room for: shifts change so that those who attend can meet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from solver.domain.coverage import capability
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.session import Session
from solver.model.breach import Expr
from solver.rule import Rule
from solver.rules import RuleSet
from solver.search.ask import Question, ask
from solver.search.candidates import Candidates
from solver.search.greedy import Plan, Start
from solver.search.means import Means
from solver.search.missing import Missing
from solver.search.program import Program
from solver.search.starting import decisions_of, plans_of
from solver.session_rule import SessionRule

_MISSES, _CHANGES = 1_000_000, 800
"""What somebody who misses a session, and a shift given up for another, weigh against a unit of service."""


def comes_first(rules: RuleSet, session: Session) -> bool:
    """Whether some rule puts attendance of the session above service."""
    return any(
        _is_first(rule) and rule.concerns(session) for rule in rules.active if isinstance(rule, SessionRule)
    )


def _is_first(rule: Rule) -> bool:
    return rule.required or rule.tier < Tier.SERVICE


def convened(
    problem: Problem,
    part: Problem,
    rules: RuleSet,
    offered: Candidates,
    before: Mapping[str, Plan],
    missing: Missing,
    means: Means,
    amount: float,
) -> dict[str, Plan] | None:
    """The weeks of ``part`` with its sessions attended by as many as can be, as few shifts given up as that
    takes, at the starts where others cover; None when no such weeks were found.

    Coverage is not counted here, which keeps the program small: shifts are worth what one more or one less
    of them changes just now (``missing``), and what several changes cost together is for the searches that
    follow to win back.
    """
    asked = tuple(_asked(rules))
    program = Program(part, rules.model_copy(update={"rules": asked}), offered=offered)
    model, worth = program.model, dict[frozenset[str], Grid]()
    price: list[Expr] = [_MISSES * objective.expression for objective in program.objectives.values()]

    def gained(agent: str, day: date, intervals: Sequence[int]) -> int:
        served = capability(problem, model.people[agent], day)
        if served not in worth:
            worth[served] = missing.worth(served)
        return int(worth[served][list(intervals)].sum())

    for agent, plan in before.items():
        lost = {shift: _lost(missing, duty) for shift, duty in zip(plan.shifts, plan.duty, strict=True)}
        for shift in model.shifts(agent):
            if shift in lost:
                price.append((lost[shift] + _CHANGES) * (1 - model.takes(shift)))
            else:
                spanned = model.axis.covered(shift.start, shift.end)
                price.append(-gained(agent, shift.day, spanned) * model.takes(shift))
    price += [
        gained(each.agent, each.shifts[0].day, each.lost) * each.variable
        for each in model.attendance.all
        if not each.stands
    ]
    cp = program.cp
    cp.minimize(model.sum(price))
    attended = {shift: held for plan in before.values() for shift, held in plan.sessions.items()}
    for index, value in decisions_of(program, Start(dict(before), 0.0, attended)).items():
        cp.proto.solution_hint.vars.append(index)
        cp.proto.solution_hint.values.append(value)
    limit = means.budget.limit(amount)
    answer = ask(Question(cp, limit, seed=means.seed, effort="neighbourhood"), means.stop)
    means.budget.spend(answer)
    return None if answer.values is None else plans_of(problem, program, answer.values)


def _lost(missing: Missing, duty: tuple[frozenset[str], list[int]]) -> int:
    """What the shift of that duty is worth, all others as they are."""
    there = missing.total()
    missing.add([duty], -1)
    lost = there - missing.total()
    missing.add([duty], 1)
    return lost


def _asked(rules: RuleSet) -> Iterator[Rule]:
    for rule in rules.active:
        if rule.required or (isinstance(rule, SessionRule) and _is_first(rule)):
            yield rule

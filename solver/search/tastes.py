"""What single shifts cost people beyond coverage: pay, fairness and wishes that hang on one person alone."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.model.assigned import assigned
from solver.rule import Rule
from solver.rules import RuleSet
from solver.rules.stability import Stability
from solver.rules.wishes import Wishes

_SOFT = 50
"""What a unit of fairness or wishes weighs against one of cost."""

_PERSONAL = (Wishes, Stability)
"""Rules that look at what nobody else shares: all others price a shift alike for all of a kind."""


def tastes(
    problem: Problem,
    rule_set: RuleSet,
    agents: Sequence[Agent],
    kinds: Sequence[int],
    shifts_of: Callable[[int], tuple[Shift, ...]],
    widest: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each agent a row, and the rows: the price of each shift on its own, less that of none at all.

    ``kinds`` are equal for agents whom rules treat alike, of the same shifts in the same order. The price is
    exact where prices add up over shifts; else it points the right way.
    """
    rules = [
        rule
        for rule in rule_set.active
        if rule.sight is Sight.AGENT and not rule.required and rule.tier >= Tier.COST
    ]
    own = [rule for rule in rules if isinstance(rule, _PERSONAL)]
    shared = [rule for rule in rules if not isinstance(rule, _PERSONAL)]
    taste = np.zeros(len(agents), dtype=np.int64)
    rows = [np.zeros(max(1, widest), dtype=np.int64)]
    previous = Roster(assignments=problem.previous).by_agent()
    alike: dict[int, tuple[list[Assignment], npt.NDArray[np.int64]]] = {}
    known: dict[object, int] = {}
    for row, agent in enumerate(agents if rules else ()):
        kind = kinds[row]
        if kind not in alike:
            worked = [assigned(shift, problem.axis, {}) for shift in shifts_of(row)]
            blank = agent.model_copy(update={"preferences": ()})
            alike[kind] = worked, _prices(problem, shared, blank, worked, len(rows[0]))
        worked, prices = alike[kind]
        before = tuple(previous.get(agent.id, ()))
        wishes = tuple(preference.model_dump_json() for preference in agent.preferences)
        key = (kind, wishes, agent.carried.refused_wishes if wishes else 0, before)
        if key not in known:
            known[key] = len(rows)
            beside = _prices(problem, own if wishes or before else (), agent, worked, len(rows[0]))
            rows.append(prices + beside)
        taste[row] = known[key]
    return taste, np.stack(rows)


def _prices(
    problem: Problem, rules: Sequence[Rule], agent: Agent, worked: Sequence[Assignment], widest: int
) -> npt.NDArray[np.int64]:
    prices = np.zeros(widest, dtype=np.int64)
    if not rules:
        return prices
    alone = problem.model_copy(
        update={
            "agents": (agent,),
            "sessions": (),
            "carried_in": tuple(shift for shift in problem.carried_in if shift.agent == agent.id),
            "locked": (),
            "previous": tuple(shift for shift in problem.previous if shift.agent == agent.id),
        }
    )

    def price(roster: Roster) -> int:
        return sum(
            (rule.weight or 0) * (1 if rule.tier is Tier.COST else _SOFT) * violation.excess
            for rule in rules
            for violation in rule.violations(alone, roster)
        )

    none = price(Roster())
    for number, each in enumerate(worked):
        mine = each if each.agent == agent.id else each.model_copy(update={"agent": agent.id})
        prices[number] = price(Roster.model_construct(assignments=(mine,))) - none
    return prices

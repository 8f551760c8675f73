"""What single shifts cost people beyond coverage: pay, fairness and wishes that hang on one person alone."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.model.assigned import assigned
from solver.rule import Rule
from solver.rules import RuleSet

_SOFT = 50
"""What a unit of fairness or wishes weighs against one of cost."""


def tastes(
    problem: Problem,
    rule_set: RuleSet,
    agents: Sequence[Agent],
    shifts_of: Callable[[int], tuple[Shift, ...]],
    widest: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each agent a row, and the rows: the price of each shift on its own, less that of none at all.

    That is exact where prices add up over shifts; else it points the right way.
    """
    rules = [
        rule
        for rule in rule_set.active
        if rule.sight is Sight.AGENT and not rule.required and rule.tier >= Tier.COST
    ]
    taste = np.zeros(len(agents), dtype=np.int64)
    rows = [np.zeros(max(1, widest), dtype=np.int64)]
    if rules:
        known: dict[object, int] = {}
        previous = Roster(assignments=problem.previous).by_agent()
        for row, agent in enumerate(agents):
            key = (
                id(shifts_of(row)),
                tuple(preference.model_dump_json() for preference in agent.preferences),
                tuple(previous.get(agent.id, ())),
            )
            if key not in known:
                known[key] = len(rows)
                rows.append(_prices(problem, rules, agent, shifts_of(row), max(1, widest)))
            taste[row] = known[key]
    return taste, np.stack(rows)


def _prices(
    problem: Problem, rules: Sequence[Rule], agent: Agent, shifts: Sequence[Shift], widest: int
) -> npt.NDArray[np.int64]:
    alone = problem.model_copy(
        update={
            "agents": (agent,),
            "sessions": (),
            "carried_in": tuple(shift for shift in problem.carried_in if shift.agent == agent.id),
            "locked": (),
            "previous": tuple(shift for shift in problem.previous if shift.agent == agent.id),
        }
    )
    axis = problem.axis

    def price(roster: Roster) -> int:
        return sum(
            (rule.weight or 0) * (1 if rule.tier is Tier.COST else _SOFT) * violation.excess
            for rule in rules
            for violation in rule.violations(alone, roster)
        )

    none = price(Roster())
    prices = np.zeros(widest, dtype=np.int64)
    for number, shift in enumerate(shifts):
        worked = assigned(shift, axis, {}).model_copy(update={"agent": agent.id})
        prices[number] = price(Roster(assignments=(worked,))) - none
    return prices

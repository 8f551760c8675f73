"""Where queues in turn are all there is to cover, a search made for that; elsewhere nothing."""

from datetime import timedelta

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.shift import Shift
from solver.rules import RuleSet
from solver.rules.queues_in_turn import QueuesInTurn
from solver.search.climb import Reached
from solver.search.means import Means
from solver.validate import violations_by_rule


def by_turns(problem: Problem, rule_set: RuleSet, means: Means) -> Reached | None:
    """The best roster where people are alike but for their minutes; None where the problem asks for more, or
    somebody has no lawful shifts at all. Heads still missing at the end are for the readers to find.

    No shift is listed: a problem may have more of them than any model could hold.
    """
    if not any(isinstance(rule, QueuesInTurn) for rule in rule_set.active):
        return None
    # Compiled code, loaded only where it is of use: other problems must not wait for it.
    from solver.search.turn_problem import turn_problem
    from solver.search.turn_search import TurnSearch

    turns = turn_problem(problem, rule_set)
    if turns is None:
        return None
    search = TurnSearch(problem, turns, means)
    if not search.run():
        return None
    roster = search.roster()
    required = rule_set.model_copy(update={"rules": tuple(rule for rule in rule_set.active if rule.required)})
    lawful = not any(found for _, found in violations_by_rule(problem, required, roster))
    # Everyone may take every shift of every template: one stands for all.
    template, start = problem.templates[0], problem.period.start
    length = template.lengths[0]
    offered = {
        agent.id: (
            Shift(
                agent=agent.id,
                template=template.name,
                start=start,
                end=start + timedelta(minutes=length.minutes),
                day=problem.period.first_date,
                length=length,
            ),
        )
        for agent in problem.agents
    }
    bounds = {turns.tier: search.bound} if lawful else {Tier.REQUIRED: 0}
    return Reached(roster, bounds, lawful, offered)

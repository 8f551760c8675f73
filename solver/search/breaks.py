"""Everyone's breaks placed together, once it is settled who works when."""

from collections.abc import Mapping

from solver.domain.problem import Problem
from solver.rule import Rule
from solver.rules import RuleSet
from solver.rules.idle_hours import IdleHours
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.service_coverage import ServiceCoverage
from solver.search.ask import Question, ask, fix
from solver.search.greedy import Plan, Start
from solver.search.means import Means
from solver.search.program import Program
from solver.search.starting import decisions_of, plans_of

_STEP = 1_000


def breaks_placed(
    problem: Problem, rule_set: RuleSet, plans: Mapping[str, Plan], means: Means, amount: float
) -> dict[str, Plan] | None:
    """The same shifts with breaks where they are missed least, found within that much of the budget; None
    when nothing was found.
    """
    rules: tuple[Rule, ...] = tuple(
        rule for rule in rule_set.active if isinstance(rule, (ServiceCoverage, IdleHours, MinimumStaffing))
    )
    program = Program(
        problem,
        rule_set.model_copy(update={"rules": rules}),
        offered={agent.id: tuple(plans[agent.id].shifts) for agent in problem.agents},
    )
    if not program.model.break_groups:
        return None
    cp = program.cp
    fix(cp, {program.model.takes(shift).index: 1 for shift in program.shifts})
    weight, priced = 1, []
    for tier in sorted(program.objectives, reverse=True):
        priced.append(weight * program.objectives[tier].expression)
        weight *= _STEP
    cp.minimize(sum(priced))
    for index, value in decisions_of(program, Start(dict(plans), 0.0)).items():
        cp.proto.solution_hint.vars.append(index)
        cp.proto.solution_hint.values.append(value)
    budget = means.budget
    answer = ask(Question(cp, budget.limit(amount), workers=means.workers, seed=means.seed), means.stop)
    budget.spend(answer)
    return None if answer.values is None else plans_of(problem, program, answer.values)

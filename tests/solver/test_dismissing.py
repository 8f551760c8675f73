"""Sessions given up for service once its search is over, or kept where they cost nothing or come first."""

import pytest
from ortools.sat.python import cp_model

from solver.domain.result import Tier
from solver.rule import Rule
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.sessions_held import SessionsHeld
from solver.rules.sessions_if_quiet import SessionsIfQuiet
from solver.search.ask import Limit, Question, ask, fix
from solver.search.candidates import candidates
from solver.search.dismissing import dismissed
from solver.search.improve import Outcome
from solver.search.program import Program, Values
from tests.solver.builders import a_problem, a_rule_set, a_session, a_template, an_agent

DAY = a_template("day", "08:00", hours=8)


def answered(cp: cp_model.CpModel) -> Values | None:
    return ask(Question(cp, Limit(seconds=20))).values


@pytest.mark.parametrize(
    ("rule", "needed", "attending"),
    [(SessionsIfQuiet(), 2.0, 0), (SessionsIfQuiet(), 0.0, 3), (SessionsHeld(weight=None), 2.0, 3)],
)
def test_only_sessions_that_cost_service_and_do_not_come_first_are_given_up(
    rule: Rule, needed: float, attending: int
) -> None:
    session = a_session("training", ["10:00"], ["anna", "ben"])
    problem = a_problem(
        agents=[an_agent("anna"), an_agent("ben")],
        templates=[DAY],
        need={"support": lambda start: needed if start.hour == 10 else 2.0 * (8 <= start.hour < 16)},
        sessions=(session,),
    )
    rules = a_rule_set(rule, ServiceCoverage())
    program = Program(problem, rules, offered=candidates(problem, rules))
    held = program.cp.clone()
    fix(held, {variable.index: 1 for _, _, variable in program.model.session_choices})
    held.minimize(program.objectives[Tier.SERVICE].expression)
    values = answered(held)
    assert values is not None

    def completed(decisions: dict[int, int]) -> Values | None:
        cp = program.cp.clone()
        fix(cp, decisions)
        return answered(cp)

    before = Outcome(values, program.objectives[Tier.SERVICE].value(values), 0)
    after = dismissed(program, Tier.SERVICE, before, completed)
    there = sum(after.values[variable.index] for _, _, variable in program.model.session_choices)
    assert there == attending, "two people and the session itself, or nobody"
    assert (after.value < before.value) == (attending == 0)

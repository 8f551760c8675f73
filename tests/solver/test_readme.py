"""The rule that the solver's README writes out works as it stands there."""

import re
from pathlib import Path
from typing import Any

from pydantic import SerializeAsAny

import solver
from solver.domain.options import SolveOptions
from solver.domain.result import Status
from solver.rule import Rule
from solver.rules import RuleSet
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.service_coverage import ServiceCoverage
from solver.solve import solve
from tests.solver.builders import a_problem, a_template


class AnyRules(RuleSet):
    """A rule set that takes rules from outside the folder as well."""

    rules: tuple[SerializeAsAny[Rule], ...] = ()


def _rule_of_the_readme() -> type[Rule]:
    text = (Path(solver.__file__).parent / "README.md").read_text(encoding="utf-8")
    source = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)[-1]
    names: dict[str, Any] = {"__name__": "max_late_starts"}
    exec(compile(source, "README.md", "exec"), names)  # noqa: S102 - the README is ours
    found: type[Rule] = names["MaxLateStarts"]
    return found


def test_the_readmes_rule_binds_the_solver_and_both_readings_agree() -> None:
    rule = _rule_of_the_readme()
    problem = a_problem(
        days=3,
        templates=[a_template("early", start="06:00", hours=6), a_template("late", start="14:00", hours=8)],
        need={"support": lambda instant: 1.0 if instant.hour >= 14 else 0.0},
    )
    for most, short in ((0, 3), (2, 1), (3, 0)):
        rules = (rule(most=most), MaxShiftsPerDay(most=1), ServiceCoverage(weight=1))
        rule_set = AnyRules(name="readme", rules=rules)
        result = solve(problem, rule_set, SolveOptions(seconds=5, workers=1))
        assert result.status is Status.OPTIMAL
        assert result.measures.short_hours == short * 8 + 3 * 2
    wish = rule(most=0, weight=1)
    late = sum(violation.excess for violation in wish.violations(problem, result.roster))
    assert late == 3

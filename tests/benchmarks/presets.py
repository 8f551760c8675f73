"""A team of the example's size under each preset of labour law: roster valid, coverage stated, rules told.

``python -m tests.benchmarks.presets`` prints a table and appends its rows to build/bench/rules_presets.json.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.law.layer_issues import layer_issues
from solver.law.layers import Layer, Level, effective_rules, layered
from solver.law.presets import law_presets
from solver.presets import CoverageModel
from solver.solve import solve
from solver.validate import validate
from tests.benchmarks.synthetic_team import MONDAY, a_team, rule_sets

TARGET = Path("build/bench/rules_presets.json")
NATIONAL = (
    Layer(level=Level.SITE, subject="dublin", presets=("ireland",)),
    Layer(level=Level.SITE, subject="manila", presets=("philippines",)),
    Layer(level=Level.SITE, subject="denver", presets=("united_states_california",)),
)
TOLD = 3


def scenarios() -> dict[str, tuple[Layer, ...]]:
    """No law at all, each preset for everyone, and each site under the law of its own country."""
    alone = {name: (Layer(level=Level.ORGANIZATION, presets=(name,)),) for name in law_presets()}
    return {"none": (), **alone, "each site its own": NATIONAL}


def row_of(name: str, layers: Sequence[Layer], problem: Problem, seconds: float) -> dict[str, Any]:
    """One solve, judged again without the solver."""
    found = layered(rule_sets()[CoverageModel.FOLLOW_THE_SUN], layers, problem.agents)
    begun, busy = time.monotonic(), sum(os.times()[:4])
    result = solve(problem, found.rule_set, SolveOptions(seconds=seconds, seed=1))
    broken = [each for each in validate(problem, found.rule_set, result.roster) if each.required]
    return {
        "case": name,
        "status": str(result.status),
        "required_rules_broken": len(broken),
        "coverage": result.measures.coverage,
        "reachable_coverage": result.measures.reachable_coverage,
        "paid_hours": result.measures.paid_hours,
        "rules": len(found.rule_set.rules),
        "issues": [issue.message for issue in layer_issues(problem, found)],
        "seconds": round(time.monotonic() - begun, 1),
        "cpu_seconds": round(sum(os.times()[:4]) - busy, 1),
    }


def main(arguments: Sequence[str]) -> None:
    """Solve every scenario, tell the cited rules of one agent of each site, and keep the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args(arguments)
    problem = a_team()
    rows = [row_of(name, layers, problem, chosen.seconds) for name, layers in scenarios().items()]
    for row in rows:
        sys.stdout.write(
            f"{row['case']:<24} {row['status']:<12} broken {row['required_rules_broken']}  "
            f"coverage {row['coverage']:.2%}  of reachable {row['reachable_coverage']:.2%}  "
            f"paid {row['paid_hours']:.0f} h  {row['seconds']} s, cpu {row['cpu_seconds']} s  "
            f"issues {len(row['issues'])}\n"
        )
    base = rule_sets()[CoverageModel.FOLLOW_THE_SUN]
    for agent in problem.agents[:TOLD]:
        kept, _ = effective_rules(base, NATIONAL, agent, MONDAY)
        sys.stdout.write(f"{agent.name}, {agent.site}, on {MONDAY}\n")
        for each in kept:
            if each.citation is not None:
                sys.stdout.write(f"  {each.name} ({each.rule.rule}): {each.citation}, {each.source}\n")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    earlier = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else []
    TARGET.write_text(json.dumps([*earlier, *rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

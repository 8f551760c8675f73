"""The worked rule of CONTRIBUTING.md, run as a contributor would."""

import re
from pathlib import Path
from types import ModuleType
from typing import Any

from solver.model.roster_model import RosterModel
from tests.solver.rules.conformance import ModelReading, every_choice, excess_read

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
RULE, CASE, _ = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def module_of(source: str) -> dict[str, Any]:
    module = ModuleType("example")
    exec(source, module.__dict__)  # noqa: S102 - the example itself is under test
    return module.__dict__


def test_the_rule_is_seen_alike_by_solver_and_reader_and_is_kept_and_broken() -> None:
    rule = module_of(RULE)["SundaysFree"](weight=1)
    (case,) = module_of(CASE)["CASES"]
    model = RosterModel(case.problem)
    reading = ModelReading(model, rule)
    seen = set()
    for chosen in every_choice(model)[::12]:
        modelled, roster = reading.read(chosen)
        assert modelled == excess_read(rule, case.problem, roster)
        seen.add(modelled)
    assert min(seen) == 0
    assert max(seen) > 0

"""The rule catalogue measured: what says each family, and how many mutants of rules the tests kill.

``make bench-rules`` prints a table and writes build/bench/rules.json: case, figure, unit, goal, holds.
``--mutants N`` makes N mutants of each side of each rule (0: all there are), drawn with ``--seed``.
"""

import argparse
import ast
import copy
import inspect
import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from solver.families import Means, families
from solver.rule import Rule
from solver.rules import RULES

TARGET = Path("build/bench/rules.json")
TESTS = Path("tests/solver/rules")
LEAST_KILLED = 0.95
SECONDS_PER_MUTANT = 120

READER = {"violations", "violations_in"}
"""Methods a reader alone uses; the rest is the model's side, or both sides'."""

WORDS = {"message_for"}
"""Methods that only say things."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Row:
    """One figure of one case; ``holds`` is None where there is no goal."""

    case: str
    figure: float
    unit: str
    goal: str = ""
    holds: bool | None = None


@dataclass(frozen=True)
class Mutant:
    """A rule's file with one thing changed in one function."""

    kind: type[Rule]
    side: str
    told: str
    tree: ast.Module


class Collected:
    """A plugin that keeps the tests pytest finds."""

    def __init__(self) -> None:
        self.items: list[Any] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        self.items = list(items)


def catalogue_rows() -> Iterator[Row]:
    """How many families of each origin are said, and by what."""
    table = families()
    wanted = {"TF": 56, "GC": 38, "B": 5, "S": 10}
    for origin, whole in wanted.items():
        said = sum(family.id.rstrip("0123456789") == origin for family in table)
        yield Row(f"families {origin} said, each with a test", said, "families", f"{whole}", said == whole)
    by = Counter(family.by for family in table)
    for means in Means:
        yield Row(f"families said by {means}", by[means], "families")
    yield Row("rules", len(RULES), "rules")


def mutants_of(kind: type[Rule]) -> Iterator[Mutant]:
    """Every mutant of the functions in the rule's file."""
    tree = ast.parse(inspect.getsource(sys.modules[kind.__module__]))
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        if function.name in WORDS:
            continue
        if any("validator" in ast.dump(decorator) for decorator in function.decorator_list):
            continue  # already part of the class's schema: putting another one in place changes nothing
        silent = {
            id(inner) for node in ast.walk(function) if _changes_nothing(node) for inner in ast.walk(node)
        }
        side = "reader" if function.name in READER else "model"
        for node in ast.walk(function):
            if id(node) not in silent:
                for told, change in _changes(node):
                    mutated = copy.deepcopy(tree)
                    twin = next(
                        other
                        for other, original in zip(ast.walk(mutated), ast.walk(tree), strict=True)
                        if original is node
                    )
                    change(twin)
                    yield Mutant(kind, side, f"{function.name}:{node.lineno} {told}", mutated)  # type: ignore[attr-defined]


def _changes_nothing(node: ast.AST) -> bool:
    """Words of a message, the upper bound of an excess, and whether two lists are checked to be as long."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.keyword) and node.arg in ("most", "strict")
    )


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            if type(operator) in SWAPS:
                swapped = SWAPS[type(operator)]
                yield f"{type(operator).__name__} → {swapped.__name__}", _set_operator(number, swapped)
    elif isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in SWAPS:
        swapped = SWAPS[type(node.op)]
        yield f"{type(node.op).__name__} → {swapped.__name__}", lambda twin: setattr(twin, "op", swapped())
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} → {node.value + 1}", lambda twin: setattr(twin, "value", twin.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"{node.value} → {not node.value}", lambda twin: setattr(twin, "value", not twin.value)
    elif isinstance(node, ast.If | ast.IfExp):
        yield "condition → not", _negate


def _set_operator(number: int, operator: type[ast.AST]) -> Any:
    return lambda twin: twin.ops.__setitem__(number, operator())


def _negate(twin: Any) -> None:
    twin.test = ast.copy_location(ast.UnaryOp(op=ast.Not(), operand=twin.test), twin.test)


def collected_items() -> list[Any]:
    """Every test about rules, its module loaded."""
    collected = Collected()
    with redirect_stdout(StringIO()):
        pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider", str(TESTS)], [collected])
    return collected.items


def tests_of(kind: type[Rule], items: Sequence[Any]) -> list[str]:
    """The node ids of tests about the rule: those that name it, then its conformance."""
    named, conformance = [], []
    for item in items:
        parameters = getattr(item, "callspec", None)
        if parameters is not None and parameters.params.get("kind") is kind:
            conformance.append(item.nodeid)
        elif _names(item, f"{kind.__name__}("):
            named.append(item.nodeid)
    return [*named, *conformance]


def _names(item: Any, word: str) -> bool:
    source = inspect.getsource(item.module)
    if word not in source:
        return False
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    outside = source
    for function in functions:
        outside = outside.replace(ast.get_source_segment(source, function) or "", "")
    return word in outside or word in inspect.getsource(item.function)


def is_killed(mutant: Mutant, tests: Sequence[str]) -> bool:
    """Whether some test fails with the mutant in place of the rule; a child of its own runs them."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS_PER_MUTANT)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            _put_in_place(mutant)
            failed = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]) != 0
        except BaseException:  # a mutant that cannot even be put in place is dead
            failed = True
        os._exit(int(failed))
    _, status = os.waitpid(child, 0)
    return status != 0


def _put_in_place(mutant: Mutant) -> None:
    module = sys.modules[mutant.kind.__module__]
    scratch = ModuleType(module.__name__)
    scratch.__file__ = module.__file__
    # Annotations of the mutated class are read in the module it says it is from.
    sys.modules[module.__name__] = scratch
    exec(compile(ast.fix_missing_locations(mutant.tree), module.__file__ or "", "exec"), scratch.__dict__)  # noqa: S102 - our own source
    sys.modules[module.__name__] = module
    for name, value in vars(scratch).items():
        if isinstance(value, FunctionType):
            module.__dict__[name] = value
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            original = module.__dict__[name]
            for method, body in vars(value).items():
                if isinstance(body, FunctionType | property | classmethod) and not method.startswith("__"):
                    setattr(original, method, body)


def mutant_rows(per_side: int, seed: int) -> Iterator[Row]:
    items = collected_items()
    rng, killed, made = random.Random(seed), Counter[str](), Counter[str]()
    for kind in RULES:
        tests, found = tests_of(kind, items), list(mutants_of(kind))
        for side in ("model", "reader"):
            drawn = [mutant for mutant in found if mutant.side == side]
            if per_side and len(drawn) > per_side:
                drawn = rng.sample(drawn, per_side)
            for mutant in drawn:
                made[side] += 1
                if is_killed(mutant, tests):
                    killed[side] += 1
                else:
                    print(f"survives: {kind.an_example()['rule']} {mutant.told}", flush=True)
    for side in ("model", "reader"):
        share = killed[side] / max(made[side], 1)
        yield Row(
            f"mutants killed, {side} side ({killed[side]} of {made[side]})",
            round(share, 4),
            "share",
            f"at least {LEAST_KILLED}",
            share >= LEAST_KILLED,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=3, help="mutants of each side of each rule; 0: all")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    rows = [*catalogue_rows(), *mutant_rows(asked.mutants, asked.seed)]
    for row in rows:
        holds = {None: "", True: "held", False: "MISSED"}[row.holds]
        print(f"{row.case:60} {row.figure:>10} {row.unit:10} {row.goal:18} {holds}")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Mutants of rules: one thing changed in one function of a rule's file, and whether a test of it fails.

``python -m tests.benchmarks.rule_mutants`` prints the survivors and a table, and writes its rows to
build/bench/rules_mutants.json. ``--all`` tries every mutant, ``--per-side N`` so many of each side of each
rule, drawn with ``--seed``; names of rules limit it to those, and the others keep their old figures.
"""

import argparse
import ast
import copy
import inspect
import json
import os
import random
import re
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from solver.rule import Rule
from solver.rules import RULES
from tests.benchmarks.equivalent_mutants import EQUIVALENT
from tests.benchmarks.staffing_rows import Row, at_least, at_most, show

TARGET = Path("build/bench/rules_mutants.json")
FIGURES = Path("build/bench/rules_mutants_each.json")
TESTS = Path("tests/solver/rules")
LEAST_KILLED = 0.95
CPU_SECONDS = 60
"""Of one mutant's tests: one that never ends is dead."""

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
TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """A rule's file with one thing changed in one function; ``line`` is the changed line as it stands."""

    kind: type[Rule]
    side: str
    function: str
    line: str
    number: int
    told: str
    tree: ast.Module

    @property
    def key(self) -> tuple[str, str, str, str]:
        return _name(self.kind), self.function, self.line, self.told


def mutants_of(kind: type[Rule]) -> Iterator[Mutant]:
    """Every mutant of the functions in the rule's file."""
    source = inspect.getsource(sys.modules[kind.__module__])
    tree, lines = ast.parse(source), source.splitlines()
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        if function.name in WORDS:
            continue
        if any("validator" in ast.dump(decorator) for decorator in function.decorator_list):
            continue  # already part of the class's schema: putting another one in place changes nothing
        silent = {
            id(inner) for node in ast.walk(function) if _changes_nothing(node) for inner in ast.walk(node)
        }
        side = "reader" if function.name in READER else "model"
        inner = [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef)][1:]
        silent |= {id(node) for nested in inner for node in ast.walk(nested)}  # has its own turn
        seen = Counter[tuple[int, str]]()
        for node in ast.walk(function):
            if id(node) in silent:
                continue
            for told, change in _changes(node):
                mutated = copy.deepcopy(tree)
                twin = next(
                    other
                    for other, original in zip(ast.walk(mutated), ast.walk(tree), strict=True)
                    if original is node
                )
                change(twin)
                at = node.lineno  # type: ignore[attr-defined]
                seen[at, told] += 1
                said = told if seen[at, told] == 1 else f"{told} (number {seen[at, told]})"
                yield Mutant(kind, side, function.name, lines[at - 1].strip(), at, said, mutated)


def _changes_nothing(node: ast.AST) -> bool:
    """Words of a message, the upper bound of an excess, and whether two lists are checked to be as long."""
    if isinstance(node, ast.IfExp):
        return all(_is_text(side) for side in (node.body, node.orelse))
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.keyword) and node.arg in ("most", "strict")
    )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
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
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TWINS:
        other = TWINS[node.func.id]
        yield f"{node.func.id} → {other}", lambda twin: setattr(twin.func, "id", other)


def _set_operator(number: int, operator: type[ast.AST]) -> Callable[[Any], None]:
    return lambda twin: twin.ops.__setitem__(number, operator())


def _negate(twin: Any) -> None:
    twin.test = ast.copy_location(ast.UnaryOp(op=ast.Not(), operand=twin.test), twin.test)


@dataclass
class Figures:
    """What was found of a rule's mutants."""

    made: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    equivalent: int = 0


def _name(kind: type[Rule]) -> str:
    return str(kind.an_example()["rule"])


def keep(rule: str, found: Figures) -> None:
    """Put the rule's figures in place of its old ones, whoever else is doing so."""
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    with FIGURES.open("a+") as file:
        flock(file, LOCK_EX)
        file.seek(0)
        known = json.loads(file.read() or "{}")
        known[rule] = vars(found)
        file.truncate(0)
        file.write(json.dumps(dict(sorted(known.items())), indent=1) + "\n")


class Hunt:
    """A plugin in place of pytest's own loop: it tries mutants on the tests that pytest collected."""

    def __init__(self, kinds: Sequence[type[Rule]], per_side: int, seed: int) -> None:
        self.kinds, self.per_side, self.seed = kinds, per_side, seed
        self.figures = Figures()
        self.stale = {key for key in EQUIVALENT if key[0] in {_name(kind) for kind in kinds}}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        rng = random.Random(self.seed)
        for kind in self.kinds:
            tests, found = tests_of(kind, session.items), list(mutants_of(kind))
            if fails(tests, None):
                raise pytest.UsageError(f"tests of {kind.__name__} fail without any mutant")
            self.stale -= {mutant.key for mutant in found}
            self.figures = Figures()
            for side in ("model", "reader"):
                drawn = [mutant for mutant in found if mutant.side == side]
                if self.per_side and len(drawn) > self.per_side:
                    drawn = rng.sample(drawn, self.per_side)
                for mutant in drawn:
                    self._try(mutant, tests)
            keep(_name(kind), self.figures)
        return True

    def _try(self, mutant: Mutant, tests: Sequence[pytest.Item]) -> None:
        rule, function, line, told = mutant.key
        said = f"{rule} {function}:{mutant.number} {told} | {line}"
        if fails(tests, mutant):
            self.figures.made[mutant.side] += 1
            self.figures.killed[mutant.side] += 1
            if mutant.key in EQUIVALENT:
                print(f"named as equivalent, but killed: {said}", flush=True)
        elif mutant.key in EQUIVALENT:
            self.figures.equivalent += 1
        else:
            self.figures.made[mutant.side] += 1
            print(f"survives: {said}", flush=True)


def tests_of(kind: type[Rule], items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Tests about the rule: those that name it, then its conformance."""
    named, conformance = [], []
    for item in items:
        parameters = getattr(item, "callspec", None)
        if parameters is not None and parameters.params.get("kind") is kind:
            conformance.append(item)
        elif _names(item, rf"\b{kind.__name__}[(.]"):
            named.append(item)
    return [*named, *conformance]


def _names(item: Any, word: str) -> bool:
    """Whether the test, or its file outside tests, makes the rule; an import does not."""
    return bool(re.search(word, _outside(item.module)) or re.search(word, _source(item.function)))


@cache
def _source(thing: Any) -> str:
    return inspect.getsource(thing)


@cache
def _outside(module: ModuleType) -> str:
    """What a file of tests says outside its functions."""
    source = outside = _source(module)
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            outside = outside.replace(ast.get_source_segment(source, node) or "", "")
    return outside


def fails(tests: Sequence[pytest.Item], mutant: Mutant | None) -> bool:
    """Whether some test fails with the mutant in place of the rule; a child of its own runs them."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        failed = True
        try:
            if mutant is not None:
                _put_in_place(mutant)
            failed = any(
                report.failed for item in tests for report in runtestprotocol(item, log=False, nextitem=None)
            )
        finally:  # a mutant that cannot even be put in place is dead
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


def mutant_rows(per_side: int, seed: int, names: Sequence[str] = ()) -> Iterator[Row]:
    """How many of the mutants tried are killed; 0 ``per_side`` tries them all."""
    hunt = Hunt([kind for kind in RULES if not names or _name(kind) in names], per_side, seed)
    status = pytest.main(["-q", "-s", "-p", "no:cacheprovider", "--no-header", str(TESTS)], [hunt])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit(f"pytest could not run the tests: {status!r}")
    print(*(f"no such mutant: {' '.join(key)}" for key in sorted(hunt.stale)), sep="\n")
    known = json.loads(FIGURES.read_text())
    rules = [known[_name(kind)] for kind in RULES if _name(kind) in known]
    yield at_least("rules whose mutants were tried", len(rules), len(RULES), "rules")
    for side in ("model", "reader"):
        killed, made = (sum(each[what].get(side, 0) for each in rules) for what in ("killed", "made"))
        case = f"mutants killed, {side} side ({killed} of {made})"
        yield at_least(case, round(killed / max(made, 1), 4), LEAST_KILLED, "share")
    equivalent = sum(each["equivalent"] for each in rules)
    yield Row("mutants left out: equivalent, each named with its reason", equivalent, "mutants")
    yield at_most("mutants named as equivalent that are gone", len(hunt.stale), 0, "mutants")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", help="names of rules; all where none is given")
    parser.add_argument("--per-side", type=int, default=8, help="mutants of each side of each rule")
    parser.add_argument("--all", action="store_true", help="every mutant")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    rows = list(mutant_rows(0 if asked.all else asked.per_side, asked.seed, asked.rules))
    for row in rows:
        print(show(row))
    TARGET.write_text(json.dumps([row.as_dict() for row in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

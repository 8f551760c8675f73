"""The rules, one file each: dropping a file in adds it to rule sets, schemas and the catalogue."""

import inspect
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Field

from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.shift import Shift
from solver.rule import Rule


def discover() -> tuple[type[Rule], ...]:
    """Every rule class in the files of this folder, in order of file name."""
    found = []
    for module_info in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{module_info.name}")
        found += [
            kind
            for _, kind in inspect.getmembers(module, inspect.isclass)
            if issubclass(kind, Rule) and kind.__module__ == module.__name__ and not inspect.isabstract(kind)
        ]
    return tuple(found)


RULES: tuple[type[Rule], ...] = discover()

if TYPE_CHECKING:
    AnyRule = Rule
else:
    AnyRule = Annotated[Union[RULES], Field(discriminator="rule")]  # noqa: UP007 - the members are found at run time


class RuleSet(Document):
    """The chosen rules. A rule may appear several times with different parameters; one of weight 0 is off."""

    name: str = Field(min_length=1, max_length=200)
    coverage_model: str = Field(default="custom", max_length=50)
    rules: tuple[AnyRule, ...] = Field(default=(), max_length=500)

    @property
    def active(self) -> tuple[Rule, ...]:
        """The rules that count: those not switched off by weight 0."""
        return tuple(rule for rule in self.rules if rule.weight != 0)

    def forbids(self, problem: Problem, agent: Agent, shift: Shift) -> bool:
        """Whether some required rule rules this shift out on its own."""
        return any(rule.forbids(problem, agent, shift) for rule in self.rules)

    def once_a_day(self, agent: Agent) -> bool:
        """Whether some required rule leaves the agent at most one shift per local date."""
        return any(rule.once_a_day(agent) for rule in self.rules)

    def apart(self, problem: Problem) -> list[frozenset[str]]:
        """The groups of agents (by id) whose breaks some rule counts apart from those of others."""
        return [group for rule in self.active if (group := rule.apart(problem))]


class CatalogueEntry(Document):
    """What a planner can know of a rule without reading its code."""

    rule: str
    name: str
    sentence: str
    description: str
    unit: str
    tier: Tier
    parameters: dict[str, Any]
    example: dict[str, Any]


def catalogue() -> tuple[CatalogueEntry, ...]:
    """Every rule: sentence, unit of its excess, tier it is priced in, parameter schema and an example."""
    return tuple(
        CatalogueEntry(
            rule=kind.an_example()["rule"],
            name=kind.__name__,
            sentence=kind.sentence,
            description=inspect.cleandoc(kind.__doc__ or ""),
            unit=kind.unit,
            tier=kind.tier,
            parameters=kind.model_json_schema(),
            example=kind.an_example(),
        )
        for kind in RULES
    )

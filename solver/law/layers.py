"""Rules in layers, organization → site → contract → agent: what holds for whom, and where it came from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from solver.domain.document import Document
from solver.domain.people import Agent
from solver.law.presets import law_preset
from solver.rule import Rule, Scope, TeamRule
from solver.rules import AnyRule, RuleSet


class Level(StrEnum):
    """Where a layer lies, the widest first: later ones have the last word."""

    ORGANIZATION = "organization"
    SITE = "site"
    CONTRACT = "contract"
    AGENT = "agent"


LEVELS = tuple(Level)


class LayerRule(Document):
    """A rule of a layer. ``name`` None is the name of its kind.

    ``override``: it takes the place of earlier rules of the same kind and name; ``tighten``: it holds beside
    them, so that the tighter binds.
    """

    rule: AnyRule
    name: str | None = Field(default=None, min_length=1, max_length=100)
    mode: Literal["override", "tighten"] = "override"


class Layer(Document):
    """Presets by name and rules of one's own for the organization, or for one site or contract (by name) or
    agent (by id): ``subject``.
    """

    level: Level
    subject: str | None = None
    presets: tuple[str, ...] = Field(default=(), max_length=20)
    rules: tuple[LayerRule, ...] = Field(default=(), max_length=100)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if (self.subject is None) != (self.level is Level.ORGANIZATION):
            raise ValueError("subject: expected for a site, a contract or an agent, and only there")
        for each in self.rules:
            if isinstance(each.rule, TeamRule) and self.level is not Level.ORGANIZATION:
                raise ValueError(f"{each.rule.rule} looks at everyone: expected in an organization's layer")
        return self

    def is_about(self, agent: Agent) -> bool:
        about = {
            Level.ORGANIZATION: None,
            Level.SITE: agent.site,
            Level.CONTRACT: agent.contract.name,
            Level.AGENT: agent.id,
        }
        return self.subject == about[self.level]

    @property
    def called(self) -> str:
        return self.level.value if self.subject is None else f"{self.level.value} {self.subject}"


@dataclass(frozen=True, slots=True)
class Sourced:
    """A rule and its source; ``citation`` where a law asks for it, ``says`` what that asks in plain words."""

    rule: Rule
    name: str
    source: str
    citation: str | None = None
    says: str | None = None
    does_not_express: str | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """A rule that a later one took the place of."""

    rule: Sourced
    by: Sourced


@dataclass(frozen=True, slots=True)
class Layered:
    """The rules of everyone, each for whom it holds, with the sources in the same order."""

    rule_set: RuleSet
    sources: tuple[Sourced, ...]
    replaced: tuple[Replaced, ...]


def effective_rules(
    base: RuleSet, layers: Sequence[Layer], agent: Agent, on: date | None = None
) -> tuple[tuple[Sourced, ...], tuple[Replaced, ...]]:
    """The rules that hold for the agent (on the date, where one is named), and those that were replaced."""
    held, replaced = _resolved(_based(base), layers, agent)
    kept = [
        each
        for each in held
        if each.rule.weight != 0
        and each.rule.scope.includes(agent)
        and (on is None or each.rule.valid is None or each.rule.valid.holds(on))
    ]
    return tuple(kept), tuple(replaced)


def layered(base: RuleSet, layers: Sequence[Layer], agents: Sequence[Agent]) -> Layered:
    """The rule set that says for each agent what the layers say; raises UnknownPresetError.

    A rule that holds for everyone keeps its scope, one that holds for some is narrowed down to them.
    """
    if not layers:
        return Layered(base, tuple(_based(base)), ())
    ordered = _in_order(layers)
    kinds: dict[tuple[int, ...], list[Agent]] = {}
    for agent in agents:
        about = tuple(number for number, layer in enumerate(ordered) if layer.is_about(agent))
        kinds.setdefault(about, []).append(agent)
    first, holders, replaced = _based(base), dict[int, list[Agent]](), dict[int, Replaced]()
    known = {id(each): each for each in first}
    entries = [tuple(_entries(layer)) for layer in ordered]
    for about, members in kinds.items():
        held, gone = _applied(first, [entry for number in about for entry in entries[number]])
        for each in held:
            known.setdefault(id(each), each)
            holders.setdefault(id(each), []).extend(members)
        replaced.update((id(each.rule), each) for each in gone)
    found = [
        (_narrowed(known[key].rule, holders[key], agents), known[key]) for key in known if key in holders
    ]
    rules = tuple(rule for rule, _ in found)
    return Layered(
        base.model_copy(update={"rules": rules}),
        tuple(sourced for _, sourced in found),
        tuple(replaced.values()),
    )


def _based(base: RuleSet) -> list[Sourced]:
    return [Sourced(rule, rule.rule, f"rule set {base.name}") for rule in base.rules]


def _in_order(layers: Iterable[Layer]) -> list[Layer]:
    return sorted(layers, key=lambda layer: LEVELS.index(layer.level))


Entry = tuple[Sourced, bool]
"""A rule of a layer, and whether it takes the place of earlier ones."""


def _entries(layer: Layer) -> Iterator[Entry]:
    for name in layer.presets:
        for law in law_preset(name).rules:
            source = f"preset {name}, {layer.called}"
            yield Sourced(law.rule, law.name, source, law.citation, law.says, law.does_not_express), False
    for each in layer.rules:
        yield Sourced(each.rule, each.name or each.rule.rule, layer.called), each.mode == "override"


def _resolved(
    first: list[Sourced], layers: Sequence[Layer], agent: Agent
) -> tuple[list[Sourced], list[Replaced]]:
    about = [layer for layer in _in_order(layers) if layer.is_about(agent)]
    return _applied(first, [entry for layer in about for entry in _entries(layer)])


def _applied(first: list[Sourced], entries: Sequence[Entry]) -> tuple[list[Sourced], list[Replaced]]:
    held, replaced = list(first), list[Replaced]()
    for sourced, overrides in entries:
        if overrides:
            same = [each for each in held if (each.rule.rule, each.name) == (sourced.rule.rule, sourced.name)]
            same = [each for each in same if each.source != sourced.source]
            replaced += [Replaced(each, sourced) for each in same]
            held = [each for each in held if not any(each is other for other in same)]
        held.append(sourced)
    return held, replaced


def _narrowed(rule: Rule, holders: Sequence[Agent], agents: Sequence[Agent]) -> Rule:
    if len(holders) == len(agents):
        return rule
    chosen = {agent.id for agent in holders if rule.scope.includes(agent)}
    sites = tuple(sorted({agent.site for agent in holders if agent.site is not None}))
    if rule.scope == Scope() and chosen == {agent.id for agent in agents if agent.site in sites}:
        return rule.model_copy(update={"scope": Scope(sites=sites)})
    return rule.model_copy(update={"scope": rule.scope.model_copy(update={"agents": tuple(sorted(chosen))})})

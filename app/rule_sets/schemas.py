"""What callers write and read of a rule set, and of the rules there are."""

import uuid
from datetime import date
from typing import Annotated, Self

from pydantic import Field, JsonValue, StrictInt, model_validator

from app.fields import Day, Document, Name, Stored, ZoneName
from solver.checking.issues import Issue
from solver.domain.people import Agent
from solver.domain.result import Tier
from solver.families import Family
from solver.law.held_values import held_values
from solver.law.layers import Layer, LayerRule, Level, Sourced
from solver.law.presets import law_presets
from solver.presets import CoverageModel
from solver.rules import AnyRule, CatalogueEntry

__all__ = ["CoverageModel", "RuleSetBody", "RuleSetView", "RuleView"]


class RuleSetBody(Document):
    """The rules of one way of covering the day; ``GET /v1/rules`` tells the rules there are."""

    name: Name
    coverage_model: CoverageModel
    rules: Annotated[tuple[AnyRule, ...], Field(max_length=200)] = ()


class RuleSetView(RuleSetBody, Stored):
    """A rule set as it is kept."""


class RuleView(CatalogueEntry):
    """A rule: what it asks, the unit of its excess, the tier it counts in when preferred, its parameters."""

    tier_name: str = Field(description="The tier in words.")
    families: tuple[str, ...] = Field(description="The families it says: see GET /v1/rule-families.")

    @classmethod
    def of(cls, entry: CatalogueEntry, table: tuple[Family, ...]) -> "RuleView":
        said = tuple(family.id for family in table if entry.rule in family.rules)
        return cls(**dict(entry), tier_name=Tier(entry.tier).name.lower(), families=said)


class RuleLayerBody(Document):
    """Presets of law by name (``GET /v1/rule-presets``) and own rules, laid over every roster's rules.

    For everyone, or for the one site, contract or agent named. Sites come after the organization, then
    contracts, then agents: a later rule overrides earlier ones of its kind and name, or tightens them.
    """

    site_id: uuid.UUID | None = None
    contract_id: uuid.UUID | None = None
    agent_id: uuid.UUID | None = None
    presets: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    rules: Annotated[tuple[LayerRule, ...], Field(max_length=100)] = ()

    @property
    def level(self) -> Level:
        if self.site_id is not None:
            return Level.SITE
        if self.contract_id is not None:
            return Level.CONTRACT
        return Level.ORGANIZATION if self.agent_id is None else Level.AGENT

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if sum(each is not None for each in (self.site_id, self.contract_id, self.agent_id)) > 1:
            raise ValueError("expected one of site_id, contract_id and agent_id, or none of them")
        unknown = [name for name in self.presets if name not in law_presets()]
        if unknown:
            raise ValueError(
                f"presets: there is no {unknown[0]}; expected some of {', '.join(law_presets())}"
            )
        subject = None if self.level is Level.ORGANIZATION else "one"
        Layer(level=self.level, subject=subject, rules=self.rules)
        return self


class RuleLayerView(RuleLayerBody, Stored):
    """A layer as it is kept."""


class EffectiveValue(Document):
    """A parameter as it holds for the agent, and the layer or the contract it came from."""

    name: str
    value: JsonValue
    source: str


class EffectiveRule(Document):
    """A rule that holds for an agent: what it asks, and the layer it came from.

    ``values`` are its parameters as they hold for this agent: a contract's own figure stands where it counts.
    ``says`` is what the cited law asks in plain words.
    """

    name: str
    sentence: str
    values: tuple[EffectiveValue, ...]
    source: str
    citation: str | None
    says: str | None
    does_not_express: str | None
    rule: AnyRule

    @classmethod
    def of(cls, sourced: Sourced, agent: Agent) -> "EffectiveRule":
        return cls(
            name=sourced.name,
            sentence=sourced.rule.sentence,
            values=tuple(
                EffectiveValue(name=each.name, value=each.value, source=each.source)
                for each in held_values(sourced, agent)
            ),
            source=sourced.source,
            citation=sourced.citation,
            says=sourced.says,
            does_not_express=sourced.does_not_express,
            rule=sourced.rule,
        )


class ReplacedRule(Document):
    """A rule that does not hold any more, and the source of the one that took its place."""

    rule: EffectiveRule
    by: str


class EffectiveRules(Document):
    """The rules of an agent on a date, in the order they were laid; ``issues`` are what they say against each
    other. Where a preset has a part in them, ``advice`` says what it is not.
    """

    agent_id: uuid.UUID
    agent: str
    site: str | None
    contract: str
    on: date
    rules: tuple[EffectiveRule, ...]
    replaced: tuple[ReplacedRule, ...]
    issues: tuple[Issue, ...]
    advice: tuple[str, ...]


class RulesToJudge(Document):
    """Rules to look over before a roster is asked for: as they are written, or those of a stored rule set.

    ``layers`` are laid over them beside those that are kept. The period is theirs to hold in: some rules need
    a whole week, month or year to be judged.
    """

    rules: Annotated[tuple[dict[str, JsonValue], ...], Field(max_length=200)] = ()
    rule_set_id: uuid.UUID | None = None
    layers: Annotated[tuple[RuleLayerBody, ...], Field(max_length=100)] = ()
    first_date: Day
    days: Annotated[StrictInt, Field(ge=1, le=91)] = 7
    zone: ZoneName = "UTC"

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.rules and self.rule_set_id is not None:
            raise ValueError("expected rules or a rule_set_id, not both")
        return self


class RulesJudged(Document):
    """What was found; ``can_be_kept`` is false where an error says that no roster keeps what is required."""

    issues: tuple[Issue, ...]
    can_be_kept: bool

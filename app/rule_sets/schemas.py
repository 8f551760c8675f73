"""What callers write and read of a rule set, and of the rules there are."""

from typing import Annotated

from pydantic import Field

from app.fields import Document, Name, Stored
from solver.domain.result import Tier
from solver.families import Family
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

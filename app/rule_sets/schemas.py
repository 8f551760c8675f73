"""What callers write and read of a rule set, and of the rules there are."""

from typing import Annotated

from pydantic import Field

from app.fields import Document, Name, Stored
from solver.domain.result import Tier
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

    @classmethod
    def of(cls, entry: CatalogueEntry) -> "RuleView":
        return cls(**dict(entry), tier_name=Tier(entry.tier).name.lower())

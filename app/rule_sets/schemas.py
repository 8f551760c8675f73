"""What callers write and read of a rule set."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue

from app.fields import Document, Name, Stored


class CoverageModel(StrEnum):
    """The ways of covering the day."""

    FOLLOW_THE_SUN = "follow_the_sun"
    TRADITIONAL_24X7 = "traditional_24x7"
    DISTRIBUTED = "distributed"


def validated_rules(rules: tuple[dict[str, JsonValue], ...]) -> tuple[dict[str, JsonValue], ...]:
    """``rules`` if each of them names its rule; raises ValueError telling which one does not."""
    for position, rule in enumerate(rules):
        name = rule.get("rule")
        if not isinstance(name, str) or not name.isidentifier() or len(name) > 60:
            raise ValueError(f"expected rules[{position}] to name its rule, such as {{'rule': 'min_rest'}}")
    return rules


class RuleSetBody(Document):
    """The rules of one way of covering the day; each entry is ``{"rule": name, …its parameters}``."""

    name: Name
    coverage_model: CoverageModel
    rules: Annotated[
        tuple[dict[str, JsonValue], ...], Field(max_length=200), AfterValidator(validated_rules)
    ] = ()


class RuleSetView(RuleSetBody, Stored):
    """A rule set as it is kept."""

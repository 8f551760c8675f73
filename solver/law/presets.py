"""Presets of labour law: rules with the article each comes from and what each leaves unsaid."""

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from solver.domain.document import Document
from solver.rules import AnyRule

FOLDER = Path(__file__).parent


class UnknownPresetError(LookupError):
    """There is no preset of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no preset {name}: expected one of {', '.join(law_presets())}.")


class LawRule(Document):
    """A rule of a preset: ``citation`` is the article, ``says`` what it asks in plain words, and
    ``does_not_express`` what of the article the rule leaves out. ``name`` is unique in the preset.
    """

    name: str = Field(min_length=1, max_length=100)
    citation: str = Field(min_length=1, max_length=200)
    says: str = Field(min_length=1)
    does_not_express: str = Field(min_length=1)
    rule: AnyRule


class LawPreset(Document):
    """The rules of one law or agreement as read on ``written_on``; ``leaves_out`` is what has no rule here.

    ``compared_with`` says what text each figure was compared with and ``not_verified`` what could not be;
    ``advice`` says that this is no legal advice.
    """

    name: str
    title: str
    jurisdiction: str
    texts: tuple[str, ...] = Field(min_length=1)
    written_on: date
    advice: str = Field(min_length=1)
    compared_with: tuple[str, ...] = Field(min_length=1)
    not_verified: tuple[str, ...]
    leaves_out: tuple[str, ...]
    rules: tuple[LawRule, ...] = Field(min_length=1)


@cache
def law_presets() -> dict[str, LawPreset]:
    """Every preset shipped, by name: each JSON file of this folder is one."""
    found = (
        LawPreset.model_validate_json(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.json")
    )
    return {preset.name: preset for preset in sorted(found, key=lambda preset: preset.name)}


def law_preset(name: str) -> LawPreset:
    """The preset of that name; raises UnknownPresetError."""
    preset = law_presets().get(name)
    if preset is None:
        raise UnknownPresetError(name)
    return preset

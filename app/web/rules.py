"""The rules that hold for one agent of the chosen roster on a date, each with where it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.database import TenantSession
from app.rosters.service import document_of
from app.rosters.tables import Roster
from app.rule_sets.service import planned_by
from app.web.choice import Choice
from app.web.figures import full_date, words
from solver.domain.people import Agent
from solver.law.held_values import HeldValue, held_values
from solver.law.layers import Sourced
from solver.law.presets import law_presets

WHOLE_HOURS = 180
"""From so many minutes on a figure is written in hours as well."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: what it asks in words and figures, how strictly, and the layer and article it came from."""

    sentence: str
    name: str
    values: tuple[str, ...]
    strictness: str
    source: str
    citation: str | None
    does_not_express: str | None


@dataclass(frozen=True, slots=True)
class Offered:
    """An agent to choose."""

    id: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RulesPart:
    """The rules of the chosen agent, and what there is to choose from; ``kept`` goes along with a choice.

    ``binding`` are those that a law asks for and those that are required, ``wishes`` all others.
    """

    agent: str
    lede: str
    agents: tuple[Offered, ...]
    on: date
    first_date: date
    last_date: date
    binding: tuple[RuleLine, ...]
    wishes: tuple[RuleLine, ...]
    advice: tuple[str, ...]
    kept: Mapping[str, str]
    address: str


def rules_part(session: TenantSession, roster: Roster, choice: Choice) -> RulesPart | None:
    """What the page shows of rules; None where the roster plans nobody.

    Where the agent or the date chosen is not the roster's, its first one is shown.
    """
    document = document_of(session, roster)
    people = sorted(document.problem.agents, key=lambda agent: agent.name)
    if not people:
        return None
    last_date = roster.first_date + timedelta(days=roster.days - 1)
    agent = next((each for each in people if each.id == str(choice.agent)), people[0])
    inside = choice.on is not None and roster.first_date <= choice.on <= last_date
    on = choice.on if choice.on is not None and inside else roster.first_date
    found = planned_by(session, document.rule_set, agent, on)
    # What the law asks comes first; apart from that all is in the order it was laid.
    ordered = sorted(found, key=lambda each: (each.citation is None, not each.rule.required))
    return RulesPart(
        agent=agent.name,
        lede=(
            f"What this roster was planned by for {agent.name} of {agent.site or 'no site'}, under the "
            f"contract {agent.contract.name}, on {full_date(on)}."
        ),
        agents=tuple(Offered(each.id, each.name, each is agent) for each in people),
        on=on,
        first_date=roster.first_date,
        last_date=last_date,
        binding=tuple(_line(each, agent) for each in ordered if each.citation or each.rule.required),
        wishes=tuple(_line(each, agent) for each in ordered if not (each.citation or each.rule.required)),
        advice=_advice(found),
        kept={name: value for name, value in choice.told.items() if name not in ("agent", "on")},
        address=f"/v1/agents/{agent.id}/effective-rules?on={on}",
    )


def _line(sourced: Sourced, agent: Agent) -> RuleLine:
    rule = sourced.rule
    return RuleLine(
        sentence=sourced.says or rule.sentence,
        name=words(sourced.name),
        values=tuple(_value(each, sourced) for each in held_values(sourced, agent)),
        strictness="required" if rule.required else f"preferred, weight {rule.weight}",
        source=sourced.source.replace(agent.id, agent.name),
        citation=sourced.citation,
        does_not_express=sourced.does_not_express,
    )


def _value(held: HeldValue, sourced: Sourced) -> str:
    by = "" if held.source == sourced.source else f" (of the {held.source})"
    hours = ""
    if held.name.endswith("minutes") and type(held.value) in (int, float) and held.value >= WHOLE_HOURS:
        hours = f" = {held.value / 60:g} h"
    return f"{words(held.name)} {_written(held.value)}{hours}{by}"


def _written(value: Any) -> str:
    """A parameter as people read it: lists one after the other, fields with their names."""
    if isinstance(value, Mapping):
        return ", ".join(f"{words(str(name))} {_written(each)}" for name, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(map(_written, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else words(str(value)).removesuffix(":00")


def _advice(found: Sequence[Sourced]) -> tuple[str, ...]:
    cited = {each.source.removeprefix("preset ").partition(",")[0] for each in found if each.citation}
    return tuple(
        f"{preset.title}, written on {full_date(preset.written_on)}. {preset.advice}"
        for name, preset in law_presets().items()
        if name in cited
    )

"""Reasons, changes and moments in plain words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from solver.domain.result import Tier
from solver.rule import Rule

TIERS = {
    Tier.REQUIRED: "required rules",
    Tier.MUST_HAVE: "must-haves",
    Tier.SERVICE: "service",
    Tier.COST: "cost",
    Tier.FAIRNESS: "fairness",
    Tier.PREFERENCES: "wishes",
}

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def day_of(value: date) -> str:
    """A date such as Mon 2 Mar."""
    return f"{value:%a} {value.day} {value:%b}"


def joined(names: Sequence[str]) -> str:
    """One, one and two, or one, two and three."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def clocked(message: str, zone: str) -> str:
    """The message with its moments on clocks of the zone, which is named after the last, and days by name."""
    found = list(_MOMENT.finditer(message))
    for place in reversed(found):
        instant = datetime.fromisoformat(f"{place[1]}T{place[2]}+00:00").astimezone(ZoneInfo(zone))
        told = f"{day_of(instant.date())} {instant:%H:%M}{f' ({zone})' if place is found[-1] else ''}"
        message = f"{message[: place.start()]}{told}{message[place.end() :]}"
    return _DATE.sub(lambda place: day_of(date.fromisoformat(place[0])), message)


def changed(tiers: Mapping[Tier, float]) -> str:
    """Which tiers get better and which worse by the change of each; more is worse."""
    better = [TIERS[tier] for tier, by in sorted(tiers.items()) if by < 0]
    worse = [TIERS[tier] for tier, by in sorted(tiers.items()) if by > 0]
    told = [f"{how}: {joined(names)}" for how, names in (("better", better), ("worse", worse)) if names]
    return "; ".join(told) or "nothing changes"


def hours_told(hours: float) -> str:
    """Agent-hours to a hundredth; nothing is never less than nothing."""
    told = round(hours, 2) or 0
    return f"{told:g} agent-hour{'' if told == 1 else 's'}"


def counted(reasons: Mapping[str, int], sentences: Mapping[str, str], rules: Sequence[Rule]) -> str:
    """How many people each reason holds for: those with ``sentences`` first, then rules that stop people."""
    told = [f"{count} {sentences[reason]}" for reason, count in reasons.items() if reason in sentences]
    asked = {rule.rule: rule.sentence.rstrip(".") for rule in rules if rule.required}
    stopped = {reason: count for reason, count in reasons.items() if reason not in sentences}
    if stopped:
        named = "; ".join(
            f"{asked.get(reason, reason.replace('_', ' '))} ({count})" for reason, count in stopped.items()
        )
        told.append(f"{sum(stopped.values())} stopped by a rule: {named}")
    return ", ".join(told)

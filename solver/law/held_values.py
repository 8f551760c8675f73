"""What a rule asks of one agent: its parameters, and where the contract says more than they do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from solver.domain.people import Agent
from solver.domain.selection import EVERY_SHIFT
from solver.law.layers import Sourced
from solver.rule import Rule
from solver.rules.contract_hours import ContractHours
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_daily_minutes import MaxDailyMinutes
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest

_ABOUT_THE_RULE = {"rule", "weight", "scope", "valid"}

_SILENT: tuple[Any, ...] = ("", {}, [], EVERY_SHIFT.model_dump(mode="json", exclude_none=True))
"""Usual values that add nothing to a sentence."""

FromContract = Callable[[Any, Agent], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class HeldValue:
    """A parameter as it holds for one agent, JSON-ready, and the layer or contract it came from."""

    name: str
    value: Any
    source: str


def held_values(sourced: Sourced, agent: Agent) -> tuple[HeldValue, ...]:
    """What the rule asks of the agent: each parameter that says something, or in its place the contract."""
    rule = sourced.rule
    asked = rule.model_dump(mode="json", exclude_none=True, exclude=_ABOUT_THE_RULE)
    chosen = rule.model_dump(mode="json", exclude_defaults=True, exclude=_ABOUT_THE_RULE)
    own = _FROM_CONTRACTS[type(rule)](rule, agent) if type(rule) in _FROM_CONTRACTS else {}
    told = {
        name: HeldValue(name, _in_order(rule, name, chosen.get(name, value)), sourced.source)
        for name, value in asked.items()
        if name in chosen or not (value is False or value in _SILENT)
    }
    contract = f"contract {agent.contract.name}"
    return tuple((told | {name: HeldValue(name, value, contract) for name, value in own.items()}).values())


def _in_order(rule: Rule, name: str, value: Any) -> Any:
    """Sets come out in any order: by name they are told alike each time."""
    return sorted(value) if isinstance(getattr(rule, name), frozenset) else value


def _rest(rule: MinRest, agent: Agent) -> Mapping[str, float]:
    hours = (agent.contract.min_rest_minutes or 0) / 60
    return {"hours": hours} if hours > rule.hours else {}


def _days_in_a_row(_rule: MaxConsecutiveDays, agent: Agent) -> Mapping[str, float]:
    own = agent.contract.max_consecutive_days
    return {} if own is None else {"days": own}


def _hours(rule: ContractHours, agent: Agent) -> Mapping[str, float]:
    found: dict[str, float] = {}
    if rule.limits != "max" and rule.min_minutes is None:
        found["min_minutes"] = agent.contract.min_weekly_minutes
    if rule.limits != "min" and rule.max_minutes is None:
        found["max_minutes"] = agent.contract.max_weekly_minutes
    return found


_FROM_CONTRACTS: Mapping[type[Rule], FromContract] = {
    MinRest: _rest,
    MaxConsecutiveDays: _days_in_a_row,
    ContractHours: _hours,
    MaxDailyMinutes: lambda rule, agent: (
        {} if rule.minutes is not None else {"minutes": agent.contract.max_daily_minutes}
    ),
    MaxWeeklyMinutes: lambda rule, agent: (
        {} if rule.minutes is not None else {"minutes": agent.contract.max_weekly_minutes}
    ),
    MaxDaysPerWeek: lambda rule, agent: (
        {} if rule.days is not None else {"days": agent.contract.max_weekly_days}
    ),
}
"""Rules that read a contract, and the parameters in whose place it stands."""

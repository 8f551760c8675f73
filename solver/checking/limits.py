"""Required limits that contradict each other, and hours that contracts promise and nothing can fill."""

from collections.abc import Hashable, Iterator

from solver.checking.issues import Issue, issue
from solver.domain.people import Agent, Contract
from solver.domain.problem import Problem
from solver.domain.selection import EVERY_SHIFT
from solver.rule import Rule
from solver.rules import RuleSet
from solver.rules.contract_hours import ContractHours
from solver.rules.days_per_stretch import DaysPerStretch
from solver.rules.max_daily_minutes import MaxDailyMinutes
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_days_off import MinDaysOff
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.shifts_per_stretch import ShiftsPerStretch
from solver.stretch_rule import StretchRule

_MEASURED: dict[type[Rule], str] = {
    DaysPerStretch: "days",
    MaxDaysPerWeek: "days",
    ShiftsPerStretch: "shifts",
    MaxShiftsPerDay: "shifts",
    MaxDailyMinutes: "paid minutes",
    MaxWeeklyMinutes: "paid minutes",
}
"""What rules of different classes measure alike."""

_LIMITS = {"least", "most", "most_km", "weight", "scope"}
"""The fields in which two limits on the same quantity may differ."""


def limit_issues(problem: Problem, rule_set: RuleSet) -> Iterator[Issue]:
    """Limits nobody can keep together."""
    yield from _contradicting(problem, rule_set)
    yield from _days_off(problem, rule_set)
    yield from _contracts(problem, rule_set)


def _contradicting(problem: Problem, rule_set: RuleSet) -> Iterator[Issue]:
    measured: dict[Hashable, list[tuple[str, Rule]]] = {}
    for number, rule in enumerate(rule_set.rules):
        quantity = _quantity(rule)
        if rule.required and quantity is not None:
            measured.setdefault(quantity, []).append((f"rules[{number}]", rule))
    for rules in measured.values():
        for where, rule in rules:
            for elsewhere, other in rules:
                found = _clash(problem, rule, other) if rule is not other else None
                if found is not None:
                    least, most = found
                    yield issue(
                        "contradicting_limits", where, rule=where, least=least, other=elsewhere, most=most
                    )


def _clash(problem: Problem, rule: Rule, other: Rule) -> tuple[int, int] | None:
    """What the one asks for and the other allows, of the first agent for whom that is too little."""
    for agent in rule.agents(problem):
        least, most = _limits(rule, agent)[0], _limits(other, agent)[1]
        if most is not None and least > most and other.scope.includes(agent):
            return least, most
    return None


def _quantity(rule: Rule) -> Hashable | None:
    """What the rule limits: rules of one quantity may contradict each other."""
    if isinstance(rule, ContractHours):
        return "paid minutes", "week", EVERY_SHIFT, False, rule.valid
    if not isinstance(rule, StretchRule) or rule.only_if is not None:
        return None
    measured = _MEASURED.get(type(rule))
    if isinstance(rule, MinutesPerStretch) and rule.count == "paid" and rule.within is None:
        measured = "paid minutes"
    if measured is not None:
        return measured, rule.counted_over(), rule.shifts, rule.scale_absences, rule.valid
    return type(rule), rule.model_dump_json(exclude=_LIMITS)


def _limits(rule: Rule, agent: Agent) -> tuple[int, int | None]:
    if isinstance(rule, StretchRule):
        return rule.limits(agent)
    if isinstance(rule, ContractHours) and rule.limits != "max":
        return agent.contract.min_weekly_minutes if rule.min_minutes is None else rule.min_minutes, None
    return 0, None


def _days_off(problem: Problem, rule_set: RuleSet) -> Iterator[Issue]:
    numbered = [(f"rules[{number}]", rule) for number, rule in enumerate(rule_set.rules) if rule.required]
    work = [
        (where, rule)
        for where, rule in numbered
        if isinstance(rule, DaysPerStretch) and rule.per == "week" and rule.only_if is None
    ]
    off = [(where, rule) for where, rule in numbered if isinstance(rule, MinDaysOff)]
    for where, rule in work:
        for elsewhere, other in off:
            together = any(other.scope.includes(agent) for agent in rule.agents(problem))
            if together and other.rolling_days is None and rule.least + other.days > 7:
                yield issue(
                    "days_off_against_days_of_work",
                    where,
                    rule=where,
                    least=rule.least,
                    other=elsewhere,
                    off=other.days,
                )


def _contracts(problem: Problem, rule_set: RuleSet) -> Iterator[Issue]:
    told: set[Contract] = set()
    for agent in problem.agents:
        contract = agent.contract
        if contract in told or contract.min_weekly_minutes == 0:
            continue
        told.add(contract)
        days, where = contract.max_weekly_days, f"contracts[{contract.name}]"
        most = contract.max_daily_minutes * days
        if contract.min_weekly_minutes > most:
            yield issue(
                "contract_hours_unreachable",
                where,
                contract=contract.name,
                minutes=contract.min_weekly_minutes,
                days=days,
                daily=contract.max_daily_minutes,
                most=most,
            )
        elif rule_set.once_a_day(agent) and problem.templates:
            longest = max(
                (
                    length.paid_minutes
                    for template in problem.templates
                    if template.is_open_to(agent)
                    for length in template.lengths
                    if length.paid_minutes <= contract.max_daily_minutes
                ),
                default=0,
            )
            if contract.min_weekly_minutes > longest * days:
                yield issue(
                    "contract_hours_not_offered",
                    where,
                    contract=contract.name,
                    agent=agent.name,
                    minutes=contract.min_weekly_minutes,
                    most=longest * days,
                    days=days,
                )

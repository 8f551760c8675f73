"""What layers say against each other and against the law they quote, told before any solve."""

from collections.abc import Iterator

from solver.checking.issues import Issue, issue
from solver.checking.limits import limit_issues
from solver.domain.days import week_dates
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.selection import EVERY_SHIFT, stretches
from solver.law.layers import Layered, Sourced
from solver.rule import Rule, known_before
from solver.rules.contract_hours import ContractHours
from solver.rules.max_daily_minutes import MaxDailyMinutes
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_days_off import MinDaysOff
from solver.rules.min_rest import MinRest
from solver.stretch_rule import StretchRule


def layer_issues(problem: Problem, found: Layered) -> tuple[Issue, ...]:
    """Contradictions between layers, law that was overridden, contracts that say less than the law asks."""
    return (*_contradicting(problem, found), *_overridden(found), *_below(problem, found))


def _contradicting(problem: Problem, found: Layered) -> Iterator[Issue]:
    """Limits of two layers that nobody can keep both in this period: no roster needs to be looked for."""
    rules = {f"rules[{number}]": rule for number, rule in enumerate(found.rule_set.rules)}
    sources = {f"rules[{number}]": sourced for number, sourced in enumerate(found.sources)}
    for each in limit_issues(problem, found.rule_set):
        asking, allowing = str(each.values.get("rule")), str(each.values.get("other"))
        first, second = sources.get(asking), sources.get(allowing)
        if first is None or second is None or first.source == second.source:
            continue
        if not _cannot_be_kept(problem, rules[asking], rules[allowing]):
            continue
        # Days off owed leave the other days of the week to work.
        most = each.values["most"] if "most" in each.values else 7 - int(each.values["off"])
        yield issue(
            "contradicting_layers",
            each.where,
            source=first.source,
            rule=_called(first),
            least=each.values["least"],
            elsewhere=second.source,
            other=_called(second),
            most=most,
        )


def _cannot_be_kept(problem: Problem, rule: Rule, other: Rule) -> bool:
    """Whether the one asks somebody for more in a part of the period than the other allows there.

    Absences, parts of weeks and work before the period may make room for both.
    """
    return any(
        allowed is not None and owed > allowed
        for agent in rule.agents(problem)
        if other.scope.includes(agent)
        for owed, allowed in _owed_and_allowed(problem, agent, rule, other)
    )


def _owed_and_allowed(
    problem: Problem, agent: Agent, rule: Rule, other: Rule
) -> Iterator[tuple[int, int | None]]:
    known, weeks = known_before(problem, agent), week_dates(problem.period)
    if isinstance(rule, ContractHours) and isinstance(other, StretchRule):
        for dates, stretch in zip(weeks, stretches("week", problem.period), strict=True):
            yield rule.bounds(agent, dates)[0], other.bounds(problem, agent, stretch, known)[1]
    elif isinstance(rule, StretchRule) and isinstance(other, MinDaysOff):
        # By another clock the first or last shift lies on a date that no week of the period holds.
        if agent.zone == problem.period.zone:
            owing = other.stretches(problem.period)
            for (dates, off, _), stretch in zip(owing, stretches("week", problem.period), strict=True):
                yield rule.bounds(problem, agent, stretch, known)[0], len(dates) - off
    elif isinstance(rule, StretchRule) and isinstance(other, StretchRule):
        for stretch in stretches(rule.counted_over(), problem.period):
            owed = rule.bounds(problem, agent, stretch, known)[0]
            yield owed, other.bounds(problem, agent, stretch, known)[1]


def _overridden(found: Layered) -> Iterator[Issue]:
    for each in found.replaced:
        if each.rule.citation is not None:
            yield issue(
                "law_overridden",
                each.by.source,
                by=f"{_called(each.by)} of {each.by.source}",
                rule=_called(each.rule),
                citation=each.rule.citation,
                source=each.rule.source,
            )


def _below(problem: Problem, found: Layered) -> Iterator[Issue]:
    """Contracts that allow more work or less rest than a required rule of law does, which then holds."""
    told = set[tuple[str, str, str]]()
    for rule, sourced in zip(found.rule_set.rules, found.sources, strict=True):
        limit = _limit_beside_contracts(rule)
        if sourced.citation is None or not rule.required or limit is None:
            continue
        field, bound, asked = limit
        for agent in rule.agents(problem):
            own, contract = getattr(agent.contract, field), agent.contract.name
            if own is None or (own >= asked if bound == "at least" else own <= asked):
                continue
            if (contract, field, sourced.source) not in told:
                told.add((contract, field, sourced.source))
                yield issue(
                    "contract_below_law",
                    f"contracts[{contract}].{field}",
                    contract=contract,
                    field=field,
                    own=own,
                    rule=_called(sourced),
                    citation=sourced.citation,
                    source=sourced.source,
                    bound=bound,
                    asked=asked,
                )


def _limit_beside_contracts(rule: Rule) -> tuple[str, str, int] | None:
    """The field of contracts that says the same as the rule, and what the rule asks of it; None without."""
    if isinstance(rule, MinRest):
        return "min_rest_minutes", "at least", round(rule.hours * 60)
    if isinstance(rule, MaxWeeklyMinutes | MaxDailyMinutes) and rule.shifts == EVERY_SHIFT:
        # Rules and contracts call these limits by one name.
        return None if rule.minutes is None else (rule.rule, "at most", rule.minutes)
    return None


def _called(sourced: Sourced) -> str:
    kind = sourced.rule.rule
    return kind if sourced.name == kind else f"{sourced.name} ({kind})"

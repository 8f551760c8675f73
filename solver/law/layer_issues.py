"""What layers say against each other and against the law they quote, told before any solve."""

from collections.abc import Iterator

from solver.checking.issues import Issue, issue
from solver.checking.limits import limit_issues
from solver.domain.problem import Problem
from solver.law.layers import Layered, Sourced
from solver.rules.min_rest import MinRest


def layer_issues(problem: Problem, found: Layered) -> tuple[Issue, ...]:
    """Contradictions between layers, law that was overridden, contracts that rest less than the law asks."""
    return (*_contradicting(problem, found), *_overridden(found), *_below(problem, found))


def _contradicting(problem: Problem, found: Layered) -> Iterator[Issue]:
    sources = {f"rules[{number}]": sourced for number, sourced in enumerate(found.sources)}
    for each in limit_issues(problem, found.rule_set):
        first, second = sources.get(str(each.values.get("rule"))), sources.get(str(each.values.get("other")))
        if first is None or second is None or first.source == second.source:
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
    """The contract's own rest takes the place of a rule's: MinRest says so."""
    told = set[tuple[str, str]]()
    for rule, sourced in zip(found.rule_set.rules, found.sources, strict=True):
        if sourced.citation is None or not isinstance(rule, MinRest):
            continue
        asked = round(rule.hours * 60)
        for agent in rule.agents(problem):
            own, contract = agent.contract.min_rest_minutes, agent.contract.name
            if own is not None and own < asked and (contract, sourced.source) not in told:
                told.add((contract, sourced.source))
                yield issue(
                    "contract_below_law",
                    f"contracts[{contract}].min_rest_minutes",
                    contract=contract,
                    least=own,
                    rule=_called(sourced),
                    citation=sourced.citation,
                    source=sourced.source,
                    asked=asked,
                )


def _called(sourced: Sourced) -> str:
    kind = sourced.rule.rule
    return kind if sourced.name == kind else f"{sourced.name} ({kind})"

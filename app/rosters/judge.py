"""Judges rosters by their documents: violations, measures and coverage, without any solver."""

from collections.abc import Iterable

from app.rosters.schemas import Evaluation, Judgement, TierValue
from app.rosters.tables import RosterDocument
from solver.domain.coverage import Coverage, coverage_of
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment, Roster
from solver.measures import measure
from solver.rules import RuleSet
from solver.validate import structural_violations, validate, violations_by_rule


def judged(problem: Problem, rule_set: RuleSet, assignments: Iterable[Assignment]) -> Judgement:
    """What is wrong with the assignments under the rules, and what they measure."""
    roster = Roster(assignments=tuple(assignments))
    return Judgement(
        violations=validate(problem, rule_set, roster), measures=measure(problem, roster, rule_set.forbids)
    )


def evaluated(document: RosterDocument, assignments: Iterable[Assignment]) -> Evaluation:
    """What is wrong with the assignments, what they measure, and what each tier of the objective is worth."""
    problem, rule_set = document.problem, document.rule_set
    roster = Roster(assignments=tuple(assignments))
    structural = tuple(structural_violations(problem, roster))
    judged_rules = violations_by_rule(problem, rule_set, roster)
    values: dict[Tier, list[TierValue]] = {}
    if structural:
        values[Tier.REQUIRED] = [
            _tier_value(Tier.REQUIRED, "shift_or_place", len(structural), "shifts at fault")
        ]
    for rule, found in judged_rules:
        tier, weight = (Tier.REQUIRED, 1) if rule.weight is None else (rule.tier, rule.weight)
        value = weight * sum(violation.excess for violation in found)
        unit = rule.unit if weight == 1 else f"{weight} × {rule.unit}"
        values.setdefault(tier, []).append(_tier_value(tier, rule.rule, value, unit))
    return Evaluation(
        violations=(*structural, *(violation for _, found in judged_rules for violation in found)),
        measures=measure(problem, roster, rule_set.forbids),
        tiers=tuple(
            TierValue(
                tier=tier,
                value=sum(each.value for each in values[tier]),
                unit="; ".join(dict.fromkeys(each.unit for each in values[tier])),
                rules=tuple(dict.fromkeys(name for each in values[tier] for name in each.rules)),
            )
            for tier in sorted(values)
        ),
        shifts=len(roster.assignments),
        problem_digest=problem.digest(),
    )


def _tier_value(tier: Tier, rule: str, value: float, unit: str) -> TierValue:
    return TierValue(tier=tier, value=value, unit=unit, rules=(rule,))


def covered(document: RosterDocument, assignments: Iterable[Assignment]) -> Coverage:
    """What the assignments cover of the requirement."""
    return coverage_of(document.problem, Roster(assignments=tuple(assignments)))

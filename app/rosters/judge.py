"""Judges rosters by their documents: violations, measures and coverage, without any solver."""

from collections.abc import Iterable

from app.rosters.schemas import Judgement
from app.rosters.tables import RosterDocument
from solver.domain.coverage import Coverage, coverage_of
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.measures import measure
from solver.rules import RuleSet
from solver.validate import validate


def judged(problem: Problem, rule_set: RuleSet, assignments: Iterable[Assignment]) -> Judgement:
    """What is wrong with the assignments under the rules, and what they measure."""
    roster = Roster(assignments=tuple(assignments))
    return Judgement(
        violations=validate(problem, rule_set, roster), measures=measure(problem, roster, rule_set.forbids)
    )


def covered(document: RosterDocument, assignments: Iterable[Assignment]) -> Coverage:
    """What the assignments cover of the requirement."""
    return coverage_of(document.problem, Roster(assignments=tuple(assignments)))

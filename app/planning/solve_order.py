"""What worker and child say to each other about a solve."""

from app.fields import Document
from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.rules import RuleSet


class Order(Document):
    """What the child is to solve."""

    problem: Problem
    rule_set: RuleSet
    options: SolveOptions


class Kept(Document):
    """The best roster so far: what remains when the child has to be killed."""

    roster: Roster
    seconds: float
    input_digest: str

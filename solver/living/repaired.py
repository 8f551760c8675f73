"""What a repair says of the roster it made."""

from solver.domain.document import Document
from solver.domain.problem import Problem
from solver.domain.result import Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.time import Span
from solver.living.changes import ShiftChange


class RepairStep(Document):
    """One step of a repair: the value reached, held from then on, and the bound proved within its reach."""

    step: str
    value: int
    bound: int
    gap: float
    proved: bool
    unit: str


class TierPrice(Document):
    """The price of a tier before anything happened, just after it, and once repaired."""

    tier: Tier
    before: int
    disrupted: int
    repaired: int


class Repair(Document):
    """The repaired roster, what was changed and what it came to.

    ``vacant`` are the shifts that absences emptied: they count as no change. ``reach`` is the stretch on
    whose local dates shifts might change: steps are proved against all rosters that differ only there.
    ``problem`` is the problem as the events left it.
    """

    roster: Roster
    problem: Problem
    vacant: tuple[Assignment, ...]
    changes: tuple[ShiftChange, ...]
    steps: tuple[RepairStep, ...]
    tiers: tuple[TierPrice, ...]
    violations: tuple[Violation, ...]
    reach: Span
    free_shifts: int
    seconds: float

    def step(self, name: str) -> RepairStep:
        """The step of that name: must_have, service or changes."""
        return next(step for step in self.steps if step.step == name)

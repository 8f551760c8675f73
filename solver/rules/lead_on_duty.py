"""Someone in charge."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.coverage import intervals_asked
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import MINUTE, ClockWindow, ZoneName
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class LeadOnDuty(Rule):
    """Leads are on shift: one, or one for each ``span`` of the others begun.

    Leads are agents of the scope in one of ``roles``, the others are the rest of the scope. The one lead is
    asked for while others are on shift (``others_work``), while some queue requires agents
    (``work_required``), or inside ``window`` on clocks in ``zone``, else the period's (``window``). Outside
    those hours nothing is judged. Breaks are not considered. The excess counts leads missing per interval.

    ``others_work`` can be kept by sending the others home; priced above coverage it does just that where
    leads are scarce. The other two ask for the same leads whoever else is there.
    """

    sight: ClassVar[Sight] = Sight.PRESENCE
    tier: ClassVar[Tier] = Tier.MUST_HAVE
    unit: ClassVar[str] = "leads missing per interval"
    sentence: ClassVar[str] = "Whoever works has a lead on shift."

    rule: Literal["lead_on_duty"] = "lead_on_duty"
    weight: Weight = 1
    roles: tuple[str, ...] = Field(default=("lead",), min_length=1)
    span: int | None = Field(default=None, ge=1, le=1_000)
    during: Literal["others_work", "work_required", "window"] = "others_work"
    window: ClockWindow | None = None
    zone: ZoneName | None = None

    @model_validator(mode="after")
    def _window_named(self) -> Self:
        if (self.window is not None) != (self.during == "window"):
            raise ValueError("window goes with during = window, and with no other")
        return self

    def sides(self, problem: Problem) -> tuple[frozenset[str], frozenset[str]]:
        """Ids of the leads and of the others."""
        people = self.agents(problem)
        leads = frozenset(agent.id for agent in people if agent.role in self.roles)
        return leads, frozenset(agent.id for agent in people) - leads

    def judged(self, problem: Problem) -> list[int]:
        """The intervals the rule is about."""
        return intervals_asked(problem, self.window, self.zone, work_required=self.during == "work_required")

    def least(self, others: int) -> int:
        """Leads needed with so many others on shift."""
        if self.during != "others_work":
            return max(1, -(-others // self.span) if self.span else 0)
        return -(-others // (self.span or max(1, others)))

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        leads, others = self.sides(model.problem)
        led, present = model.heads(leads), model.heads(others)
        most = self.least(len(others))
        needed: dict[int, Expr] = {}
        for interval in self.judged(model.problem):
            heads = present[interval]
            if id(heads) not in needed:
                needed[id(heads)] = self._needed(model, heads, len(others), len(needed))
            rows = [needed[id(heads)] - led[interval]]
            if self.during != "others_work":
                rows.append(1 - led[interval])
            yield model.breach(*rows, place=Place(start=model.axis.instant(interval)), most=most)

    def _needed(self, model: "RosterModel", heads: "Expr", others: int, number: int) -> "Expr":
        """Leads needed for the others on shift; the one needed in any case has its own row."""
        if isinstance(heads, int):
            return self.least(heads)
        if self.span is not None:
            return model.shares(heads, self.span, -(-others // self.span), f"leads needed#{number}")
        return model.flag(heads, f"others#{number}") if self.during == "others_work" else 1

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        axis = problem.axis
        leads, others = self.sides(problem)
        led, present = [0] * axis.intervals, [0] * axis.intervals
        for shift in (*problem.carried_in, *roster.assignments):
            for counts, side in ((led, leads), (present, others)):
                if shift.agent in side:
                    for interval in axis.covered(shift.start, shift.end):
                        counts[interval] += 1
        for interval in self.judged(problem):
            heads = present[interval]
            missing = self.least(heads) - led[interval]
            if missing > 0:
                start = axis.instant(interval)
                yield self.violation(
                    missing,
                    Place(start=start, end=start + axis.interval_minutes * MINUTE),
                    f"{led[interval]} leads on shift at {start:%Y-%m-%d %H:%M}Z with {heads} others, "
                    f"{missing} missing.",
                )

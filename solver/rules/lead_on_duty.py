"""Someone in charge."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.time import MINUTE, ClockWindow, ZoneName
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class LeadOnDuty(Rule):
    """While others of the scope are on shift, so are leads: one, or one for each ``span`` of them begun.

    Leads are agents of the scope in one of ``roles``. With a ``window`` (in ``zone``, else the period's) only
    the intervals inside it are judged, and one lead is needed there even while nobody else works. Breaks are
    not considered. The excess counts leads missing per interval.
    """

    tier: ClassVar[Tier] = Tier.MUST_HAVE
    unit: ClassVar[str] = "leads missing per interval"
    sentence: ClassVar[str] = "Whoever works has a lead on shift."

    rule: Literal["lead_on_duty"] = "lead_on_duty"
    roles: tuple[str, ...] = Field(default=("lead",), min_length=1)
    span: int | None = Field(default=None, ge=1, le=1_000)
    window: ClockWindow | None = None
    zone: ZoneName | None = None

    def sides(self, problem: Problem) -> tuple[frozenset[str], frozenset[str]]:
        """Ids of the leads and of the others."""
        people = self.agents(problem)
        leads = frozenset(agent.id for agent in people if agent.role in self.roles)
        return leads, frozenset(agent.id for agent in people) - leads

    def judged(self, problem: Problem) -> list[int]:
        """The intervals the rule is about."""
        axis, period = problem.axis, problem.period
        if self.window is None:
            return list(range(axis.intervals))
        first, last = (
            period.first_date - timedelta(days=2),
            period.first_date + timedelta(days=period.days + 1),
        )
        spans = self.window.spans(first, last, self.zone or period.zone)
        return sorted({interval for start, end in spans for interval in axis.covered(start, end)})

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        leads, others = self.sides(model.problem)
        led, present = model.heads(leads), model.heads(others)
        needed: dict[int, tuple[Expr, int]] = {}
        for interval in self.judged(model.problem):
            heads = present[interval]
            if id(heads) not in needed:
                needed[id(heads)] = self._needed(model, heads, len(others), len(needed))
            wanted, most = needed[id(heads)]
            rows = [wanted - led[interval]]
            if self.window is not None:
                rows.append(1 - led[interval])
            place = Place(start=model.axis.instant(interval))
            yield model.breach(*rows, place=place, most=max(most, len(rows) - 1))

    def _needed(self, model: "RosterModel", heads: "Expr", others: int, number: int) -> tuple["Expr", int]:
        """Leads needed for so many others, and the most that may be."""
        if isinstance(heads, int):
            fixed = -(-heads // self.span) if self.span else int(heads > 0)
            return fixed, fixed
        if self.span is None:
            return model.flag(heads, f"others#{number}"), 1
        most = -(-others // self.span)
        return model.shares(heads, self.span, most, f"leads needed#{number}"), most

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
            wanted = -(-heads // self.span) if self.span else int(heads > 0)
            missing = max(wanted, int(self.window is not None)) - led[interval]
            if missing > 0:
                start = axis.instant(interval)
                yield self.violation(
                    missing,
                    Place(start=start, end=start + axis.interval_minutes * MINUTE),
                    f"{led[interval]} leads on shift at {start:%Y-%m-%d %H:%M}Z with {heads} others, "
                    f"{missing} missing.",
                )

"""How many shifts may follow closely upon one another."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import ShiftFilter
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule, known_before

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class MaxConsecutiveShifts(Rule):
    """At most ``most`` shifts follow one another within ``hours`` each.

    A shift follows the one before when it starts within ``hours`` of elapsed time after that one's start, or
    with ``measured`` end_to_start after its end. Known shifts before the period count. The excess counts the
    shifts by which a row is too long, each on the date it starts.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts beyond the longest row allowed"
    sentence: ClassVar[str] = "Only so many shifts follow closely upon one another."

    rule: Literal["max_consecutive_shifts"] = "max_consecutive_shifts"
    most: int = Field(default=5, ge=1, le=31)
    hours: float = Field(default=16, gt=0, le=168)
    measured: Literal["start_to_start", "end_to_start"] = "end_to_start"
    shifts: ShiftFilter = ShiftFilter()

    def follows(self, start: datetime, earlier: Shift | Assignment) -> bool:
        """Whether a shift that begins at ``start`` follows the earlier one."""
        since = earlier.end if self.measured == "end_to_start" else earlier.start
        return earlier.start < start and since <= start <= since + timedelta(hours=self.hours)

    def positions(self, shifts: Sequence[Assignment]) -> list[int]:
        """The position of each shift, in order of time, in its row."""
        found: list[int] = []
        for number, shift in enumerate(shifts):
            follows = number > 0 and self.follows(shift.start, shifts[number - 1])
            found.append(found[-1] + 1 if follows else 1)
        return found

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if model.counts_people:
            return  # a count of shifts does not tell whose row they belong to
        counts = self.shifts.chooser(model.problem)
        for agent in self.agents(model.problem):
            known = [shift for shift in known_before(model.problem, agent) if counts(agent, shift)]
            done = list(zip(known, self.positions(known), strict=True))
            nodes: dict[tuple[datetime, datetime], list[Shift]] = {}
            for shift in model.shifts(agent.id):
                if counts(agent, shift):
                    last = shift.end if self.measured == "end_to_start" else shift.start
                    nodes.setdefault((shift.start, last), []).append(shift)
            # Whether the shift taken at a node is at least the n-th of its row, for the n at hand.
            reached: dict[tuple[datetime, datetime], Expr] = {
                node: model.total(shifts) for node, shifts in nodes.items()
            }
            for position in range(2, self.most + 2):
                reached = {
                    node: step
                    for node, shifts in nodes.items()
                    if (step := self._step(model, shifts, nodes, reached, done, position)) is not None
                }
            days: dict[date, list[Expr]] = {}
            for (start, _), beyond in reached.items():
                days.setdefault(local_day(start, agent.zone), []).append(beyond)
            for day, beyond_most in sorted(days.items()):
                place = Place(agent=agent.id, date=day)
                yield model.breach(model.sum(beyond_most), place=place, most=len(beyond_most))

    def _step(
        self,
        model: "RosterModel",
        shifts: list[Shift],
        nodes: dict[tuple[datetime, datetime], list[Shift]],
        reached: dict[tuple[datetime, datetime], "Expr"],
        done: list[tuple[Assignment, int]],
        position: int,
    ) -> "Expr | None":
        """Whether the shift taken is at least in that position; the solver may say so too often."""
        start = shifts[0].start
        before = [node for node in reached if self.follows(start, nodes[node][0])]
        past = sum(self.follows(start, shift) and place >= position - 1 for shift, place in done)
        if not before and not past:
            return None
        together = past + min(len(before), model.most_of(shift for node in before for shift in nodes[node]))
        step = model.choice(f"number {position} in a row")
        taken = model.total(shifts)
        followed = model.sum(reached[node] for node in before) + past
        model.keep(together * (taken - 1) + followed - together * step)
        return step

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, counts = roster.by_agent(), self.shifts.chooser(problem)
        for agent in self.agents(problem):
            known = [shift for shift in known_before(problem, agent) if counts(agent, shift)]
            worked = sorted(
                (shift for shift in given.get(agent.id, ()) if counts(agent, shift)),
                key=lambda shift: shift.start,
            )
            positions = self.positions([*known, *worked])[len(known) :]
            days: dict[date, list[int]] = {}
            for shift, position in zip(worked, positions, strict=True):
                if position > self.most:
                    days.setdefault(local_day(shift.start, agent.zone), []).append(position)
            for day, beyond in days.items():
                yield self.violation(
                    len(beyond),
                    Place(agent=agent.id, date=day),
                    f"{agent.name} works the shift number {max(beyond)} in a row on {day}, "
                    f"{self.most} are allowed.",
                )

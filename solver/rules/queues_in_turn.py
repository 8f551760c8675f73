"""Shifts that work one queue after another, and the heads each queue has by the hour."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar

from pydantic import Field, model_validator

from solver.domain.document import Document
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.domain.time import MINUTE, TimeAxis
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


AnyShift = TypeVar("AnyShift", Shift, Assignment)


class Turns(Document):
    """The queues a template's shifts work, one after another; ``minutes`` lasts each but the last, which goes
    on to the end of the shift.
    """

    template: str
    queues: tuple[str, ...] = Field(min_length=1, max_length=8)
    minutes: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _one_less(self) -> Self:
        if len(self.minutes) != len(self.queues) - 1 or any(minutes < 1 for minutes in self.minutes):
            raise ValueError("minutes: give the length of every turn but the last, each at least 1")
        return self

    def parts(self, start: datetime, end: datetime) -> Iterator[tuple[str, datetime, datetime]]:
        """Queue, start and end of each turn of a shift; a turn ends with its shift at the latest."""
        at = start
        for number, queue in enumerate(self.queues):
            until = end if number == len(self.minutes) else min(end, at + self.minutes[number] * MINUTE)
            yield queue, at, until
            at = until


class HeadsNeeded(Document):
    """Heads a queue needs in each interval of the period, from its start on."""

    queue: str
    heads: tuple[int, ...] = Field(min_length=1, max_length=10_000)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if any(not 0 <= heads <= 10_000 for heads in self.heads):
            raise ValueError("heads needed must lie between 0 and 10000")
        return self


class QueuesInTurn(Rule):
    """In each interval as many agents of the scope as needed work each queue, going by their shifts' turns.

    Breaks are not considered, and shifts of templates without turns work none of the queues. The excess
    counts heads missing per queue and interval; with ``of`` surplus the square of the heads too many, so that
    what nobody needs is spread evenly.
    """

    tier: ClassVar[Tier] = Tier.SERVICE
    unit: ClassVar[str] = "heads missing, or heads too many squared, per interval"
    sentence: ClassVar[str] = "Every queue has its heads, and what is too much is spread evenly."
    example: ClassVar[dict[str, Any]] = {
        "turns": [{"template": "early", "queues": ["voice", "mail"], "minutes": [240]}],
        "needs": [{"queue": "voice", "heads": [1, 1, 2, 2]}],
    }

    rule: Literal["queues_in_turn"] = "queues_in_turn"
    of: Literal["missing", "surplus"] = "missing"
    turns: tuple[Turns, ...] = Field(min_length=1, max_length=1_000)
    needs: tuple[HeadsNeeded, ...] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _once(self) -> Self:
        for kind, names in (
            ("template", [turns.template for turns in self.turns]),
            ("queue", [need.queue for need in self.needs]),
        ):
            name, times = Counter(names).most_common(1)[0]
            if times > 1:
                raise ValueError(f"the {kind} {name} appears more than once")
        return self

    def excess_of(self, heads: int, needed: int) -> int:
        """The excess of so many heads where so many are needed."""
        return max(0, needed - heads) if self.of == "missing" else max(0, heads - needed) ** 2

    def worked(
        self, axis: TimeAxis, shifts: Iterable[AnyShift]
    ) -> Iterator[tuple[AnyShift, tuple[str, int]]]:
        """Each of the shifts with queue and interval, for every interval wholly inside one of its turns."""
        known = {turns.template: turns for turns in self.turns}
        for shift in shifts:
            if shift.template in known:
                for queue, start, end in known[shift.template].parts(shift.start, shift.end):
                    if end > start:
                        for interval in axis.covered(start, end):
                            yield shift, (queue, interval)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        cells: defaultdict[tuple[str, int], list[Shift]] = defaultdict(list)
        for agent in self.agents(model.problem):
            for shift, cell in self.worked(model.axis, model.shifts(agent.id)):
                cells[cell].append(shift)
        for need in self.needs:
            for interval, needed in enumerate(need.heads[: model.axis.intervals]):
                shifts = cells[need.queue, interval]
                heads, place = (
                    model.total(shifts),
                    Place(queue=need.queue, start=model.axis.instant(interval)),
                )
                if self.of == "missing" and needed:
                    yield model.breach(needed - heads, place=place, most=needed)
                elif self.of == "surplus" and len(shifts) > needed:
                    most = len(shifts) - needed
                    # Lines through the squares of neighbours: at whole numbers the highest is the square.
                    rows = [(2 * step + 1) * (heads - needed) - step * (step + 1) for step in range(most)]
                    yield model.breach(*rows, place=place, most=most**2)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        axis, people = problem.axis, {agent.id for agent in self.agents(problem)}
        shifts = [shift for shift in roster.assignments if shift.agent in people]
        heads = Counter(cell for _, cell in self.worked(axis, shifts))
        for need in self.needs:
            for interval, needed in enumerate(need.heads[: axis.intervals]):
                there = heads[need.queue, interval]
                excess = self.excess_of(there, needed)
                if excess > 0:
                    start = axis.instant(interval)
                    yield self.violation(
                        excess,
                        Place(queue=need.queue, start=start, end=start + axis.interval_minutes * MINUTE),
                        f"{there} work {need.queue} at {start:%Y-%m-%d %H:%M}Z, {needed} are needed.",
                    )

"""Long rests made of several pieces."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import DAY, shifts_before
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import MINUTE, local_midnight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class SplitRest(Rule):
    """Every stretch of ``days`` local dates holds ``pieces`` rests of ``hours`` each, and ``total_hours`` of
    rest altogether where given.

    Pieces do not overlap, but one long rest may hold several. The total is made of rests of at least
    ``hours``: 72 hours as two of 32 or more, say. The stretches are the period's blocks of that many dates,
    or with ``rolling`` all of them; a shorter last block is not judged. Work before the period that is known
    counts. The excess counts minutes of rest missing: in pieces or in the total, whichever lacks more.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "minutes of rest missing"
    sentence: ClassVar[str] = "Everyone has several long rests, or enough of them together."

    rule: Literal["split_rest"] = "split_rest"
    hours: float = Field(default=24, gt=0, le=336)
    pieces: int = Field(default=2, ge=1, le=14)
    total_hours: float | None = Field(default=None, gt=0, le=672)
    days: int = Field(default=7, ge=1, le=28)
    rolling: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if max(self.pieces * self.hours, self.total_hours or 0) > self.days * 24:
            raise ValueError(f"{self.days} days do not hold so much rest: ask for less, or in more days")
        return self

    @property
    def piece(self) -> timedelta:
        return round(self.hours * 60) * MINUTE

    @property
    def total(self) -> int:
        """Minutes of rest owed altogether."""
        return round((self.total_hours or 0) * 60)

    def stretches(self, problem: Problem, agent: Agent) -> Iterator[tuple[datetime, datetime, Place]]:
        """Start and end of each stretch on the agent's calendar."""
        dates = problem.period.dates
        for first in range(0, len(dates) - self.days + 1, 1 if self.rolling else self.days):
            starts = local_midnight(dates[first], agent.zone)
            ends = local_midnight(dates[first + self.days - 1] + DAY, agent.zone)
            yield starts, ends, Place(agent=agent.id, date=dates[first])

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if model.counts_people:
            return  # rests of several people do not add up to anyone's
        owed = self.pieces * (self.piece // MINUTE)
        for agent in self.agents(model.problem):
            for starts, ends, place in self.stretches(model.problem, agent):
                rests, minutes = self._rests(model, agent, starts, ends)
                rows = [owed - (self.piece // MINUTE) * rests]
                if self.total:
                    rows.append(self.total - minutes)
                yield model.breach(*rows, place=place, most=max(owed, self.total))

    def _rests(
        self, model: "RosterModel", agent: Agent, starts: datetime, ends: datetime
    ) -> tuple["Expr", "Expr"]:
        """How many pieces the stretch holds, and the minutes of rest they and their rests make up.

        Between neighbouring moments at which something may begin or end people either rest or do not; a rest
        begins with a piece, and goes on, or with another one, until work begins.
        """
        known = [span for span in shifts_before(model.problem, agent) if span[1] > starts and span[0] < ends]
        shifts = [shift for shift in model.shifts(agent.id) if shift.start < ends and shift.end > starts]
        free_from = {starts, *(end for _, end in known), *(shift.end for shift in shifts)}
        begins = sorted(
            {
                moment + number * self.piece
                for moment in free_from
                for number in range(self.pieces if not self.total else (ends - moment) // self.piece + 1)
                if moment + (number + 1) * self.piece <= ends
            }
        )
        moments = {*begins, starts, ends, *(start for start, _ in known), *(end for _, end in known)}
        moments |= {moment for shift in shifts for moment in (shift.start, shift.end)}
        points = sorted(moment for moment in moments if starts <= moment <= ends)
        pieces = {moment: model.choice("piece of rest") for moment in begins}
        minutes: list[Expr] = []
        before: Expr = 0
        for now, then in pairwise(points):
            at_work = any(start < then and end > now for start, end in known)
            resting: Expr = 0 if at_work else model.choice("rests")
            if not at_work:
                busy = model.total(shift for shift in shifts if shift.start < then and shift.end > now)
                model.keep(resting + busy - 1)
                model.keep(resting - before - pieces.get(now, 0))
                minutes.append(((then - now) // MINUTE) * resting)
            first, last = bisect_left(begins, now - self.piece + MINUTE), bisect_left(begins, then)
            running = [pieces[moment] for moment in begins[first:last]]
            if running:
                model.keep(model.sum(running) - resting)
            before = resting
        return model.sum(pieces.values()), model.sum(minutes)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, piece = roster.by_agent(), self.piece // MINUTE
        for agent in self.agents(problem):
            worked = [*shifts_before(problem, agent)]
            worked += [(shift.start, shift.end) for shift in given.get(agent.id, ())]
            for starts, ends, place in self.stretches(problem, agent):
                gaps, free_from = [], starts
                for start, end in sorted(worked):
                    gaps.append((min(start, ends) - free_from) // MINUTE)
                    free_from = max(free_from, end)
                gaps.append((ends - free_from) // MINUTE)
                rests = [gap for gap in gaps if gap >= piece]
                count = sum(gap // piece for gap in rests)
                missing = max((self.pieces - count) * piece, self.total - sum(rests))
                if missing > 0:
                    yield self.violation(
                        missing,
                        place,
                        f"{agent.name} has {count} rests of {self.hours:g} h, {sum(rests) / 60:g} h in all, "
                        f"in the {self.days} days from {place.date}; {self.pieces} are due"
                        + (f" and {self.total_hours:g} h." if self.total_hours else "."),
                    )

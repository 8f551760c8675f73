"""Recovery after a block of nights."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import day_after, days_up_to, is_night_shift, local_day, nights_before, shifts_before
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class RestAfterNights(Rule):
    """After at least ``nights`` nights in a row no shift starts for ``hours`` of elapsed time.

    A night shift has at least three hours between 23:00 and 06:00 on the agent's clocks; a block ends with
    the night that no night on the next date follows. Nights before the period count. The excess counts
    blocks whose rest is cut short.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "rests after nights cut short"
    sentence: ClassVar[str] = "Everyone recovers after a block of night shifts."

    rule: Literal["rest_after_nights"] = "rest_after_nights"
    nights: int = Field(default=2, ge=1, le=14)
    hours: float = Field(default=46, gt=0, le=168)

    @property
    def rest(self) -> timedelta:
        return timedelta(hours=self.hours)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            done = _ends_before(model.problem, agent)
            past = nights_before(model.problem, agent)
            days = model.days(agent.id)
            shifts = [
                (shift, is_night_shift(shift.start, shift.end, agent.zone))
                for shift in model.shifts(agent.id)
            ]
            starts = [shift.start for shift, _ in shifts]
            nights: dict[date, list[Shift]] = {day: [] for day in days}
            for shift, night in shifts:
                if night:
                    nights[shift.day].append(shift)
            worked: dict[date, Expr] = {day: model.any_of(found) for day, found in nights.items()}
            worked |= dict.fromkeys(past, 1)
            for day in sorted({*days, *done}):
                block = days_up_to(day, self.nights, agent.zone)[1:]
                following = day_after(day, agent.zone)
                if not all(each in past or nights.get(each) for each in block):
                    continue
                lacking = self.nights - model.sum(worked[each] for each in block) + worked.get(following, 0)
                known = done.get(day, [])
                pairs: list[tuple[set[Shift], set[Shift]]] = []
                for moment in sorted({*known, *(shift.end for shift in nights.get(day, ()))}):
                    late = {shift for shift in nights.get(day, ()) if shift.start < moment <= shift.end}
                    soon: dict[date, set[Shift]] = {}
                    window = slice(bisect_left(starts, moment), bisect_left(starts, moment + self.rest))
                    for shift, night in shifts[window]:
                        if not (night and shift.day <= following):
                            soon.setdefault(shift.day, set()).add(shift)
                    # An empty ``late`` stands for a night that is done already.
                    pairs += [(set() if moment in known else late, early) for early in soon.values()]
                rows = [
                    (model.total(late) if late else 1) + model.any_of(early) - lacking
                    for late, early in _telling(pairs)
                ]
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            ends = {day: list(found) for day, found in _ends_before(problem, agent).items()}
            others: list[tuple[date, datetime, bool]] = []
            for shift in shifts.get(agent.id, ()):
                day = local_day(shift.start, agent.zone)
                night = is_night_shift(shift.start, shift.end, agent.zone)
                others.append((day, shift.start, night))
                if night:
                    ends.setdefault(day, []).append(shift.end)
            worked = nights_before(problem, agent) | set(ends)
            for day, found in sorted(ends.items()):
                following = day_after(day, agent.zone)
                if following in worked or not set(days_up_to(day, self.nights, agent.zone)) <= worked:
                    continue
                soon = [
                    start
                    for other, start, night in others
                    for end in found
                    if end <= start < end + self.rest and not (night and other <= following)
                ]
                if soon:
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=day),
                        f"{agent.name} works again at {min(soon):%Y-%m-%d %H:%M}Z, less than {self.hours:g} "
                        f"h after the block of nights that ends on {day}.",
                    )


def _ends_before(problem: Problem, agent: Agent) -> dict[date, list[datetime]]:
    """When the known night shifts before the period end, by local date."""
    ends: dict[date, list[datetime]] = {}
    for start, end in shifts_before(problem, agent):
        if is_night_shift(start, end, agent.zone):
            ends.setdefault(local_day(start, agent.zone), []).append(end)
    return ends


def _telling(pairs: list[tuple[set[Shift], set[Shift]]]) -> list[tuple[list[Shift], list[Shift]]]:
    """The pairs that no other pair with the same kind of night contains, in a fixed order."""
    kept: list[tuple[set[Shift], set[Shift]]] = []
    for late, early in pairs:
        if any(bool(late) == bool(other) and late <= other and early <= more for other, more in kept):
            continue
        kept = [
            (other, more)
            for other, more in kept
            if not (bool(late) == bool(other) and other <= late and more <= early)
        ]
        kept.append((late, early))
    return [(_in_order(late), _in_order(early)) for late, early in kept]


def _in_order(shifts: set[Shift]) -> list[Shift]:
    return sorted(shifts, key=lambda shift: (shift.start, shift.end, shift.template))

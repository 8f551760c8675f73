"""Who attends which session when, as variables: a cohort shares one start, inside a shift of each of them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ortools.sat.python import cp_model

from solver.domain.roster import Segment
from solver.domain.session import Session, segment_of
from solver.domain.shift import Shift
from solver.domain.time import MINUTE, TimeAxis
from solver.model.breach import Expr
from solver.model.on_duty import break_windows

Attended = Mapping[Shift, tuple[Segment, ...]]
"""The sessions attended in each shift that holds any, in order of start."""

Choice = tuple[str, datetime, cp_model.IntVar]
"""A session by id, a start of it, and a variable: whether it is held then, or somebody there."""

_LONGEST_SHIFT = timedelta(minutes=1_440)


@dataclass(frozen=True, slots=True)
class Attending:
    """1 when the agent attends (or leads) the session that begins at ``start``, in one of ``shifts``.

    The shifts are of one date, and the session takes the same intervals, ``lost``, from what each of them
    covers; ``touched`` are all it shares a minute with. Where it ``stands`` the shifts hold it already, among
    their breaks, and are no longer open to others.
    """

    agent: str
    session: Session
    start: datetime
    shifts: tuple[Shift, ...]
    lost: tuple[int, ...]
    touched: range
    stands: bool
    variable: cp_model.IntVar


class Attendance:
    """One variable per session and start, one per person and start that a shift of theirs may span.

    A session is held at one start at most, with its fewest attendees or more and one of its facilitators;
    nobody attends one that is not held. People without shifts in ``shifts`` are left out.
    """

    def __init__(
        self,
        cp: cp_model.CpModel,
        axis: TimeAxis,
        sessions: Iterable[Session],
        shifts: Mapping[str, Sequence[Shift]],
        takes: Mapping[Shift, cp_model.IntVar],
    ) -> None:
        self._cp = cp
        self._axis = axis
        self._takes = takes
        self._shifts = shifts
        self._starts = {agent: [shift.start for shift in own] for agent, own in shifts.items()}
        self.all: list[Attending] = []
        self.held: dict[tuple[str, datetime], cp_model.IntVar] = {}
        self._there: defaultdict[tuple[str, str], list[Attending]] = defaultdict(list)
        self._standing: defaultdict[tuple[str, str], dict[datetime, list[cp_model.IntVar]]]
        self._standing = defaultdict(dict)
        for session in sessions:
            self._add(session)

    @property
    def choices(self) -> list[Choice]:
        """Every variable with its session and start."""
        people = [(each.session.id, each.start, each.variable) for each in self.all]
        return [(*key, held) for key, held in self.held.items()] + people

    def missing(self, session: Session) -> Expr:
        """How many of its attendees miss the session: everybody where it is not held."""
        there = [each.variable for agent in session.attendees for each in self._there[session.id, agent]]
        return len(session.attendees) - cp_model.LinearExpr.sum(there)

    def attending(self, agent: str, session: Session) -> dict[datetime, Expr]:
        """By start, 1 when the agent attends or leads the session then."""
        found: defaultdict[datetime, list[cp_model.IntVar]] = defaultdict(list)
        for each in self._there[session.id, agent]:
            if not each.stands:
                found[each.start].append(each.variable)
        for start, takes in self._standing[session.id, agent].items():
            found[start] += takes
        return {start: cp_model.LinearExpr.sum(variables) for start, variables in found.items()}

    def attended(self, value: Callable[[cp_model.IntVar], int]) -> Attended:
        """The sessions of each shift taken, as a solution has them; those that stand are in it already."""
        found: defaultdict[Shift, list[Segment]] = defaultdict(list)
        for each in self.all:
            if not each.stands and value(each.variable):
                taken = next(shift for shift in each.shifts if value(self._takes[shift]))
                found[taken].append(segment_of(each.session, each.start))
        return {
            shift: tuple(sorted(segments, key=lambda segment: segment.start))
            for shift, segments in found.items()
        }

    def placed(self, attended: Attended) -> dict[int, int]:
        """Values of all variables, by index, for sessions attended as given."""
        values = {each.variable.index: 0 for each in self.all}
        values.update({held.index: 0 for held in self.held.values()})
        there: defaultdict[str, defaultdict[datetime, list[Attending]]]
        there = defaultdict(lambda: defaultdict(list))
        for each in self.all:
            known = (each.session.id, each.start)
            if each.stands or any(
                (segment.session, segment.start) == known
                for shift in each.shifts
                for segment in attended.get(shift, ())
            ):
                there[each.session.id][each.start].append(each)
        for session, by_start in there.items():
            start, present = max(by_start.items(), key=lambda found: (len(found[1]), found[0]))
            values[self.held[session, start].index] = 1
            leading = [each for each in present if each.agent in each.session.facilitators]
            values.update({each.variable.index: 1 for each in present if each not in leading[1:]})
        return values

    def _add(self, session: Session) -> None:
        held = []
        for start in session.moments:
            come = [self._possible(session, agent, start) for agent in session.attendees]
            lead = [self._possible(session, agent, start) for agent in session.facilitators]
            if sum(map(bool, come)) < session.fewest or (session.facilitators and not any(lead)):
                continue
            here = self._cp.new_bool_var(f"held {session.id}")
            self.held[session.id, start] = here
            held.append(here)
            present = [self._variable(each, here) for possible in come for each in possible]
            leading = [self._variable(each, here) for possible in lead for each in possible]
            if session.fewest > 1:
                self._cp.add(cp_model.LinearExpr.sum(present) >= session.fewest * here)
            else:
                self._cp.add(cp_model.LinearExpr.sum(present) >= here)
            if session.facilitators:
                self._cp.add(cp_model.LinearExpr.sum(leading) == here)
        self._cp.add_at_most_one(held)

    def _variable(self, each: "_Possible", held: cp_model.IntVar) -> cp_model.IntVar:
        there = self._cp.new_bool_var(f"{each.agent} at {each.session.id}")
        self._cp.add_implication(there, held)
        self._cp.add(there <= cp_model.LinearExpr.sum([self._takes[shift] for shift in each.shifts]))
        end = each.session.ends(each.start)
        found = Attending(
            each.agent,
            each.session,
            each.start,
            tuple(each.shifts),
            each.lost,
            self._axis.touched(each.start, end),
            each.stands,
            there,
        )
        self.all.append(found)
        self._there[each.session.id, each.agent].append(found)
        return there

    def _possible(self, session: Session, agent: str, start: datetime) -> list["_Possible"]:
        """The shifts in which the agent may attend at that start, those together that lose the same by it."""
        found: dict[tuple[object, ...], _Possible] = {}
        end = session.ends(start)
        for shift in self._around(agent, start, end):
            if shift.sessions is not None:
                if (session.id, start) in shift.sessions:
                    key: tuple[object, ...] = ("stands",)
                    found.setdefault(key, _Possible(agent, session, start, (), True, [])).shifts.append(shift)
                    standing = self._standing[session.id, agent].setdefault(start, [])
                    standing.append(self._takes[shift])
                continue
            lost = lost_by(self._axis, shift, start, end)
            if lost is not None:
                key = (shift.day, lost)
                found.setdefault(key, _Possible(agent, session, start, lost, False, [])).shifts.append(shift)
        return list(found.values())

    def _around(self, agent: str, start: datetime, end: datetime) -> Iterator[Shift]:
        starts = self._starts.get(agent, [])
        for number in range(bisect_left(starts, start - _LONGEST_SHIFT), bisect_right(starts, start)):
            shift = self._shifts[agent][number]
            if end <= shift.end:
                yield shift


@dataclass(frozen=True, slots=True)
class _Possible:
    agent: str
    session: Session
    start: datetime
    lost: tuple[int, ...]
    stands: bool
    shifts: list[Shift]


def lost_by(axis: TimeAxis, shift: Shift, start: datetime, end: datetime) -> tuple[int, ...] | None:
    """The intervals that a session takes from what the shift covers; None where a break with one place is in
    its way. What such a break takes already is not lost once more.
    """
    away: set[int] = set()
    for window in break_windows(axis, shift):
        if window.count == 1:
            over = window.first + window.minutes * MINUTE
            if window.first < end and start < over:
                return None
            away.update(axis.touched(window.first, over))
    covered = axis.covered(shift.start, shift.end)
    return tuple(
        interval for interval in axis.touched(start, end) if interval in covered and interval not in away
    )

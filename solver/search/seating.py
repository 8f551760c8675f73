"""Sessions put into weeks as they stand: every shift stays, breaks make room, nothing is searched for.

It takes next to no time, so that even the first roster anybody hears of has the sessions there is room for;
the programs of ``gathering`` then choose shifts, breaks and sessions together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Segment
from solver.domain.session import Session, segment_of
from solver.domain.shift import Shift
from solver.domain.time import MINUTE, TimeAxis
from solver.model.assigned import begun
from solver.model.on_duty import break_windows
from solver.rules import RuleSet
from solver.search.ask import Stop
from solver.search.greedy import Plan
from solver.search.guard import Guard
from solver.search.missing import Missing
from solver.search.starting import plan_of
from solver.session_rule import SessionRule

_TRIED, _THINNED = 16, 3
"""How many starts of a session are weighed, those at which most attend first, and at how many of them it is
tried who can attend for nothing.
"""


@dataclass(frozen=True, slots=True)
class _Seating:
    """A way to hold a session: the changed weeks, how many attend, and what it costs in service."""

    plans: Mapping[str, Plan]
    attend: int
    lost: int


def seated(
    problem: Problem, rule_set: RuleSet, plans: Mapping[str, Plan], missing: Missing, guard: Guard, stop: Stop
) -> dict[str, Plan]:
    """The weeks with the sessions they have room for; ``missing`` counts their duties and follows.

    One that comes before service is held with as many as can be, where it costs least service; any other
    takes whoever costs none. Rules about several people do not get worse by it. A session that is not paid
    changes what a week pays, and is left to the programs.
    """
    found, seats = dict(plans), _Seats(problem, missing)
    value = guard.value(found)
    for session in problem.sessions:
        spoken = [
            rule for rule in rule_set.active if isinstance(rule, SessionRule) and rule.concerns(session)
        ]
        if not spoken or not session.paid or stop():
            continue
        first = any(rule.required or rule.tier < Tier.SERVICE for rule in spoken)
        for seating in seats.of(session, found, first=first):
            after = guard.value({**found, **seating.plans})
            if after <= value:
                seats.change(found, seating.plans)
                found.update(seating.plans)
                value = after
                break
    return found


class _Seats:
    """Finds room for sessions in weeks, and weighs it by what the people on duty leave uncovered."""

    def __init__(self, problem: Problem, missing: Missing) -> None:
        self._problem = problem
        self._missing = missing
        self._agents = {agent.id: agent for agent in problem.agents}

    def of(self, session: Session, plans: Mapping[str, Plan], *, first: bool) -> list[_Seating]:
        """Ways to hold the session at the starts at which most could attend, the best first."""
        axis, there = self._problem.axis, []
        for start in session.moments:
            room = {
                agent: free
                for agent in session.people
                if agent in plans and (free := _room(axis, plans[agent], session, start)) is not None
            }
            leading = next((agent for agent in session.facilitators if agent in room), None)
            come = [agent for agent in session.attendees if agent in room]
            if len(come) >= session.fewest and (leading is not None or not session.facilitators):
                there.append((-len(come), start, come, leading, room))
        found = []
        for _, start, come, leading, room in sorted(there, key=lambda each: each[:2])[:_TRIED]:
            changed = {
                agent: self._with(plans[agent], room[agent], segment_of(session, start))
                for agent in (*([leading] if leading is not None else []), *come)
            }
            found.append(_Seating(changed, len(come), self._lost(plans, changed)))
        found.sort(key=lambda each: (-each.attend, each.lost))
        if first:
            return found
        if any(each.lost <= 0 for each in found):
            return [each for each in found if each.lost <= 0]
        cheapest = sorted(found, key=lambda each: each.lost)[:_THINNED]
        thinned = [each for each in (self._thinned(session, plans, one) for one in cheapest) if each]
        return sorted(thinned, key=lambda each: -each.attend)

    def change(self, plans: Mapping[str, Plan], changed: Mapping[str, Plan]) -> None:
        """From now on the changed weeks are those on duty."""
        for agent, plan in changed.items():
            self._missing.add(plans[agent].duty, -1)
            self._missing.add(plan.duty, 1)

    def _lost(self, plans: Mapping[str, Plan], changed: Mapping[str, Plan]) -> int:
        before = self._missing.total()
        self.change(plans, changed)
        after = self._missing.total()
        self.change({**plans, **changed}, {agent: plans[agent] for agent in changed})
        return before - after

    def _thinned(self, session: Session, plans: Mapping[str, Plan], seating: _Seating) -> _Seating | None:
        """Held with those, whoever leads it before all, who together cost no service; None with too few."""
        taken: dict[str, Plan] = {}
        for agent, plan in seating.plans.items():
            if self._lost(plans, {**taken, agent: plan}) <= 0:
                taken[agent] = plan
        attend = sum(agent in taken for agent in session.attendees)
        led = not session.facilitators or any(agent in taken for agent in session.facilitators)
        return _Seating(taken, attend, 0) if led and attend >= session.fewest else None

    def _with(self, plan: Plan, room: "_Room", segment: Segment) -> Plan:
        shift, moved = room
        sessions = tuple(sorted((*plan.sessions.get(shift, ()), segment), key=lambda each: each.start))
        begins = {**plan.breaks, **moved}
        agent = self._agents[shift.agent]
        return plan_of(self._problem, agent, plan.shifts, begins, {**plan.sessions, shift: sessions})


_Room = tuple[Shift, dict[tuple[Shift, int], datetime]]
"""A shift that spans a session, and where breaks in its way begin instead."""


def _room(axis: TimeAxis, plan: Plan, session: Session, start: datetime) -> _Room | None:
    """Where the week has room for the session at that start; None where it has none."""
    end = session.ends(start)
    shift = next((each for each in plan.shifts if each.start <= start and end <= each.end), None)
    if shift is None or shift.fixed is not None or shift.sessions is not None:
        return None
    others = [(each.start, each.end) for each in plan.sessions.get(shift, ())]
    if any(begins < end and start < ends for begins, ends in others):
        return None
    taken = [axis.touched(begins, ends) for begins, ends in (*others, (start, end))]
    moved = {}
    windows = break_windows(axis, shift)
    for number, (window, at) in enumerate(zip(windows, begun(shift, axis, plan.breaks), strict=True)):
        long = window.minutes * MINUTE
        if window.count == 1:
            if at < end and start < at + long:
                return None
            continue
        places = (window.first + step * axis.interval_minutes * MINUTE for step in range(window.count))
        free = [
            place
            for place in (at, *places)
            if not any(_shared(axis.touched(place, place + long), each) for each in taken)
        ]
        if not free:
            return None
        nearest = min(free, key=lambda place: abs(place - at))
        if nearest != at:
            moved[shift, number] = nearest
    return shift, moved


def _shared(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)

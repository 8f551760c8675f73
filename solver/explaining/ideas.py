"""What could bring people into a span in which a queue is short: breaks, longer, moved and further shifts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from zoneinfo import ZoneInfo

import numpy as np

from solver.domain.coverage import TENTHS, duty_intervals
from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.pooling import Grid
from solver.domain.result import Tier, Violation
from solver.domain.roster import Assignment
from solver.domain.shift import Shift, possible_shifts
from solver.domain.work import Queue
from solver.explaining.elastic import GIVEN
from solver.explaining.phrases import clocked, day_of, joined
from solver.explaining.trying import AskedAmissError, Trying, Week, order, worked
from solver.living.difference import Difference
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.work_in_time import WorkInTime

_TRIED_OF_A_KIND = 2
_MOST_FORBIDDEN = 12
"""So many ideas against rules are judged to the end: more would not be told of."""

OVERTIME = "overtime"
RELAXED_WISH = "relaxed_wish"
"""Kinds of ideas that ask somebody for more than a change: for hours beyond their limit, or for a wish."""

OVER = {
    "max_weekly_minutes": "{0} of overtime in the week",
    "max_daily_minutes": "a day longer by {0}",
    "contract_hours": "{0} more than contracted",
    "max_days_per_week": "{1} more day in the week",
}
_HOURS = frozenset(OVER)
_ASKED_FOR = frozenset({"wishes", "shift_requests"})

_TELLING = (ServiceCoverage, WorkInTime, MinimumStaffing)
"""Rules that say how much a queue lacks, and when."""


@dataclass(frozen=True, slots=True)
class Idea:
    """Something that would bring an agent into the span: their shifts then, in words."""

    kind: str
    agent: Agent
    week: Week
    minutes: int
    said: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """An idea and what it changes. ``price`` is that of the required rules it breaks, ``gain`` what the rules
    about coverage say is missing less of the queue in the span.
    """

    idea: Idea
    difference: Difference
    price: int
    gain: int

    @property
    def helps(self) -> bool:
        """Whether less would be missing of the queue in the span."""
        return self.gain > 0

    @property
    def rank(self) -> tuple[object, ...]:
        """Least first: what breaks least, costs the roster nothing, helps most, is best for the roster."""
        best = order(self.difference)
        return (self.price, not self.helps, self.is_worse, -self.gain, best, self.idea.agent.id)

    @property
    def is_worse(self) -> bool:
        """Whether the roster as a whole loses by it."""
        return order(self.difference) > (0,) * len(Tier)

    @property
    def kind(self) -> str:
        """What it asks for: overtime, a wish, a rule, or nothing but the change."""
        broken = {violation.rule for violation in self.difference.broken}
        if self._overtime and broken <= _HOURS:
            return OVERTIME
        if broken <= _ASKED_FOR and self._wishes:
            return RELAXED_WISH
        return f"{self.idea.kind}_against_rules" if broken else self.idea.kind

    @property
    def said(self) -> str:
        """The idea with what it asks for."""
        if self.kind == OVERTIME:
            limits = joined(
                [OVER[each.rule].format(_hours(each.excess), each.excess) for each in self._overtime]
            )
            return f"{self.idea.said} That takes {limits}."
        if self.kind == RELAXED_WISH:
            wishes = " ".join(clocked(each.message, self.idea.agent.zone) for each in self._wishes)
            return f"{self.idea.said} That goes against what is preferred: {wishes}"
        return self.idea.said

    @property
    def _overtime(self) -> list[Violation]:
        """Limits of hours and days that are passed."""
        more = self.idea.minutes > 0
        return [each for each in self.difference.come if more and each.rule in _HOURS]

    @property
    def _wishes(self) -> list[Violation]:
        """What the agent asked for, or what would be better for them."""
        return [
            each
            for each in self.difference.come
            if each.place.agent == self.idea.agent.id
            and (each.rule in _ASKED_FOR or (each.tier is Tier.PREFERENCES and not each.required))
        ]


class GapQuestion:
    """A queue and a span in a roster."""

    def __init__(self, trying: Trying, queue_id: str, start: datetime, end: datetime) -> None:
        problem = trying.problem
        names = [queue.id for queue in problem.queues]
        if queue_id not in names:
            raise AskedAmissError(f"queue: expected one of {', '.join(names)}")
        self.trying = trying
        self.problem = problem
        self.row = names.index(queue_id)
        self.queue: Queue = problem.queues[self.row]
        self.span = problem.axis.touched(start, end)
        if end <= start or not self.span:
            raise AskedAmissError(
                f"start, end: expected a span between {problem.period.start.isoformat()} and "
                f"{problem.period.end.isoformat()}"
            )
        self.start = problem.axis.instant(self.span.start)
        self.end = problem.axis.instant(self.span.stop)
        short = trying.coverage.short[self.row]
        lacking = trying.coverage.short_of_minimum[self.row] * TENTHS
        self.wanted: Grid = np.zeros_like(short)
        columns = slice(self.span.start, self.span.stop)
        self.wanted[columns] = np.maximum(short, lacking)[columns]
        self.is_short = bool(self.wanted.any())
        if not self.is_short:
            self.wanted[columns] = 1
        rules = trying.rule_set.active
        self._is_told = any(
            isinstance(rule, ServiceCoverage | WorkInTime | MinimumStaffing) for rule in rules
        )
        self._given = [rule for rule in rules if rule.required and rule.rule in GIVEN]

    def weighed(self, ideas: Mapping[str, Sequence[Idea]]) -> dict[str, list[Weighed]]:
        """The ideas of each agent with what they change, the best first.

        Of those that rules about one person forbid only the cheapest are judged to the end; the others tell
        the first rule against them.
        """
        judge = self.trying.judge
        found: dict[str, list[Weighed]] = {agent_id: [] for agent_id in ideas}
        for number in range(max(map(len, ideas.values()), default=0)):
            now = {agent_id: each[number] for agent_id, each in ideas.items() if number < len(each)}
            # Of people of one kind who do the same, one reading of the moment tells of all.
            kept, refused = judge.each({agent_id: idea.week for agent_id, idea in now.items()})
            for agent_id, difference in (kept | refused).items():
                found[agent_id].append(self._weigh(now[agent_id], difference))
        forbidden = [each for weighed in found.values() for each in weighed if each.price]
        for each in sorted(forbidden, key=attrgetter("price"))[:_MOST_FORBIDDEN]:
            agent_id = each.idea.agent.id
            whole = self._weigh(each.idea, judge.difference({agent_id: each.idea.week}))
            found[agent_id] = [whole if other is each else other for other in found[agent_id]]
        return {agent_id: sorted(weighed, key=attrgetter("rank")) for agent_id, weighed in found.items()}

    def _weigh(self, idea: Idea, difference: Difference) -> Weighed:
        return Weighed(idea, difference, self.trying.price(difference.broken), self._gain(difference))

    def _gain(self, difference: Difference) -> int:
        """How much less would be missing here, by the rules that tell; without such rules anybody helps."""
        if not self._is_told:
            return int(self.is_short)
        return -sum(
            price
            for _, place, price in difference.prices
            if place.queue == self.queue.id
            and place.start is not None
            and self.start <= place.start < self.end
        )

    def can_serve(self, agent: Agent) -> bool:
        """Whether the agent has what the queue needs on the day of the span."""
        return self.queue.can_be_served_by(agent, local_day(self.start, agent.zone))

    def lacks(self, agent: Agent) -> str:
        """What keeps the agent from serving the queue at all."""
        day = local_day(self.start, agent.zone)
        if agent.channels is not None and self.queue.channel not in agent.channels:
            return f"{agent.name} does not work on {self.queue.channel}."
        if self.queue.sites is not None and agent.site not in self.queue.sites:
            return f"{agent.name} is not at a site that serves {self.queue.name}."
        missing = [
            name
            for name in self.queue.skills
            if (held := agent.skill(name, day)) is None or held.proficiency < self.queue.min_proficiency
        ]
        return f"{agent.name} lacks {', '.join(missing)} on {day_of(day)}."

    def gain(self, shift: Assignment) -> int:
        """How much of what is wanted the shift would cover."""
        return int(self.wanted[duty_intervals(self.problem.axis, shift)].sum())

    def ideas(self) -> dict[str, list[Idea]]:
        """For each agent who can serve what would bring them into the span: of every kind the two most useful
        that rules about one person allow, or else the most useful.
        """
        able = [agent for agent in self.problem.agents if self.can_serve(agent)]
        ranked = {(agent.id, kind): found for agent in able for kind, found in self._ranked(agent).items()}
        lawful: dict[tuple[str, str], list[Idea]] = {key: [] for key in ranked}
        for depth in range(max(map(len, ranked.values()), default=0)):
            for kind in {kind for _, kind in ranked}:
                asked = {
                    key[0]: found[depth]
                    for key, found in ranked.items()
                    if key[1] == kind and depth < len(found) and len(lawful[key]) < _TRIED_OF_A_KIND
                }
                # Everybody's at once: a reading of the rules costs about the same for one and for all.
                allowed = self.trying.judge.allowed({each: idea.week for each, idea in asked.items()})
                for agent_id in allowed:
                    lawful[agent_id, kind].append(asked[agent_id])
        kept: dict[str, list[Idea]] = {agent.id: [] for agent in able}
        for key, found in ranked.items():
            kept[key[0]] += lawful[key] or found[:1]
        return kept

    def _ranked(self, agent: Agent) -> dict[str, list[Idea]]:
        """Every idea for the agent by kind, the most useful first."""
        held = self.trying.judge.shifts_of(agent.id)
        base = sum(self.gain(shift) for shift in held)
        found: dict[str, list[tuple[int, int, Idea]]] = {}
        for shift in self._offered(agent):
            drawn = worked(self.problem, shift, self.wanted)
            gone = [other for other in held if _same_day(agent, other, shift.day)]
            week = tuple(sorted((*(each for each in held if each not in gone), drawn), key=_begin))
            gain = sum(map(self.gain, week)) - base
            if gain > 0 and not any(other.locked for other in gone):
                kind = _kind(gone, drawn)
                minutes = drawn.paid_minutes - sum(other.paid_minutes for other in gone)
                idea = Idea(kind, agent, week, minutes, self._said(agent, kind, gone, drawn))
                found.setdefault(kind, []).append((-gain, _strain(gone, drawn), idea))
        return {
            kind: [idea for _, _, idea in sorted(ideas, key=lambda each: each[:2])]
            for kind, ideas in found.items()
        }

    def _offered(self, agent: Agent) -> Iterator[Shift]:
        """Shifts of the agent that touch the span."""
        for shift in possible_shifts(self.problem, agent):
            touches = shift.start < self.end and self.start < shift.end
            if touches and not any(rule.forbids(self.problem, agent, shift) for rule in self._given):
                yield shift

    def _said(self, agent: Agent, kind: str, gone: Sequence[Assignment], drawn: Assignment) -> str:
        zone = ZoneInfo(agent.zone)
        when = f"{_clock(drawn, zone)} on {day_of(drawn.start.astimezone(zone).date())} ({zone.key})"
        match kind:
            case "moved_break":
                return f"Move the breaks of {agent.name} in the shift {when}."
            case "longer_shift":
                return f"Let {agent.name} work longer: {when} instead of {_clock(gone[0], zone)}."
            case "moved_shift":
                return f"Move the shift of {agent.name}: {when} instead of {_clock(gone[0], zone)}."
        return f"Give {agent.name} another shift: {when}."


def _kind(gone: Sequence[Assignment], drawn: Assignment) -> str:
    if not gone:
        return "extra_shift"
    first = gone[0]
    if len(gone) == 1 and (first.start, first.end, first.template) == (
        drawn.start,
        drawn.end,
        drawn.template,
    ):
        return "moved_break"
    if drawn.start <= first.start and drawn.end >= gone[-1].end:
        return "longer_shift"
    return "moved_shift"


def _strain(gone: Sequence[Assignment], drawn: Assignment) -> int:
    """Minutes more to work, and how far the start moves."""
    moved = abs((gone[0].start - drawn.start).total_seconds()) // 60 if gone else 0
    return int(drawn.paid_minutes - sum(shift.paid_minutes for shift in gone) + moved)


def _same_day(agent: Agent, shift: Assignment, day: object) -> bool:
    return shift.local_date(agent.zone) == day


def _begin(shift: Assignment) -> datetime:
    return shift.start


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.4g} h"


def _clock(shift: Assignment, zone: ZoneInfo) -> str:
    return f"{shift.start.astimezone(zone):%H:%M}–{shift.end.astimezone(zone):%H:%M}"

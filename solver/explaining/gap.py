"""Why a queue is short in a span: who could be there, what stops each, and what the cheapest extras buy."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from solver.domain.coverage import TENTHS, duty_intervals
from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift, possible_shifts
from solver.domain.work import Queue
from solver.explaining.answers import Considered, GapAnswer, Option
from solver.explaining.elastic import GIVEN
from solver.explaining.newcomer import newcomers
from solver.explaining.trying import AskedAmissError, Trying, Week, order, worked
from solver.explaining.words import day_of
from solver.living.difference import Difference
from solver.rules import RuleSet

MOST_OPTIONS = 12
_TRIED_OF_A_KIND = 2

CANNOT_SERVE = "cannot_serve"
ON_DUTY = "on_duty"
NO_SHIFT = "no_shift_offered"
POSSIBLE = "possible"
"""Reasons other than the name of a rule that would be broken."""


@dataclass(frozen=True, slots=True)
class Idea:
    """Something that would bring an agent into the span: their shifts then, in words."""

    kind: str
    agent: Agent
    week: Week
    said: str


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
        if not self.wanted.any():
            self.wanted[columns] = 1
        self._given = [rule for rule in trying.rule_set.active if rule.required and rule.rule in GIVEN]

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

    def ideas(self, agent: Agent) -> list[Idea]:
        """What would bring the agent into the span, the most useful of each kind first."""
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
                idea = Idea(kind, agent, week, self._said(agent, kind, gone, drawn))
                found.setdefault(kind, []).append((-gain, _strain(gone, drawn), idea))
        return [
            idea
            for options in found.values()
            for _, _, idea in sorted(options, key=lambda option: option[:2])[:_TRIED_OF_A_KIND]
        ]

    def _offered(self, agent: Agent) -> Iterator[Shift]:
        """Shifts of the agent that touch the span."""
        for shift in possible_shifts(self.problem, agent):
            touches = shift.start < self.end and self.start < shift.end
            if touches and not any(rule.forbids(self.problem, agent, shift) for rule in self._given):
                yield shift

    def _said(self, agent: Agent, kind: str, gone: Sequence[Assignment], drawn: Assignment) -> str:
        zone = ZoneInfo(agent.zone)
        when = f"{_clock(drawn, zone)} on {day_of(drawn.start.astimezone(zone).date())}"
        match kind:
            case "moved_break":
                return f"Move the breaks of {agent.name} in the shift {when}."
            case "longer_shift":
                return f"Let {agent.name} work longer: {when} instead of {_clock(gone[0], zone)}."
            case "moved_shift":
                return f"Move the shift of {agent.name}: {when} instead of {_clock(gone[0], zone)}."
        return f"Give {agent.name} another shift: {when}."


def explain_gap(
    problem: Problem, rule_set: RuleSet, roster: Roster, queue_id: str, start: datetime, end: datetime
) -> GapAnswer:
    """Why the queue has fewer agents than it needs in [start, end), and what would help.

    Every agent is considered with the shifts the templates offer: moved breaks, longer or moved shifts, one
    more shift. Each is judged by every rule; the best are tried on the roster. Raises AskedAmissError for a
    queue or a span that is not in the problem.
    """
    begun = time.monotonic()
    trying = Trying(problem, rule_set, roster)
    asked = GapQuestion(trying, queue_id, start, end)
    judged = _judged(asked)
    considered = [_considered(asked, agent, judged.get(agent.id, [])) for agent in problem.agents]
    options = [*_best(asked, judged), *newcomers(trying, asked.queue, asked.row, asked.span)]
    reasons = Counter(each.reason for each in considered)
    hours = problem.interval_minutes / 60 / TENTHS
    columns = slice(asked.span.start, asked.span.stop)
    required = float(trying.coverage.required[asked.row, columns].sum() * hours)
    covered = float(trying.coverage.covered[asked.row, columns].sum() * hours)
    return GapAnswer(
        queue=asked.queue.id,
        start=asked.start,
        end=asked.end,
        required_hours=required,
        covered_hours=covered,
        short_hours=required - covered,
        said=_told(asked, required, covered, reasons, options),
        considered=tuple(considered),
        reasons=dict(reasons.most_common()),
        options=tuple(options),
        seconds=time.monotonic() - begun,
    )


Judged = dict[str, list[tuple[Idea, Difference]]]


def _judged(asked: GapQuestion) -> Judged:
    """Every idea for every agent who can serve, with what it changes."""
    return {
        agent.id: [
            (idea, asked.trying.judge.difference({agent.id: idea.week})) for idea in asked.ideas(agent)
        ]
        for agent in asked.problem.agents
        if asked.can_serve(agent)
    }


def _considered(asked: GapQuestion, agent: Agent, judged: Sequence[tuple[Idea, Difference]]) -> Considered:
    def told(reason: str, said: str, rules: Sequence[str] = ()) -> Considered:
        return Considered(agent=agent.id, name=agent.name, reason=reason, rules=tuple(rules), said=said)

    if not asked.can_serve(agent):
        return told(CANNOT_SERVE, asked.lacks(agent))
    axis, there = asked.problem.axis, set[int]()
    for shift in asked.trying.judge.shifts_of(agent.id):
        there.update(duty_intervals(axis, shift).tolist())
    missing = [interval for interval in asked.span if asked.wanted[interval] and interval not in there]
    if not missing or (not judged and there & set(asked.span)):
        return told(ON_DUTY, f"{agent.name} is on duty then already, shared among the queues they serve.")
    if not judged:
        return told(NO_SHIFT, f"No shift template offers {agent.name} a shift that would help.")
    idea, difference = min(judged, key=lambda each: (asked.trying.price(each[1].broken), order(each[1])))
    if not difference.broken:
        return told(POSSIBLE, f"{idea.said} No required rule stands against it.")
    rules = tuple(dict.fromkeys(violation.rule for violation in difference.broken))
    return told(rules[0], f"{idea.said} But {difference.broken[0].message}", rules)


def _best(asked: GapQuestion, judged: Judged) -> list[Option]:
    """The best ideas, those that break nothing first, of every kind at least one where there is one."""
    every = sorted(
        (each for found in judged.values() for each in found),
        key=lambda each: (asked.trying.price(each[1].broken), order(each[1]), each[0].agent.id),
    )
    kinds: Counter[tuple[str, bool]] = Counter()
    chosen = []
    for idea, difference in every:
        kind = (idea.kind, not difference.broken)
        kinds[kind] += 1
        if kinds[kind] <= _TRIED_OF_A_KIND:
            chosen.append((idea, difference))
    return [
        asked.trying.option(
            idea.kind if not difference.broken else f"{idea.kind}_against_rules",
            idea.said,
            {idea.agent.id: idea.week},
            difference,
            cells=([asked.row], asked.span),
            agent=idea.agent.id,
        )
        for idea, difference in chosen[:MOST_OPTIONS]
    ]


def _told(
    asked: GapQuestion, required: float, covered: float, reasons: Counter[str], options: Sequence[Option]
) -> str:
    zone = ZoneInfo(asked.problem.period.zone)
    start, end = asked.start.astimezone(zone), asked.end.astimezone(zone)
    when = f"on {day_of(start.date())} from {start:%H:%M} to {end:%H:%M} ({zone.key})"
    said = f"{asked.queue.name} has {covered:g} of {required:g} agent-hours {when}."
    counted = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in reasons.most_common())
    number = sum(reasons.values())
    said += f" {number} agents were considered: {counted}." if reasons else " There are no agents."
    helps = [option for option in options if option.allowed and option.gained_hours > 0]
    if not helps:
        return f"{said} Nothing that keeps every required rule would cover more."
    best = helps[0]
    return (
        f"{said} Cheapest: {best.said} It covers {best.gained_hours:g} agent-hours more here, and over the "
        f"whole roster: {_changes(best)}."
    )


def _changes(option: Option) -> str:
    told = [
        f"{each.tier.name.lower().replace('_', ' ')} {each.change:+g}" for each in option.tiers if each.change
    ]
    return ", ".join(told) or "no tier changes"


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


def _clock(shift: Assignment, zone: ZoneInfo) -> str:
    return f"{shift.start.astimezone(zone):%H:%M}–{shift.end.astimezone(zone):%H:%M}"

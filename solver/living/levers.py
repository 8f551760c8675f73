"""What to do when more comes than was planned for: levers in their practised order, the cheapest first."""

import time
from collections.abc import Sequence

from solver.domain.coverage import TENTHS, coverage_of
from solver.domain.days import week_of
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Activity, Roster
from solver.living.breaks import moved_breaks
from solver.living.changes import changes_between
from solver.living.disruption import Incident, Surge, after_events, stretches_of
from solver.living.escalation import Escalation, Lever, LeverKind, LeverOptions, Shortage
from solver.living.goal import Goal, prices_of
from solver.living.mending import Mender
from solver.living.reach import Reach, RepairOptions
from solver.living.stretches import Stretches
from solver.rules import RuleSet

_DISCRETIONARY = frozenset({Activity.TRAINING, Activity.COACHING, Activity.MEETING})
"""Off-queue work that can wait for a quieter day."""


_SEARCH_SHARE = 0.75
"""Of the time: a change that is being judged when it is over is judged to its end."""


def weigh_levers(
    problem: Problem, rule_set: RuleSet, roster: Roster, event: Surge | Incident, options: LeverOptions
) -> Escalation:
    """Every lever in turn, each on what the ones before it left; raises UnknownNameError."""
    return _Escalating(problem, rule_set, roster, event, options).run()


class _Escalating:
    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        roster: Roster,
        event: Surge | Incident,
        options: LeverOptions,
    ) -> None:
        self._begun = time.monotonic()
        self._original = problem
        self._rule_set = rule_set
        self._event = event
        self._options = options
        self._planned = roster
        self._problem, self._roster, _ = after_events(problem, roster, [event])
        self._problem = self._problem.model_copy(update={"previous": ()})
        self._stretches = stretches_of([event], ())
        self._names = {queue.id: queue.name for queue in problem.queues}

    def run(self) -> Escalation:
        before = _short(self._original, self._planned, self._stretches)
        disrupted = _short(self._problem, self._roster, self._stretches)
        levers = []
        short = disrupted
        for kind, pull in (
            (LeverKind.MOVE_BREAKS, self._move_breaks),
            (LeverKind.STOP_OFF_QUEUE_WORK, self._stop_off_queue_work),
            (LeverKind.FLEX_SKILLS, self._flex_skills),
            (LeverKind.OVERTIME, self._overtime),
        ):
            was = self._roster
            agents, sentence = pull()
            left = _short(self._problem, self._roster, self._stretches)
            minutes, cost = self._paid(was)
            levers.append(
                Lever(
                    lever=kind,
                    short=left,
                    gained_hours=_hours(short) - _hours(left),
                    cost=cost,
                    paid_minutes=minutes,
                    agents=tuple(agents),
                    changes=tuple(changes_between(self._problem, was, self._roster)),
                    sentence=sentence,
                )
            )
            short = left
        levers.append(self._overflow(short))
        return Escalation(
            before=before,
            disrupted=disrupted,
            levers=tuple(levers),
            roster=self._roster,
            seconds=time.monotonic() - self._begun,
        )

    def _move_breaks(self) -> tuple[Sequence[str], str]:
        was = self._roster
        self._roster = moved_breaks(self._problem, self._rule_set, was, self._stretches, self._options.now)
        agents = _changed(was, self._roster)
        return agents, f"{len(agents)} people take breaks and meals at other times, inside their windows."

    def _stop_off_queue_work(self) -> tuple[Sequence[str], str]:
        found = []
        for shift in self._roster.assignments:
            kept = tuple(
                segment
                for segment in shift.breaks
                if segment.activity not in _DISCRETIONARY
                or segment.start <= self._options.now
                or not any(span.overlap_minutes(segment.start, segment.end) for span in self._stretches.spans)
            )
            found.append(shift.model_copy(update={"breaks": kept}) if kept != shift.breaks else shift)
        was, self._roster = self._roster, Roster(assignments=tuple(found))
        agents = _changed(was, self._roster)
        return agents, f"{len(agents)} people leave training and meetings for another day."

    def _flex_skills(self) -> tuple[Sequence[str], str]:
        """Whoever is there and has the skills takes the queue, whatever their channel or routine."""
        queue = next(each for each in self._problem.queues if each.id == self._event.queue)
        eased = queue.model_copy(update={"min_proficiency": 0.0})
        there = {
            shift.agent
            for shift in self._roster.assignments
            if any(span.overlap_minutes(shift.start, shift.end) for span in self._stretches.spans)
        }
        day = self._problem.period.first_date
        agents, flexed = [], []
        for agent in self._problem.agents:
            opened = agent.model_copy(update={"channels": (*(agent.channels or ()), queue.channel)})
            may = agent.id in there and agent.channels != ()
            if may and not queue.can_be_served_by(agent, day) and eased.can_be_served_by(opened, day):
                flexed.append(agent.id)
                agents.append(agent if agent.channels is None else opened)
            else:
                agents.append(agent)
        queues = tuple(eased if each.id == queue.id else each for each in self._problem.queues)
        if flexed:
            self._problem = self._problem.model_copy(update={"agents": tuple(agents), "queues": queues})
        return flexed, f"{len(flexed)} people on shift who have the skills take {queue.name} as well."

    def _overtime(self) -> tuple[Sequence[str], str]:
        more = self._options.overtime_minutes
        problem = self._problem.model_copy(
            update={"agents": tuple(_with_overtime(agent, more) for agent in self._problem.agents)}
        )
        goal = Goal(
            prices_of(self._original, self._rule_set, self._planned, self._stretches), self._stretches
        )
        settings = RepairOptions(now=self._options.now, notice_hours=0, reach_days=0)
        reach = Reach(problem, self._rule_set, self._roster, self._stretches.whole, settings)
        ends = self._begun + _SEARCH_SHARE * self._options.seconds
        prices = prices_of(problem, self._rule_set, self._roster, self._stretches)
        mender = Mender(problem, self._rule_set, reach, self._roster, prices, goal)
        was = self._roster
        self._roster = mender.run(lambda: time.monotonic() >= ends).roster
        agents = _changed(was, self._roster)
        return agents, f"{len(agents)} people are asked to work more or at other hours, inside every rule."

    def _overflow(self, short: tuple[Shortage, ...]) -> Lever:
        own = sum(each.short_hours for each in short if each.queue == self._event.queue)
        price = self._options.overflow_cost_per_hour
        taken = 0.0 if price is None else own
        left = tuple(
            Shortage(queue=each.queue, short_hours=each.short_hours - (taken if self._is_own(each) else 0.0))
            for each in short
        )
        told = f"{own:.1f} agent-hours of {self._names[self._event.queue]}"
        return Lever(
            lever=LeverKind.OVERFLOW,
            short=left,
            gained_hours=taken,
            cost=None if price is None else own * price,
            paid_minutes=0,
            agents=(),
            changes=(),
            sentence=f"{told} go to another site or a partner."
            if price is not None
            else f"{told} stay short: nobody else is known who would take them.",
        )

    def _is_own(self, shortage: Shortage) -> bool:
        return shortage.queue == self._event.queue

    def _paid(self, was: Roster) -> tuple[int, float]:
        """Minutes paid more than before, and what they cost, overtime at its rate."""
        minutes, cost = 0, 0.0
        period = self._problem.period
        earlier, later = was.by_agent(), self._roster.by_agent()
        for agent in self._problem.agents:
            weeks: dict[int, list[int]] = {}
            for number, shifts in enumerate((earlier.get(agent.id, ()), later.get(agent.id, ()))):
                for shift in shifts:
                    week = week_of(period, shift.local_date(agent.zone))
                    weeks.setdefault(week, [0, 0])[number] += shift.paid_minutes
            for before, after in weeks.values():
                limit = agent.contract.max_weekly_minutes
                over = max(0, after - limit) - max(0, before - limit)
                minutes += after - before
                factor = self._options.overtime_rate - 1
                cost += (after - before + factor * over) / 60 * agent.contract.cost_per_hour
        return minutes, cost


def _short(problem: Problem, roster: Roster, stretches: Stretches) -> tuple[Shortage, ...]:
    coverage = coverage_of(problem, roster)
    inside = stretches.intervals(problem.axis)
    hours = problem.interval_minutes / 60 / TENTHS
    return tuple(
        Shortage(queue=queue, short_hours=float(coverage.short[row, inside].sum() * hours))
        for row, queue in enumerate(coverage.queues)
    )


def _hours(short: Sequence[Shortage]) -> float:
    return sum(each.short_hours for each in short)


def _changed(was: Roster, now: Roster) -> list[str]:
    """Ids of the agents whose shifts differ."""
    earlier, later = was.by_agent(), now.by_agent()
    return sorted(agent for agent in earlier.keys() | later.keys() if earlier.get(agent) != later.get(agent))


def _with_overtime(agent: Agent, minutes: int) -> Agent:
    contract = agent.contract
    most = contract.max_weekly_minutes + (minutes if contract.max_weekly_minutes else 0)
    return agent.model_copy(
        update={"contract": contract.model_copy(update={"max_weekly_minutes": min(most, 10_080)})}
    )

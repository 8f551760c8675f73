"""Small problems in few words: every builder has a default for what a test does not care about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from solver.domain.people import Agent, AgentSkill, Contract
from solver.domain.problem import Problem
from solver.domain.roster import Activity, Assignment, Roster, Segment
from solver.domain.session import Session, segment_of
from solver.domain.time import PlanningPeriod, Span, TimeAxis, at_clock
from solver.domain.work import BreakPlan, Channel, Queue, Requirement, ShiftLength, ShiftTemplate
from solver.rule import Rule
from solver.rules import RuleSet

MONDAY = date(2026, 3, 2)
Need = float | Callable[[datetime], float]


def utc(text: str) -> datetime:
    """``2026-03-02 09:00`` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_span(start: str, end: str) -> Span:
    return Span(start=utc(start), end=utc(end))


def a_contract(name: str = "full time", **fields: Any) -> Contract:
    return Contract(name=name, **fields)


def an_agent(
    id: str = "anna",  # noqa: A002 - the field's own name
    *,
    skills: Iterable[str | AgentSkill] = ("support",),
    zone: str = "UTC",
    contract: Contract | None = None,
    **fields: Any,
) -> Agent:
    held = tuple(skill if isinstance(skill, AgentSkill) else AgentSkill(skill=skill) for skill in skills)
    return Agent(
        id=id,
        name=fields.pop("name", id.capitalize()),
        skills=held,
        zone=zone,
        contract=contract or a_contract(),
        **fields,
    )


def a_queue(
    id: str = "support",  # noqa: A002 - the field's own name
    *,
    skills: Sequence[str] | None = None,
    channel: Channel = Channel.VOICE,
    **fields: Any,
) -> Queue:
    return Queue(
        id=id,
        name=fields.pop("name", id.capitalize()),
        channel=channel,
        skills=tuple(skills) if skills is not None else (id,),
        **fields,
    )


def a_break(minutes: int = 30, earliest: int = 120, latest: int = 240, **fields: Any) -> BreakPlan:
    return BreakPlan(
        name=fields.pop("name", "break"),
        minutes=minutes,
        earliest_offset=earliest,
        latest_offset=latest,
        **fields,
    )


def a_template(
    name: str = "day",
    start: str = "09:00",
    latest: str | None = None,
    *,
    hours: float | Sequence[float] = 8,
    breaks: Sequence[BreakPlan] = (),
    **fields: Any,
) -> ShiftTemplate:
    lengths = hours if isinstance(hours, Sequence) else (hours,)
    return ShiftTemplate(
        name=name,
        earliest_start=time.fromisoformat(start),
        latest_start=time.fromisoformat(latest or start),
        lengths=tuple(ShiftLength(minutes=round(length * 60), breaks=tuple(breaks)) for length in lengths),
        **fields,
    )


def a_problem(
    *,
    agents: Sequence[Agent] | None = None,
    templates: Sequence[ShiftTemplate] | None = None,
    queues: Sequence[Queue] | None = None,
    need: Mapping[str, Need] | None = None,
    minimum: Mapping[str, Need] | None = None,
    first_date: date = MONDAY,
    days: int = 1,
    zone: str = "UTC",
    interval_minutes: int = 60,
    **fields: Any,
) -> Problem:
    """A problem; ``need`` and ``minimum`` give agents per queue, constant or by the interval's UTC start."""
    period = PlanningPeriod(first_date=first_date, days=days, zone=zone)
    axis = TimeAxis.of(period, interval_minutes)
    starts = [axis.instant(interval) for interval in range(axis.intervals)]
    need, minimum = need or {}, minimum or {}

    def series(amount: Need) -> list[float]:
        return [amount(start) if callable(amount) else amount for start in starts]

    return Problem(
        period=period,
        interval_minutes=interval_minutes,
        agents=tuple(agents if agents is not None else [an_agent()]),
        queues=tuple(queues if queues is not None else [a_queue()]),
        templates=tuple(templates if templates is not None else [a_template()]),
        requirements=tuple(
            Requirement(
                queue=queue,
                agents=tuple(series(need.get(queue, 0.0))),
                minimum=tuple(int(value) for value in series(minimum[queue])) if queue in minimum else None,
            )
            for queue in sorted({*need, *minimum})
        ),
        **fields,
    )


def a_shift(
    agent: str = "anna",
    day: date | str = MONDAY,
    start: str = "09:00",
    hours: float = 8,
    *,
    zone: str = "UTC",
    template: str = "day",
    breaks: Sequence[Segment] = (),
    attends: Sequence[tuple[Session, int]] = (),
    **fields: Any,
) -> Assignment:
    """A shift from the clock time ``start`` in ``zone`` for ``hours`` elapsed hours, in which the agent
    attends sessions at the starts of that number.
    """
    sessions = [segment_of(session, session.starts[number]) for session, number in attends]
    day = date.fromisoformat(day) if isinstance(day, str) else day
    begins = at_clock(day, time.fromisoformat(start), zone)
    return Assignment(
        agent=agent,
        template=template,
        start=begins,
        end=begins + timedelta(hours=hours),
        breaks=tuple(sorted((*breaks, *sessions), key=lambda segment: segment.start)),
        **fields,
    )


def a_segment(
    start: datetime, minutes: int = 30, *, paid: bool = True, activity: Activity = Activity.BREAK
) -> Segment:
    return Segment(
        activity=activity, start=start, end=start + timedelta(minutes=minutes), paid=paid, name="break"
    )


def a_session(
    id: str = "training",  # noqa: A002 - the field's own name
    starts: Sequence[str] = ("10:00",),
    attendees: Iterable[str] = ("anna",),
    *,
    day: date = MONDAY,
    zone: str = "UTC",
    minutes: int = 60,
    **fields: Any,
) -> Session:
    """A session that may begin at these clock times in ``zone`` on ``day``."""
    return Session(
        id=id,
        name=fields.pop("name", id.capitalize()),
        minutes=minutes,
        starts=tuple(at_clock(day, time.fromisoformat(start), zone) for start in starts),
        attendees=tuple(attendees),
        **fields,
    )


def a_rule_set(*rules: Rule) -> RuleSet:
    return RuleSet(name="test", rules=rules)


def a_roster(*assignments: Assignment) -> Roster:
    return Roster(assignments=assignments)

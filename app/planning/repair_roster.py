"""Repairs a roster: what it was made from and what happened go to a killable child, a draft comes of it."""

from app.database import TenantSession
from app.fields import Document
from app.jobs.child import Channel
from app.jobs.context import JobContext
from app.planning.asked_roster import Asked, asked_of, found_in_child
from app.planning.subject import subject_of
from app.questions.drafts import unproved_report
from app.questions.service import keep_draft
from app.repairs.schemas import (
    AbsenceEvent,
    EventBody,
    IncidentEvent,
    RepairDocument,
    SurgeEvent,
)
from app.repairs.service import REPAIRS
from app.repairs.tables import Repair
from app.rosters.judge import judged
from app.rosters.service import Made
from solver.domain.problem import Problem
from solver.domain.roster import Roster as Assignments
from solver.living.disruption import Absence, Event, Incident, NewRequest, Surge
from solver.living.reach import RepairOptions
from solver.living.repaired import Repair as Repaired
from solver.rules import RuleSet

FUNCTION = "app.planning.repair_roster:in_child"
SECONDS_AROUND = 120.0
"""For reading and judging, beside what the repair itself may take."""


class Order(Document):
    """What the child is to repair."""

    problem: Problem
    rule_set: RuleSet
    roster: Assignments
    events: tuple[Event, ...]
    options: RepairOptions


def repair_roster(context: JobContext) -> None:
    """The job of a repair that was asked for: its subject."""
    with context.session() as session:
        about = asked_of(context, session, REPAIRS)
    asked = about.question.asked
    context.progress(phase="repair")
    order = Order(
        problem=about.document.problem,
        rule_set=about.document.rule_set,
        roster=about.shifts,
        events=tuple(event_of(event) for event in asked.events),
        options=RepairOptions(
            now=about.question.as_of,
            notice_hours=asked.notice_hours,
            willing=tuple(str(agent_id) for agent_id in asked.willing_agent_ids),
            reach_days=asked.reach_days,
            seconds=asked.seconds,
            seed=asked.seed,
        ),
    )
    child = found_in_child(context, FUNCTION, order, seconds=SECONDS_AROUND + asked.seconds)
    found = Repaired.model_validate_json(child.payload)
    made = _made(about, found)
    told = RepairDocument(**{name: getattr(found, name) for name in RepairDocument.model_fields})

    def write(session: TenantSession) -> str:
        repair = subject_of(context, session, Repair)
        keep_draft(session, repair, made)
        return REPAIRS.answered(session, repair, told)

    context.finish(write, stopped=child.stop_requested)


def in_child(payload: bytes, channel: Channel) -> bytes:
    """What the child does: repair, ending early with the best when it is told to stop."""
    from solver.living.repair import repair  # OR-Tools is loaded in the child only

    order = Order.model_validate_json(payload)
    found = repair(
        order.problem,
        order.rule_set,
        order.roster,
        order.events,
        order.options,
        stop=channel.stop_requested,
    )
    return found.model_dump_json().encode()


def event_of(event: EventBody) -> Event:
    """The event as the library knows it."""
    match event:
        case AbsenceEvent():
            paid = None if event.paid else 0
            return Absence(agent=str(event.agent_id), span=event.span, paid_minutes=paid)
        case SurgeEvent():
            return Surge(queue=str(event.queue_id), span=event.span, factor=event.factor)
        case IncidentEvent():
            return Incident(queue=str(event.queue_id), span=event.span, agents=event.agents)
        case _:
            return NewRequest(
                agent=str(event.agent_id), span=event.span, wish=event.wish, weight=event.weight
            )


def _made(about: Asked[Repair], found: Repaired) -> Made:
    """The repaired roster with its prices as they are; what was proved is in the repair's steps."""
    document, requirement_id = about.document, about.roster.requirement_id
    if requirement_id is None:
        raise LookupError(f"roster {about.roster.id} has no requirement")
    judgement = judged(found.problem, document.rule_set, found.roster.assignments)
    prices = {each.tier: each.repaired for each in found.tiers}
    return Made(
        problem=found.problem,
        rule_set=document.rule_set,
        roster=found.roster,
        report=unproved_report(
            document.report, found.problem, prices, broken=judgement.broken > 0, seconds=found.seconds
        ),
        judgement=judgement,
        requirement_id=requirement_id,
        warnings=(f"Repaired: every change and its proof is in {REPAIRS.address(about.question.id)}.",),
    )

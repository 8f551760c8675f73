"""Weighs the levers against a surge: the roster goes to a killable child, what each would do is kept."""

from app.database import TenantSession
from app.escalations.schemas import EscalationDocument
from app.escalations.service import ESCALATIONS
from app.escalations.tables import Escalation
from app.fields import Document
from app.jobs.child import Channel
from app.jobs.context import JobContext
from app.planning.asked_roster import asked_of, found_in_child
from app.planning.repair_roster import event_of
from app.planning.subject import subject_of
from solver.domain.problem import Problem
from solver.domain.roster import Roster as Assignments
from solver.living.disruption import Event, Incident, Surge
from solver.living.escalation import Escalation as Weighed
from solver.living.escalation import LeverOptions
from solver.rules import RuleSet

FUNCTION = "app.planning.weigh_levers:in_child"
SECONDS_AROUND = 120.0
"""For reading and judging, beside what the search for overtime may take."""


class Order(Document):
    """What the child is to weigh."""

    problem: Problem
    rule_set: RuleSet
    roster: Assignments
    event: Event
    options: LeverOptions


def weigh_levers(context: JobContext) -> None:
    """The job of an escalation that was asked for: its subject."""
    with context.session() as session:
        about = asked_of(context, session, ESCALATIONS)
    asked = about.question.asked
    context.progress(phase="levers")
    order = Order(
        problem=about.document.problem,
        rule_set=about.document.rule_set,
        roster=about.shifts,
        event=event_of(asked.event),
        options=LeverOptions(
            now=about.question.as_of,
            overtime_minutes=asked.overtime_minutes,
            overtime_rate=asked.overtime_rate,
            overflow_cost_per_hour=asked.overflow_cost_per_hour,
            seconds=asked.seconds,
        ),
    )
    child = found_in_child(context, FUNCTION, order, seconds=SECONDS_AROUND + asked.seconds)
    found = Weighed.model_validate_json(child.payload)
    told = EscalationDocument(**{name: getattr(found, name) for name in EscalationDocument.model_fields})

    def write(session: TenantSession) -> str:
        return ESCALATIONS.answered(session, subject_of(context, session, Escalation), told)

    context.finish(write)


def in_child(payload: bytes, channel: Channel) -> bytes:  # noqa: ARG001 - there is no half to keep
    """What the child does: every lever in turn."""
    from solver.living.levers import weigh_levers as weighed  # OR-Tools is loaded in the child only

    order = Order.model_validate_json(payload)
    if not isinstance(order.event, Surge | Incident):
        raise TypeError(f"levers answer a surge or an incident, not {order.event.event}")
    return (
        weighed(order.problem, order.rule_set, order.roster, order.event, order.options)
        .model_dump_json()
        .encode()
    )

"""Repairs a roster: what it was made from and what happened go to a killable child, a draft comes of it."""

from app.database import TenantSession
from app.fields import Document
from app.jobs.child import Channel
from app.jobs.context import JobContext
from app.planning.asked_roster import asked_roster
from app.planning.subject import subject_of
from app.repairs.schemas import (
    AbsenceEvent,
    EventBody,
    IncidentEvent,
    RepairDocument,
    SurgeEvent,
)
from app.repairs.service import keep_repair
from app.repairs.tables import Repair
from app.rosters.judge import judged
from app.rosters.schemas import SolveReport
from app.rosters.service import Made
from app.rosters.tables import Roster, RosterDocument
from solver.domain.problem import Problem
from solver.domain.result import Status, TierResult
from solver.domain.roster import Roster as Assignments
from solver.living.disruption import Absence, Event, Incident, NewRequest, Surge
from solver.living.reach import RepairOptions
from solver.living.repaired import Repair as Repaired
from solver.rules import RuleSet

FUNCTION = "app.planning.repair_roster:in_child"
SECONDS_AROUND = 120.0
"""For reading and judging, beside what the repair itself may take."""
MEMORY_CAP_BYTES = 8 * 2**30


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
        repair = subject_of(context, session, Repair)
        roster, document, assigned = asked_roster(session, repair.roster_id, repair.roster_version)
    asked = repair.asked
    context.progress(phase="repair")
    order = Order(
        problem=document.problem,
        rule_set=document.rule_set,
        roster=assigned,
        events=tuple(event_of(event) for event in asked.events),
        options=RepairOptions(
            now=repair.as_of,
            notice_hours=asked.notice_hours,
            willing=tuple(str(agent_id) for agent_id in asked.willing_agent_ids),
            reach_days=asked.reach_days,
            seconds=asked.seconds,
            seed=asked.seed,
        ),
    )
    child = context.run_in_child(
        FUNCTION,
        order.model_dump_json().encode(),
        deadline_seconds=SECONDS_AROUND + asked.seconds,
        memory_cap_bytes=MEMORY_CAP_BYTES,
    )
    found = Repaired.model_validate_json(child.payload)
    made = _made(roster, document, found, repair)
    told = RepairDocument(**{name: getattr(found, name) for name in RepairDocument.model_fields})

    def write(session: TenantSession) -> str:
        keep_repair(session, subject_of(context, session, Repair), told, made)
        return f"/v1/repairs/{repair.id}"

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


def _made(roster: Roster, document: RosterDocument, found: Repaired, repair: Repair) -> Made:
    if roster.requirement_id is None:
        raise LookupError(f"roster {roster.id} has no requirement")
    judgement = judged(found.problem, document.rule_set, found.roster.assignments)
    return Made(
        problem=found.problem,
        rule_set=document.rule_set,
        roster=found.roster,
        report=_report(document, found, broken=judgement.broken > 0),
        judgement=judgement,
        requirement_id=roster.requirement_id,
        warnings=(f"Repaired: every change and its proof is in /v1/repairs/{repair.id}.",),
    )


def _report(document: RosterDocument, found: Repaired, *, broken: bool) -> SolveReport:
    """The repaired roster's own report: the prices as they are. What was proved is in the repair's steps."""
    known = document.report
    return SolveReport(
        status=Status.REQUIRED_RULES_BROKEN if broken else Status.FEASIBLE,
        tiers=tuple(
            TierResult(
                tier=each.tier,
                value=each.repaired,
                bound=0,
                gap=each.repaired / max(each.repaired, 1),
                proved=each.repaired == 0,
                unit="priced excess",
            )
            for each in found.tiers
        ),
        seconds=found.seconds,
        seed=known.seed,
        deterministic=False,
        deterministic_budget=None,
        solver_version=known.solver_version,
        problem_digest=found.problem.digest(),
        input_digest=found.problem.digest(),
    )

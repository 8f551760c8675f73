"""The figures of a roster: measures by agent and queue, coverage by queue and interval, who is on duty."""

import uuid
from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray

from app import rows
from app.database import TenantSession
from app.rosters.judge import covered
from app.rosters.schemas import Duty, QueueCoverage, RosterCoverage, RosterDuties, RosterMeasures
from app.rosters.service import document_of
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import Roster, RosterDocument
from solver.domain.coverage import TENTHS
from solver.domain.roster import Assignment
from solver.domain.roster import Roster as Assignments
from solver.duties import duties_of
from solver.rules.escalation_duty import EscalationDuty


def measures_of(session: TenantSession, roster_id: uuid.UUID) -> RosterMeasures:
    """What was measured of the roster as it is now; raises NotFound and RosterNotBuilt."""
    roster = rows.find(session, Roster, roster_id)
    document = document_of(session, roster)
    return RosterMeasures(
        roster_id=roster.id,
        version=roster.version,
        problem_digest=document.report.problem_digest,
        measures=document.judgement.measures,
        agents={agent.id: agent.name for agent in document.problem.agents},
        queues={queue.id: queue.name for queue in document.problem.queues},
    )


def coverage_of_roster(session: TenantSession, roster_id: uuid.UUID) -> RosterCoverage:
    """Scheduled against required in every interval; raises NotFound and RosterNotBuilt."""
    roster = rows.find(session, Roster, roster_id)
    document = document_of(session, roster)
    coverage = covered(document, assignments_of(shifts_of(session, roster.id)))
    measures, axis = document.judgement.measures, document.problem.axis
    summaries = {summary.queue: summary for summary in measures.queues}
    return RosterCoverage(
        roster_id=roster.id,
        version=roster.version,
        zone=roster.zone,
        interval_minutes=document.problem.interval_minutes,
        starts=tuple(axis.instant(interval) for interval in range(axis.intervals)),
        required_hours=measures.required_hours,
        covered_hours=measures.covered_hours,
        coverage=measures.coverage,
        idle=_agents(coverage.idle),
        queues=tuple(
            QueueCoverage(
                queue_id=uuid.UUID(queue.id),
                queue=queue.name,
                summary=summaries[queue.id],
                required=_agents(coverage.required[row]),
                covered=_agents(coverage.covered[row]),
                short=_agents(coverage.short[row]),
                over=_agents(coverage.over[row]),
                minimum=tuple(coverage.minimum[row].tolist()),
                short_of_minimum=tuple(coverage.short_of_minimum[row].tolist()),
            )
            for row, queue in enumerate(document.problem.queues)
        ),
    )


def duties_of_roster(session: TenantSession, roster_id: uuid.UUID) -> RosterDuties:
    """Who holds the escalation duties its rules ask for; raises NotFound and RosterNotBuilt."""
    roster = rows.find(session, Roster, roster_id)
    document = document_of(session, roster)
    return RosterDuties(
        roster_id=roster.id,
        version=roster.version,
        zone=roster.zone,
        duties=duties_in(document, assignments_of(shifts_of(session, roster.id))),
    )


def duties_in(document: RosterDocument, shifts: Iterable[Assignment]) -> tuple[Duty, ...]:
    """The escalation duties the document's rules ask for, by who is there in these shifts."""
    asked = [rule for rule in document.rule_set.active if isinstance(rule, EscalationDuty)]
    if not asked:
        return ()
    problem, roster = document.problem, Assignments(assignments=tuple(shifts))
    names = {agent.id: agent.name for agent in problem.agents}
    found = (stretch for rule in asked for stretch in duties_of(problem, rule, roster))
    return tuple(
        Duty(
            tier=stretch.tier,
            part=stretch.part,
            agent_id=None if stretch.agent is None else uuid.UUID(stretch.agent),
            agent=None if stretch.agent is None else names[stretch.agent],
            start=stretch.start,
            end=stretch.end,
        )
        for stretch in sorted(found, key=lambda stretch: stretch.start)
    )


def _agents(tenths: NDArray[Any]) -> tuple[float, ...]:
    return tuple(value / TENTHS for value in tenths.tolist())

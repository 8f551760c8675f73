"""Rosters: asking for one, keeping what was built, reading it back, editing and discarding drafts."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_
from sqlmodel import col, select

from app import rows
from app.agents.tables import Agent
from app.database import TenantSession
from app.forecasts.service import queues_with_history
from app.jobs.schemas import job_address
from app.jobs.service import enqueue
from app.jobs.tables import Job, JobState
from app.organizations.tables import Organization
from app.problems import NotFound, ReferenceUnknown
from app.requirements.service import ready_requirement
from app.rosters.judge import evaluated, judged
from app.rosters.locked import check_locked
from app.rosters.problems import (
    RosterNotBuilt,
    RosterNotDraft,
    RuleSetOfAnotherModel,
    TeamUnknown,
    TooFewSites,
)
from app.rosters.schemas import (
    EVERYONE,
    Evaluation,
    Judgement,
    ModelRoster,
    RosterBody,
    RosterFigures,
    RosterRead,
    RosterState,
    RosterView,
    ShiftBody,
    ShiftsBody,
    SideBySide,
    SolveReport,
)
from app.rosters.shift_file import read_shifts
from app.rosters.shifts import assignments_of, shifts_of, shifts_read, write_shifts
from app.rosters.tables import Roster, RosterDocument
from app.rosters.versions import Expected
from app.rule_sets.tables import RuleSet
from solver.domain.problem import Problem
from solver.domain.roster import Roster as Assignments
from solver.domain.time import PlanningPeriod
from solver.presets import CoverageModel
from solver.rules import RuleSet as RuleSetDocument

_BUILT = (RosterState.DRAFT, RosterState.PUBLISHED, RosterState.SUPERSEDED)
_FINAL = [state for state in JobState if state.is_final]
_JOB_ENDED = select(Job.id).where(Job.id == Roster.job_id, col(Job.state).in_(_FINAL)).exists()
_NEVER_BUILT = col(Roster.state) == RosterState.BUILDING


@dataclass(frozen=True, slots=True)
class Made:
    """A roster as the worker made it, with everything it was made from."""

    problem: Problem
    rule_set: RuleSetDocument
    roster: Assignments
    report: SolveReport
    judgement: Judgement
    requirement_id: uuid.UUID
    warnings: tuple[str, ...]


def request_roster(session: TenantSession, body: RosterBody) -> Job:
    """A roster to be built by the job returned, whose subject it is.

    Raises ReferenceUnknown, PlanNotReady, HistoryMissing, NoHistory, TeamUnknown, TooFewSites,
    RuleSetOfAnotherModel, RosterNotBuilt and LockedShiftRefused.
    """
    queue_ids = checked(session, body)
    roster_id = uuid.uuid4()
    job = enqueue(session, "build_roster", roster_id)
    roster = draft_of(session, body, queue_ids, job.id)
    roster.id = roster_id
    period = PlanningPeriod(first_date=roster.first_date, days=roster.days, zone=roster.zone)
    check_locked(session, body.locked, period)
    session.add(roster)
    session.flush()
    return job


def checked(session: TenantSession, body: RosterBody) -> tuple[uuid.UUID, ...]:
    """The queues that ``body`` is about, once its rules, its team and its predecessor are known to do.

    Raises ReferenceUnknown, PlanNotReady, HistoryMissing, NoHistory, TeamUnknown, TooFewSites,
    RuleSetOfAnotherModel and RosterNotBuilt.
    """
    queue_ids = _queue_ids(session, body)
    _check_rule_set(session, body)
    _check_team(session, body)
    _parent(session, body)
    return queue_ids


def draft_of(
    session: TenantSession, body: RosterBody, queue_ids: tuple[uuid.UUID, ...], job_id: uuid.UUID
) -> Roster:
    """The row of a roster that is still to be built by that job; it is not added to the session."""
    parent = _parent(session, body)
    organization = session.get_one(Organization, session.organization_id)
    return Roster(
        organization_id=session.organization_id,
        team=body.team,
        coverage_model=body.coverage_model,
        first_date=body.first_date,
        days=body.days,
        zone=body.zone or organization.zone,
        edition=1 if parent is None else parent.edition + 1,
        parent_id=body.previous_roster_id,
        rule_set_id=body.rule_set_id,
        job_id=job_id,
        asked=body,
        queue_ids=queue_ids,
    )


def keep(session: TenantSession, roster: Roster, made: Made) -> None:
    """``roster`` becomes a draft of what was made."""
    roster.requirement_id = made.requirement_id
    roster.warnings = made.warnings
    roster.figures = RosterFigures.of(made.report.status, made.judgement)
    roster.state = RosterState.DRAFT
    roster.version += 1
    session.add(roster)
    session.add(
        RosterDocument(
            organization_id=session.organization_id,
            roster_id=roster.id,
            problem=made.problem,
            rule_set=made.rule_set,
            options=roster.asked.options,
            report=made.report,
            judgement=made.judgement,
        )
    )
    session.flush()
    write_shifts(session, roster.id, made.roster.assignments)


def locked_row(session: TenantSession, roster_id: uuid.UUID) -> Roster:
    """The roster, kept from other writers until the transaction ends; raises NotFound."""
    chosen = select(Roster).where(Roster.id == roster_id).with_for_update()
    roster = session.exec(chosen.execution_options(populate_existing=True)).one_or_none()
    if roster is None:
        raise NotFound
    return roster


def document_of(session: TenantSession, roster: Roster) -> RosterDocument:
    """What the roster was made from; raises RosterNotBuilt while there is nothing."""
    document = session.get(RosterDocument, (session.organization_id, roster.id))
    if document is None:
        raise RosterNotBuilt(_states(session, [roster])[roster.id], job_address(roster.job_id))
    return document


def replace_shifts(
    session: TenantSession, roster_id: uuid.UUID, shifts: Sequence[ShiftBody], version: Expected
) -> Roster:
    """The draft with these shifts instead of its own, judged anew; raises RosterNotDraft among others."""
    roster = locked_row(session, roster_id)
    version.require(roster.version)
    document = document_of(session, roster)
    if roster.state is not RosterState.DRAFT:
        raise RosterNotDraft(roster.state)
    _check_known(document.problem, shifts)
    assignments = [shift.assignment() for shift in shifts]
    document.judgement = judged(document.problem, document.rule_set, assignments)
    session.add(document)
    write_shifts(session, roster.id, assignments)
    roster.figures = RosterFigures.of(document.report.status, document.judgement)
    roster.edited_at = datetime.now(UTC)
    roster.version += 1
    session.add(roster)
    session.flush()
    return roster


def judgement_of(
    session: TenantSession, roster_id: uuid.UUID, shifts: Sequence[ShiftBody] | None
) -> Judgement:
    """What is wrong with the roster, or with ``shifts`` in its place; nothing is stored."""
    roster = rows.find(session, Roster, roster_id)
    document = document_of(session, roster)
    if shifts is None:
        assignments = assignments_of(shifts_of(session, roster.id))
    else:
        assignments = [shift.assignment() for shift in shifts]
    return judged(document.problem, document.rule_set, assignments)


def evaluation_of(session: TenantSession, roster_id: uuid.UUID, sent: ShiftsBody | bytes) -> Evaluation:
    """Shifts made by any hand in place of the roster's, judged; ``sent`` is a body or a CSV file.

    Nothing is stored. Raises NotFound, RosterNotBuilt, ReferenceUnknown and ShiftFileRefused.
    """
    document = document_of(session, rows.find(session, Roster, roster_id))
    if isinstance(sent, bytes):
        return evaluated(document, read_shifts(sent, document.problem))
    _check_known(document.problem, sent.shifts)
    return evaluated(document, [shift.assignment() for shift in sent.shifts])


def discard(session: TenantSession, roster_id: uuid.UUID) -> None:
    """Delete a roster nobody has been told of; raises RosterNotDraft for any other."""
    roster = locked_row(session, roster_id)
    if roster.published_at is not None:
        raise RosterNotDraft(roster.state)
    rows.remove(session, roster)


def view(session: TenantSession, roster: Roster) -> RosterView:
    """The whole roster; without documents and shifts while it is being built."""
    document = session.get(RosterDocument, (session.organization_id, roster.id))
    read = reads(session, [roster])[0]
    if document is None:
        return RosterView(**dict(read), report=None, rule_set=None, options=None, violations=(), shifts=())
    return RosterView(
        **dict(read),
        report=document.report,
        rule_set=document.rule_set,
        options=document.options,
        violations=document.judgement.violations,
        shifts=shifts_read(document.problem, shifts_of(session, roster.id)),
    )


def reads(session: TenantSession, rosters: Sequence[Roster]) -> list[RosterRead]:
    """What callers read of ``rosters`` in a list."""
    states = _states(session, rosters)
    return [
        RosterRead.model_validate(
            {
                **{
                    name: getattr(roster, name)
                    for name in RosterRead.model_fields
                    if name in Roster.model_fields
                },
                "state": states[roster.id],
                "job": job_address(roster.job_id),
            }
        )
        for roster in rosters
    ]


def in_state(state: RosterState) -> ColumnElement[bool]:
    """The condition that a roster is in ``state``."""
    if state is RosterState.FAILED:
        return and_(_NEVER_BUILT, _JOB_ENDED)
    if state is RosterState.BUILDING:
        return and_(_NEVER_BUILT, not_(_JOB_ENDED))
    return col(Roster.state) == state


def side_by_side(session: TenantSession, first_date: date, days: int, team: str) -> SideBySide:
    """The newest built roster of each coverage model for the period, models in their usual order."""
    found: list[Roster] = []
    for model in CoverageModel:
        newest = (
            select(Roster)
            .where(
                Roster.team == team,
                Roster.first_date == first_date,
                Roster.days == days,
                Roster.coverage_model == model,
                col(Roster.state).in_(_BUILT),
            )
            .order_by(col(Roster.created_at).desc(), col(Roster.id))
            .limit(1)
        )
        found += session.exec(newest).all()
    compared = []
    for read, roster in zip(reads(session, found), found, strict=True):
        document = document_of(session, roster)
        compared.append(
            ModelRoster(roster=read, report=document.report, measures=document.judgement.measures)
        )
    digests = {each.report.problem_digest for each in compared}
    return SideBySide(
        first_date=first_date,
        days=days,
        team=team,
        same_problem=len(compared) > 1 and len(digests) == 1,
        rosters=tuple(compared),
    )


def team_condition(team: str) -> ColumnElement[bool] | None:
    """The condition that an agent belongs to the team, None for the team of everyone."""
    return None if team == EVERYONE else col(Agent.tags).op("@>")(func.jsonb_build_array(team))


def _states(session: TenantSession, rosters: Iterable[Roster]) -> dict[uuid.UUID, RosterState]:
    states = {roster.id: roster.state for roster in rosters}
    waiting = [key for key, state in states.items() if state is RosterState.BUILDING]
    failed = select(Roster.id).where(col(Roster.id).in_(waiting), in_state(RosterState.FAILED))
    states.update(dict.fromkeys(session.exec(failed), RosterState.FAILED) if waiting else {})
    return states


def _queue_ids(session: TenantSession, body: RosterBody) -> tuple[uuid.UUID, ...]:
    if body.requirement_id is None:
        return tuple(queues_with_history(session, body.queues))
    return tuple(ready_requirement(session, body.requirement_id, "requirement_id").queue_ids)


def _check_rule_set(session: TenantSession, body: RosterBody) -> None:
    if body.rule_set_id is None:
        return
    rule_set = session.get(RuleSet, body.rule_set_id)
    if rule_set is None:
        raise ReferenceUnknown(field="rule_set_id")
    if rule_set.coverage_model is not body.coverage_model:
        raise RuleSetOfAnotherModel(rule_set.coverage_model)


def _check_team(session: TenantSession, body: RosterBody) -> None:
    condition: Any = team_condition(body.team)
    if condition is not None and session.exec(select(Agent.id).where(condition).limit(1)).first() is None:
        raise TeamUnknown(body.team)
    if body.coverage_model is CoverageModel.FOLLOW_THE_SUN and body.rule_set_id is None:
        at_sites = select(Agent.site_id).where(col(Agent.site_id).is_not(None)).distinct()
        sites = session.exec(at_sites if condition is None else at_sites.where(condition)).all()
        if len(sites) < 2:
            raise TooFewSites(len(sites))


def _check_known(problem: Problem, shifts: Sequence[ShiftBody]) -> None:
    """Raises ReferenceUnknown for the first shift of somebody the problem does not know."""
    known = {agent.id for agent in problem.agents}
    for number, shift in enumerate(shifts):
        if str(shift.agent_id) not in known:
            raise ReferenceUnknown(field=f"shifts[{number}].agent_id")


def _parent(session: TenantSession, body: RosterBody) -> Roster | None:
    if body.previous_roster_id is None:
        return None
    parent = session.get(Roster, body.previous_roster_id)
    if parent is None:
        raise ReferenceUnknown(field="previous_roster_id")
    document_of(session, parent)
    return parent

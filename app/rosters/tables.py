"""Rosters as they are kept: the plan, its documents, its shifts, and what people were told of them."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from app.calendars.feed import EventStatus
from app.rosters.schemas import Judgement, RosterBody, RosterFigures, RosterState, SolveReport
from app.tables import Documents, TenantRow, tenant_key, within_tenant, words
from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.roster import Segment
from solver.presets import CoverageModel
from solver.rules import RuleSet


class Roster(TenantRow, table=True):
    """One version of the plan of a team for ``days`` local dates of ``zone`` from ``first_date`` on.

    ``version`` is raised by every change and is what an ETag tells; ``edition`` counts the plans that grew
    out of each other by ``parent_id``. ``figures`` None: its job is not done, or has failed.
    """

    __tablename__ = "roster"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("parent_id", "roster"),
        within_tenant("requirement_id", "requirement"),
        within_tenant("rule_set_id", "rule_set"),
        within_tenant("job_id", "job"),
        CheckConstraint("days BETWEEN 1 AND 91", name="days_from_1_to_91"),
        CheckConstraint("(state = 'building') = (figures IS NULL)", name="figures_when_built"),
        CheckConstraint(
            "(state IN ('published', 'superseded')) = (published_at IS NOT NULL)", name="published_when"
        ),
        # A range of one id stands for the id itself: its GiST operators come with every server.
        ExcludeConstraint(
            (text("uuid_range(organization_id, organization_id, '[]'::text)"), "="),
            (text("uuid_range(md5(team::text)::uuid, md5(team::text)::uuid, '[]'::text)"), "="),
            (text("daterange(first_date, first_date + days)"), "&&"),
            name="ex_roster_published_twice",
            where=text("state = 'published'"),
        ),
        Index("ix_roster_created_at", "organization_id", "created_at", "id"),
        Index("ix_roster_first_date", "organization_id", "team", "first_date"),
    )

    team: str
    coverage_model: CoverageModel = Field(sa_type=words(CoverageModel))
    first_date: date
    days: int
    zone: str
    state: RosterState = Field(default=RosterState.BUILDING, sa_type=words(RosterState))
    version: int = 1
    edition: int = 1
    parent_id: uuid.UUID | None = None
    requirement_id: uuid.UUID | None = None
    rule_set_id: uuid.UUID | None = None
    job_id: uuid.UUID
    asked: RosterBody = Field(sa_type=Documents(RosterBody))
    queue_ids: tuple[uuid.UUID, ...] = Field(sa_type=Documents(tuple[uuid.UUID, ...]))
    warnings: tuple[str, ...] = Field(default=(), sa_type=Documents(tuple[str, ...]))
    figures: RosterFigures | None = Field(default=None, sa_type=Documents(RosterFigures))
    edited_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    published_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class RosterDocument(SQLModel, table=True):
    """What a roster was made from and how it is judged; ``published`` are its bytes as they were published.

    ``report`` is the solver's proof of the roster it made, ``judgement`` is of the shifts as they are now.
    """

    __tablename__ = "roster_document"
    __table_args__: Any = (within_tenant("roster_id", "roster", ondelete="CASCADE"),)

    organization_id: uuid.UUID = Field(primary_key=True)
    roster_id: uuid.UUID = Field(primary_key=True)
    problem: Problem = Field(sa_type=Documents(Problem))
    rule_set: RuleSet = Field(sa_type=Documents(RuleSet))
    options: SolveOptions = Field(sa_type=Documents(SolveOptions))
    report: SolveReport = Field(sa_type=Documents(SolveReport))
    judgement: Judgement = Field(sa_type=Documents(Judgement))
    published: bytes | None = Field(default=None, sa_type=LargeBinary)


class RosterShift(TenantRow, table=True):
    """A shift of a roster; ``segments`` are its breaks, the rest is work on queue."""

    __tablename__ = "roster_shift"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        within_tenant("agent_id", "agent"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index("ix_roster_shift_roster_id", "organization_id", "roster_id", "agent_id", "starts_at"),
    )

    roster_id: uuid.UUID
    agent_id: uuid.UUID
    template: str
    starts_at: datetime
    ends_at: datetime
    segments: tuple[Segment, ...] = Field(default=(), sa_type=Documents(tuple[Segment, ...]))
    paid_minutes: int
    locked: bool = False


class PublishedShift(TenantRow, table=True):
    """A shift as an agent was told of it: ``uid`` stays for life, ``sequence`` rises with every change.

    ``roster_id`` is the roster that said so last. A shift taken away stays as cancelled, so that calendars
    take notice. An agent is never at two places at a time.
    """

    __tablename__ = "published_shift"
    __table_args__: Any = (
        tenant_key(),
        UniqueConstraint("uid"),
        within_tenant("roster_id", "roster"),
        within_tenant("agent_id", "agent"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
        # Deferred: shifts of one agent may change places within one publication.
        ExcludeConstraint(
            (text("uuid_range(agent_id, agent_id, '[]'::text)"), "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name="ex_published_shift_at_two_places",
            where=text("status = 'confirmed'"),
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("ix_published_shift_agent_id", "organization_id", "agent_id", "starts_at"),
        Index("ix_published_shift_roster_id", "organization_id", "roster_id"),
    )

    roster_id: uuid.UUID
    agent_id: uuid.UUID
    uid: str
    local_date: date
    template: str
    starts_at: datetime
    ends_at: datetime
    segments: tuple[Segment, ...] = Field(default=(), sa_type=Documents(tuple[Segment, ...]))
    sequence: int = 0
    status: EventStatus = Field(default=EventStatus.CONFIRMED, sa_type=words(EventStatus))

"""Questions about rosters: asking, keeping the answer, reading it back, making a draft of it."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.fields import Document
from app.forecasts.service import states_of
from app.jobs.schemas import job_address
from app.jobs.service import enqueue
from app.jobs.service import find as find_job
from app.jobs.tables import Job
from app.questions.problems import NothingToAdopt, QuestionNotReady, QuestionUnfinished, RosterOutdated
from app.questions.schemas import QuestionRead
from app.questions.tables import DraftingRow, QuestionRow
from app.rosters.editions import next_edition
from app.rosters.service import Made, document_of, keep, locked_row
from app.rosters.tables import Roster, RosterDocument
from app.rosters.versions import Expected

Row = TypeVar("Row", bound=QuestionRow)
Read = TypeVar("Read", bound=QuestionRead)


class About:
    """The roster that questions are about; its document is read when it is first asked for."""

    def __init__(self, session: TenantSession, roster: Roster) -> None:
        self.session = session
        self.roster = roster

    @cached_property
    def document(self) -> RosterDocument:
        """What the roster was made from; raises RosterNotBuilt."""
        return document_of(self.session, self.roster)

    @cached_property
    def agents(self) -> dict[str, str]:
        """Names by id."""
        return {agent.id: agent.name for agent in self.document.problem.agents}

    @cached_property
    def queues(self) -> dict[str, str]:
        """Names by id."""
        return {queue.id: queue.name for queue in self.document.problem.queues}


@dataclass(frozen=True)
class Questions(Generic[Row, Read]):
    """One kind of question: where it is kept and addressed, which job answers it, what callers read.

    ``columns`` are what a row keeps of a body; ``told`` is what a read says beyond every question's own.
    ``check`` refuses what cannot be answered, and does what a question brings with it. Of a kind asked
    ``once`` the same columns about the same version are one question. ``made`` is what a draft is made of
    where the job has made none itself.
    """

    table: type[Row]
    read: type[Read]
    name: str
    job: str
    outdated: type[RosterOutdated]
    columns: Callable[[Any], Mapping[str, Any]]
    told: Callable[[About, Row], Mapping[str, Any]]
    check: Callable[[About, Any], None] = lambda about, body: None  # noqa: ARG005 - nothing to refuse
    priority: int = 0
    once: bool = False
    made: Callable[[About, Row], Made | None] = lambda about, row: None  # noqa: ARG005 - the job made it

    def address(self, question_id: uuid.UUID) -> str:
        """Where callers read the question."""
        return f"/v1/{self.name}s/{question_id}"

    def ask(
        self, session: TenantSession, roster_id: uuid.UUID, body: Document, version: Expected | None = None
    ) -> Job:
        """The job that answers for the roster as it is now, whose subject is the question.

        Raises NotFound, RosterNotBuilt, what ``check`` raises and, where ``version`` names another one,
        PreconditionFailed.
        """
        # Locked, so that two who ask the same are given the same job.
        about = About(session, locked_row(session, roster_id))
        _ = about.document
        if version is not None:
            version.require(about.roster.version)
        self.check(about, body)
        key = {"roster_id": roster_id, "roster_version": about.roster.version, **self.columns(body)}
        row = session.exec(select(self.table).filter_by(**key)).first() if self.once else None
        if row is not None:
            job = find_job(session, row.job_id)
            if row.ready_at is not None or not job.state.is_final:
                return job
            row.job_id = enqueue(session, self.job, row.id, priority=self.priority).id
        else:
            question_id = uuid.uuid4()
            job = enqueue(session, self.job, question_id, priority=self.priority)
            owner = session.organization_id
            row = self.table(id=question_id, organization_id=owner, job_id=job.id, **key)
        session.add(row)
        session.flush()
        return find_job(session, row.job_id)

    def answered(self, session: TenantSession, row: Row, document: Document) -> str:
        """``row`` is ready with its answer; its address."""
        row.document = document
        row.ready_at = datetime.now(UTC)
        session.add(row)
        session.flush()
        return self.address(row.id)

    def of_roster(self, session: TenantSession, roster_id: uuid.UUID) -> list[Read]:
        """The questions about a roster, newest first; raises NotFound."""
        roster = rows.find(session, Roster, roster_id)
        chosen = select(self.table).where(self.table.roster_id == roster.id)
        ordered = chosen.order_by(col(self.table.created_at).desc(), col(self.table.id))
        return self.reads(session, roster, session.exec(ordered).all())

    def view(self, session: TenantSession, question_id: uuid.UUID) -> Read:
        """One question; raises NotFound."""
        row = rows.find(session, self.table, question_id)
        [read] = self.reads(session, rows.find(session, Roster, row.roster_id), [row])
        return read

    def newest(self, session: TenantSession, roster: Roster, *conditions: Any) -> Read | None:
        """The question that was ready last of those about the roster, or of those that meet the conditions;
        None before there is any.
        """
        ready = select(self.table).where(col(self.table.ready_at).is_not(None))
        chosen = ready.where(*(conditions or (self.table.roster_id == roster.id,)))
        row = session.exec(chosen.order_by(col(self.table.ready_at).desc()).limit(1)).first()
        return None if row is None else self.view(session, row.id)

    def remove(self, session: TenantSession, question_id: uuid.UUID) -> None:
        """Delete the question, not what became of it; raises NotFound and QuestionUnfinished."""
        row = rows.find(session, self.table, question_id)
        job = find_job(session, row.job_id)
        if not job.state.is_final:
            raise QuestionUnfinished(job_address(job.id))
        rows.remove(session, row)

    def reads(self, session: TenantSession, roster: Roster, found: Sequence[Row]) -> list[Read]:
        """What callers read of questions about one roster."""
        about, states = About(session, roster), states_of(session, found)
        return [
            self.read.model_validate(
                {
                    **{name: getattr(row, name, None) for name in self.read.model_fields},
                    "state": states[row.id],
                    # Publishing raises the version too, and leaves the shifts as they are.
                    "current": roster.edited_at is None or roster.edited_at < row.created_at,
                    "job": job_address(row.job_id),
                    **self.told(about, row),
                }
            )
            for row in found
        ]

    def require_current(self, row: Row, roster: Roster) -> None:
        """Raises the kind's own RosterOutdated when the roster has another version than was asked about."""
        if roster.version != row.roster_version:
            raise self.outdated(row.roster_version, roster.version)

    def adopt(self, session: TenantSession, question_id: uuid.UUID, version: Expected) -> Roster:
        """The draft that the answer's roster becomes, or has become: asking twice is asking once.

        Raises NotFound, VersionMissing, PreconditionFailed, QuestionNotReady, NothingToAdopt, and the kind's
        RosterOutdated when the roster is no longer the one that was asked about.
        """
        found = rows.find(session, self.table, question_id)
        # Locked, so that two who adopt the same are given the same draft.
        roster = locked_row(session, found.roster_id)
        session.refresh(found)
        version.require(roster.version)
        self.require_current(found, roster)
        row: QuestionRow = found
        if row.ready_at is None:
            raise QuestionNotReady(states_of(session, [row])[row.id], job_address(row.job_id))
        if not isinstance(row, DraftingRow):
            raise NothingToAdopt
        if row.result_roster_id is not None:
            return rows.find(session, Roster, row.result_roster_id)
        made = self.made(About(session, roster), found)
        if made is None:
            raise NothingToAdopt
        return keep_draft(session, row, made)


def keep_draft(session: TenantSession, row: DraftingRow, made: Made) -> Roster:
    """What was made becomes a draft whose parent is the roster that was asked about."""
    draft = next_edition(session, rows.find(session, Roster, row.roster_id), row.job_id)
    keep(session, draft, made)
    row.result_roster_id = draft.id
    session.add(row)
    session.flush()
    return draft

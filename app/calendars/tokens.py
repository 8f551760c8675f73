"""Secret addresses of feeds: issued, rotated, revoked, recognised, and kept out of logs."""

import hashlib
import logging
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select, update

from app.calendars.schemas import FeedAddress
from app.calendars.tables import FeedToken
from app.database import TenantSession
from app.problems import NotFound

_IN_A_PATH = re.compile(r"(/calendars/)[^/?\s]+")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FeedSubject:
    """What a feed is of: one agent, one team or one roster."""

    agent_id: uuid.UUID | None = None
    team: str | None = None
    roster_id: uuid.UUID | None = None

    @property
    def name(self) -> str:
        """The subject as one word, unique in its organization."""
        return f"agent-{self.agent_id or ''} team-{self.team or ''} roster-{self.roster_id or ''}"


def issue(session: TenantSession, subject: FeedSubject) -> FeedAddress:
    """A new secret address of the feed; an older one is worthless from now on."""
    _revoke(session, subject)
    token = secrets.token_urlsafe(32)
    row = FeedToken(
        organization_id=session.organization_id,
        agent_id=subject.agent_id,
        team=subject.team,
        roster_id=subject.roster_id,
        token_sha256=_digest(token),
    )
    session.add(row)
    session.flush()
    return FeedAddress(path=f"/calendars/{token}.ics", created_at=row.created_at)


def revoke(session: TenantSession, subject: FeedSubject) -> None:
    """Make the address of the feed worthless; raises NotFound when there is none."""
    if not _revoke(session, subject):
        raise NotFound


def recognised(engine: Engine, token: str) -> tuple[uuid.UUID, FeedSubject]:
    """The organization and subject of a token; raises NotFound for unknown and revoked ones alike."""
    if not _TOKEN.fullmatch(token):
        raise NotFound
    digest = _digest(token)
    with Session(engine) as session:
        # Before the token is known there is no tenant: a policy shows the one row that was presented.
        session.execute(text("SELECT set_config('app.feed_token', :digest, true)"), {"digest": digest.hex()})
        row = session.exec(select(FeedToken).where(FeedToken.token_sha256 == digest)).one_or_none()
        if row is None or row.revoked_at is not None:
            raise NotFound
        return row.organization_id, FeedSubject(row.agent_id, row.team, row.roster_id)


class WithoutTokens(logging.Filter):
    """Writes access logs with the secret of a feed's address left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _IN_A_PATH.sub(r"\1…", each) if isinstance(each, str) else each for each in record.args
            )
        return True


def _revoke(session: TenantSession, subject: FeedSubject) -> bool:
    valid = (
        select(FeedToken)
        .where(
            col(FeedToken.agent_id).is_not_distinct_from(subject.agent_id),
            col(FeedToken.team).is_not_distinct_from(subject.team),
            col(FeedToken.roster_id).is_not_distinct_from(subject.roster_id),
            col(FeedToken.revoked_at).is_(None),
        )
        .with_for_update()
    )
    found = [row.id for row in session.exec(valid)]
    session.execute(
        update(FeedToken).where(col(FeedToken.id).in_(found)).values(revoked_at=datetime.now(UTC))
    )
    return bool(found)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()

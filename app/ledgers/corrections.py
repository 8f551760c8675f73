"""Manual corrections of the fairness ledger: written once, with a reason and an author, and read back."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlmodel import col, select

from app import rows
from app.access.service import Access
from app.access.tables import ApiKey
from app.agents.tables import Agent
from app.database import TenantSession
from app.ledgers.problems import LedgerBelowZero
from app.ledgers.schemas import CorrectionBody, CorrectionRead, LedgerKind
from app.ledgers.tables import LedgerCorrection, LedgerEntry
from app.problems import ReferenceUnknown
from app.rosters.schemas import RosterState
from app.rosters.tables import Roster
from solver.domain.people import Burden
from solver.living.ledger import Correction, totals_of

ADMINISTRATOR = "administrator"
"""The author of what is done without a key, on the machine itself."""


def correct(session: TenantSession, body: CorrectionBody, access: Access) -> CorrectionRead:
    """A new correction by whoever ``access`` is; raises ReferenceUnknown and LedgerBelowZero."""
    # Locked, so that two corrections do not both take off what is there once.
    locked = select(Agent).where(Agent.id == body.agent_id).with_for_update()
    if session.exec(locked).one_or_none() is None:
        raise ReferenceUnknown(field="agent_id")
    known = _known(session, body.agent_id)[body.kind]
    if known + body.amount < 0:
        raise LedgerBelowZero(body.kind, known)
    key = None if access.key_id is None else rows.find(session, ApiKey, access.key_id)
    row = LedgerCorrection(
        organization_id=session.organization_id,
        **dict(body),
        author=ADMINISTRATOR if key is None else key.name,
        author_key_id=access.key_id,
    )
    session.add(row)
    session.flush()
    return _read(row)


def listed(
    session: TenantSession, first_date: date | None, last_date: date | None, agent_id: uuid.UUID | None
) -> list[CorrectionRead]:
    """The corrections of dates in the span, of one agent or of all, the newest first."""
    return [_read(row) for row in reversed(_between(session, first_date, last_date, agent_id))]


def corrections_between(session: TenantSession, first_date: date, last_date: date) -> list[Correction]:
    """The corrections of dates in the span, both ends included, as the library knows them."""
    return [_correction(row) for row in _between(session, first_date, last_date, None)]


def carried_corrections(
    corrections: Iterable[Correction],
) -> tuple[Mapping[str, int], Mapping[str, Mapping[Burden, int]]]:
    """By agent: what is added to refused wishes, and to each kind of unpopular work."""
    wishes: defaultdict[str, int] = defaultdict(int)
    burdens: defaultdict[str, dict[Burden, int]] = defaultdict(dict)
    for each in corrections:
        if each.kind == LedgerKind.REFUSED_WISHES:
            wishes[each.agent] += each.amount
        else:
            known = burdens[each.agent]
            known[Burden(each.kind)] = known.get(Burden(each.kind), 0) + each.amount
    return wishes, burdens


def _known(session: TenantSession, agent_id: uuid.UUID) -> dict[str, int]:
    """All that published rosters and corrections say of an agent."""
    entries = (
        select(LedgerEntry)
        .join(Roster, col(Roster.id) == LedgerEntry.roster_id)
        .where(LedgerEntry.agent_id == agent_id, Roster.state == RosterState.PUBLISHED)
    )
    corrections = map(_correction, _between(session, None, None, agent_id))
    return totals_of((row.entry for row in session.exec(entries)), corrections)


def _between(
    session: TenantSession, first_date: date | None, last_date: date | None, agent_id: uuid.UUID | None
) -> Sequence[LedgerCorrection]:
    chosen = select(LedgerCorrection).order_by(
        col(LedgerCorrection.date), col(LedgerCorrection.created_at), col(LedgerCorrection.id)
    )
    if first_date is not None:
        chosen = chosen.where(col(LedgerCorrection.date) >= first_date)
    if last_date is not None:
        chosen = chosen.where(col(LedgerCorrection.date) <= last_date)
    if agent_id is not None:
        chosen = chosen.where(LedgerCorrection.agent_id == agent_id)
    return session.exec(chosen).all()


def _correction(row: LedgerCorrection) -> Correction:
    return Correction(agent=str(row.agent_id), kind=row.kind, amount=row.amount)


def _read(row: LedgerCorrection) -> CorrectionRead:
    return CorrectionRead(**{name: getattr(row, name) for name in CorrectionRead.model_fields})

"""Trades: proposed, bid for, answered, decided; each step judged on the roster as it is, and written down."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlmodel import col, or_, select

from app import rows
from app.database import TenantSession
from app.problems import NotFound, ReferenceUnknown
from app.replacements.problems import ShiftUnknown
from app.replacements.schemas import ShiftName
from app.rosters.schemas import RosterState
from app.rosters.service import document_of
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import Roster, RosterDocument
from app.trades.making import make
from app.trades.problems import NotYourTrade, TradeDecided, TradeNotAccepted, TradeRefused
from app.trades.schemas import (
    BidRead,
    TradeAction,
    TradeBody,
    TradeEventRead,
    TradeRead,
    TradeSettingsBody,
    TradeState,
    TradeView,
)
from app.trades.tables import Trade, TradeBid, TradeEvent, TradeSettingsRow
from solver.domain.roster import Assignment
from solver.domain.roster import Roster as Assignments
from solver.living.trade import Outcome, Situation, TradeKind, Verdict
from solver.living.trade import Trade as TradeDocument
from solver.living.trades import TradeJudge

_WEEK = timedelta(days=7)


class Desk:
    """Where the trades of one organization are handled, on behalf of the bearer of a key."""

    def __init__(self, session: TenantSession, key_id: uuid.UUID | None) -> None:
        self._session = session
        self._key_id = key_id
        self.settings = settings_of(session)

    def propose(self, body: TradeBody) -> Trade:
        """A new trade. What is refused outright is kept as such, with every reason.

        Raises NotFound, ReferenceUnknown and ShiftUnknown.
        """
        trade = self.drafted(body)
        self._session.add(trade)
        self._session.flush()
        verdict = None
        if trade.receiver_id is not None or trade.kind is TradeKind.ALTERNATIVE:
            verdict = self.verdict(trade, acting=body.acting_agent_id)
            trade.verdict = verdict
        self._tell(trade, TradeAction.PROPOSED, body.acting_agent_id, body.note, verdict)
        if verdict is not None and verdict.outcome is Outcome.REFUSED:
            trade.state = TradeState.REFUSED
        elif trade.kind is TradeKind.ALTERNATIVE or (
            trade.kind is TradeKind.OPEN_SHIFT and trade.receiver_id is not None
        ):
            # Nobody else has to agree.
            self._agree(trade, verdict)
        self._session.flush()
        return trade

    def drafted(self, body: TradeBody) -> Trade:
        """The trade as it would be kept; raises NotFound, ReferenceUnknown and ShiftUnknown."""
        roster = rows.find(self._session, Roster, body.roster_id)
        document = document_of(self._session, roster)
        known = {agent.id for agent in document.problem.agents}
        if body.receiver_id is not None and str(body.receiver_id) not in known:
            raise ReferenceUnknown(field="receiver_id")
        given = body.open_shift.assignment() if body.open_shift is not None else None
        if body.given is not None:
            given = self._named(roster, body.given, "given")
        if given is None:
            raise ShiftUnknown("given")
        taken = body.wanted.assignment() if body.wanted is not None else None
        if body.taken is not None:
            taken = self._named(roster, body.taken, "taken")
        return Trade(
            organization_id=self._session.organization_id,
            kind=body.kind,
            roster_id=roster.id,
            initiator_id=None if body.given is None else body.given.agent_id,
            receiver_id=body.receiver_id,
            addressed=body.receiver_id is not None,
            given=given,
            taken=taken,
            expires_at=body.expires_at,
        )

    def verdict(
        self,
        trade: Trade,
        *,
        acting: uuid.UUID | None,
        receiver_id: uuid.UUID | None = None,
        accepting: bool = False,
    ) -> Verdict:
        """What is to be said of the trade on the roster as it is now."""
        roster, document = self._current(trade)
        shifts = tuple(assignments_of(shifts_of(self._session, roster.id)))
        judge = TradeJudge(
            document.problem, document.rule_set, Assignments(assignments=shifts), self.settings
        )
        receiver = receiver_id or trade.receiver_id
        people = [str(each) for each in (trade.initiator_id, receiver) if each is not None]
        situation = Situation(
            now=datetime.now(UTC),
            published=roster.state is RosterState.PUBLISHED,
            decided=trade.state.is_final,
            expires=trade.expires_at,
            acting=None if acting is None else str(acting),
            accepting=accepting,
            addressed=str(trade.receiver_id) if trade.addressed and trade.receiver_id else None,
            trades_this_week={each: self._trades_of(uuid.UUID(each), trade) for each in people},
        )
        return judge.verdict(_document(trade, receiver), situation)

    def bid(self, trade: Trade, agent_id: uuid.UUID, note: str) -> None:
        """The agent would take the shift; raises TradeRefused where they cannot, and TradeDecided."""
        self._require_open(trade, TradeState.OPEN)
        verdict = self.verdict(trade, acting=agent_id, receiver_id=agent_id, accepting=True)
        self._tell(trade, TradeAction.BID, agent_id, note, verdict)
        if verdict.outcome is Outcome.REFUSED:
            raise _refused(verdict)
        known = self._session.exec(
            select(TradeBid).where(TradeBid.trade_id == trade.id, TradeBid.agent_id == agent_id)
        ).one_or_none()
        bid = known or TradeBid(
            organization_id=self._session.organization_id,
            trade_id=trade.id,
            agent_id=agent_id,
            verdict=verdict,
        )
        bid.verdict = verdict
        self._session.add(bid)
        self._session.flush()

    def accept(self, trade: Trade, agent_id: uuid.UUID | None, note: str) -> None:
        """The other side agrees: the trade is made, or waits for a manager where it is to be reviewed.

        Raises TradeRefused, TradeDecided, and TradeNotAccepted where nobody is named.
        """
        self._require_open(trade, TradeState.OPEN)
        receiver_id = trade.receiver_id or agent_id
        if receiver_id is None:
            raise TradeNotAccepted
        verdict = self.verdict(trade, acting=agent_id, receiver_id=receiver_id, accepting=True)
        self._tell(trade, TradeAction.ACCEPTED, agent_id, note, verdict)
        if verdict.outcome is Outcome.REFUSED:
            raise _refused(verdict)
        trade.receiver_id, trade.verdict = receiver_id, verdict
        self._agree(trade, verdict)
        self._session.flush()

    def decline(self, trade: Trade, agent_id: uuid.UUID | None, note: str) -> None:
        """The one it was offered to says no; raises NotYourTrade and TradeDecided."""
        self._require_open(trade, TradeState.OPEN)
        if agent_id is not None and agent_id != trade.receiver_id:
            raise NotYourTrade("the agent it was offered to, or a manager,")
        trade.state = TradeState.DECLINED
        self._tell(trade, TradeAction.DECLINED, agent_id, note, None)

    def withdraw(self, trade: Trade, agent_id: uuid.UUID | None, note: str) -> None:
        """Whoever proposed it takes it back; raises NotYourTrade and TradeDecided."""
        self._require_open(trade, TradeState.OPEN, TradeState.ACCEPTED)
        if agent_id is not None and agent_id != trade.initiator_id:
            raise NotYourTrade("the agent who proposed it, or a manager,")
        trade.state = TradeState.WITHDRAWN
        self._tell(trade, TradeAction.WITHDRAWN, agent_id, note, None)

    def approve(self, trade: Trade, agent_id: uuid.UUID | None, note: str) -> None:
        """A manager has the trade made, for the bidder chosen; raises TradeRefused, TradeDecided and
        TradeNotAccepted.
        """
        self._require_open(trade, TradeState.OPEN, TradeState.ACCEPTED)
        receiver_id = agent_id or trade.receiver_id
        if receiver_id is None and trade.kind is not TradeKind.ALTERNATIVE:
            raise TradeNotAccepted
        verdict = self.verdict(trade, acting=None, receiver_id=receiver_id, accepting=True)
        self._tell(trade, TradeAction.APPROVED, None, note, verdict)
        if verdict.outcome is Outcome.REFUSED:
            raise _refused(verdict)
        trade.receiver_id, trade.verdict = receiver_id, verdict
        self._make(trade)
        self._session.flush()

    def refuse(self, trade: Trade, note: str) -> None:
        """A manager says no; raises TradeDecided."""
        self._require_open(trade, TradeState.OPEN, TradeState.ACCEPTED)
        trade.state = TradeState.REFUSED
        self._tell(trade, TradeAction.REFUSED, None, note, None)

    def _agree(self, trade: Trade, verdict: Verdict | None) -> None:
        """Both sides agree: made at once where nothing is to be reviewed."""
        if verdict is not None and verdict.outcome is Outcome.ALLOWED and self.settings.auto_approve:
            self._make(trade)
        else:
            trade.state = TradeState.ACCEPTED
            self._session.add(trade)

    def _make(self, trade: Trade) -> None:
        roster, document = self._current(trade)
        judge = TradeJudge(
            document.problem,
            document.rule_set,
            Assignments(assignments=tuple(assignments_of(shifts_of(self._session, roster.id)))),
            self.settings,
        )
        after = judge.after(_document(trade, trade.receiver_id))
        trade.result_roster_id = make(self._session, roster, document, after, trade.id)
        trade.state = TradeState.APPROVED
        self._session.add(trade)

    def _current(self, trade: Trade) -> tuple[Roster, RosterDocument]:
        """The published edition of the roster the trade is about, else that roster itself."""
        asked = rows.find(self._session, Roster, trade.roster_id)
        published = select(Roster).where(
            Roster.team == asked.team,
            Roster.first_date == asked.first_date,
            Roster.days == asked.days,
            Roster.state == RosterState.PUBLISHED,
        )
        roster = self._session.exec(published.with_for_update()).first() or asked
        return roster, document_of(self._session, roster)

    def _trades_of(self, agent_id: uuid.UUID, trade: Trade) -> int:
        """Trades of the agent that were made in the seven days around the shift's own week."""
        start = trade.given.start
        monday = start - timedelta(days=start.weekday(), hours=start.hour, minutes=start.minute)
        made = select(Trade).where(
            Trade.state == TradeState.APPROVED,
            or_(Trade.initiator_id == agent_id, Trade.receiver_id == agent_id),
        )
        return sum(
            monday <= each.given.start < monday + _WEEK and each.id != trade.id
            for each in self._session.exec(made)
        )

    def _named(self, roster: Roster, name: ShiftName, field: str) -> Assignment:
        for shift in assignments_of(shifts_of(self._session, roster.id)):
            if (shift.agent, shift.start) == (str(name.agent_id), name.start):
                return shift
        raise ShiftUnknown(field)

    def _require_open(self, trade: Trade, *states: TradeState) -> None:
        if trade.state not in states:
            raise TradeDecided(trade.state)
        self._session.add(trade)

    def _tell(
        self,
        trade: Trade,
        action: TradeAction,
        agent_id: uuid.UUID | None,
        note: str,
        verdict: Verdict | None,
    ) -> None:
        self._session.add(
            TradeEvent(
                organization_id=self._session.organization_id,
                trade_id=trade.id,
                action=action,
                agent_id=agent_id,
                key_id=self._key_id,
                note=note,
                outcome=None if verdict is None else verdict.outcome,
                codes=() if verdict is None else _codes(verdict),
            )
        )
        self._session.flush()


def settings_of(session: TenantSession) -> TradeSettingsBody:
    """What the organization allows; the defaults until somebody has said otherwise."""
    row = session.exec(select(TradeSettingsRow)).one_or_none()
    return TradeSettingsBody() if row is None else row.settings


def replace_settings(session: TenantSession, settings: TradeSettingsBody) -> TradeSettingsBody:
    """From now on this is allowed."""
    row = session.exec(select(TradeSettingsRow).with_for_update()).one_or_none()
    if row is None:
        row = TradeSettingsRow(organization_id=session.organization_id, settings=settings)
    row.settings = settings
    session.add(row)
    session.flush()
    return settings


def locked(session: TenantSession, trade_id: uuid.UUID) -> Trade:
    """The trade, kept from other writers until the transaction ends; raises NotFound."""
    chosen = select(Trade).where(Trade.id == trade_id).with_for_update()
    trade = session.exec(chosen.execution_options(populate_existing=True)).one_or_none()
    if trade is None:
        raise NotFound
    return trade


def view(session: TenantSession, trade: Trade) -> TradeView:
    """The trade with its bids and its history."""
    bids = session.exec(
        select(TradeBid).where(TradeBid.trade_id == trade.id).order_by(col(TradeBid.created_at))
    )
    events = session.exec(
        select(TradeEvent)
        .where(TradeEvent.trade_id == trade.id)
        .order_by(col(TradeEvent.created_at), col(TradeEvent.id))
    )
    return TradeView(
        **dict(TradeRead.model_validate(trade)),
        bids=tuple(
            BidRead(agent_id=each.agent_id, at=each.created_at, verdict=each.verdict) for each in bids
        ),
        history=tuple(
            TradeEventRead(
                at=each.created_at,
                action=each.action,
                agent_id=each.agent_id,
                key_id=each.key_id,
                note=each.note,
                outcome=each.outcome,
                codes=each.codes,
            )
            for each in events
        ),
    )


def _document(trade: Trade, receiver_id: uuid.UUID | None) -> TradeDocument:
    return TradeDocument(
        kind=trade.kind,
        initiator=None if trade.initiator_id is None else str(trade.initiator_id),
        receiver=None if receiver_id is None else str(receiver_id),
        given=trade.given,
        taken=trade.taken,
    )


def _codes(verdict: Verdict) -> tuple[str, ...]:
    found: Sequence[str] = [each.code for each in (*verdict.refusals, *verdict.reviews)]
    return tuple(dict.fromkeys(found))


def _refused(verdict: Verdict) -> TradeRefused:
    return TradeRefused(
        codes=list(dict.fromkeys(each.code for each in verdict.refusals)),
        refusals=[each.model_dump(mode="json") for each in verdict.refusals],
    )

"""What has happened to the chosen roster: what a repair changed, and the trades that wait for somebody."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from app.agents.tables import Agent
from app.database import TenantSession
from app.repairs.tables import Repair
from app.rosters.tables import Roster
from app.trades.schemas import TradeState
from app.trades.tables import Trade
from app.web.figures import percent, words
from solver.domain.roster import Assignment

MOST_TRADES = 50


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the repair, with what was proved of it."""

    step: str
    value: int
    bound: int
    gap: str
    proved: bool


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A trade that waits: who gives what to whom, and for whose word it waits."""

    kind: str
    state: str
    giver: str
    taker: str
    shifts: str
    notes: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class LivingPart:
    """Changes of the chosen roster, and what may change it next."""

    changes: tuple[str, ...]
    steps: tuple[StepLine, ...]
    trades: tuple[TradeLine, ...]


def living_part(session: TenantSession, roster: Roster) -> LivingPart | None:
    """What the page shows of a living roster; None where nothing has happened."""
    made_by = select(Repair).where(Repair.result_roster_id == roster.id)
    repair = session.exec(made_by.limit(1)).first()
    document = None if repair is None else repair.document
    waiting = (
        select(Trade)
        .where(
            Trade.roster_id == roster.id,
            col(Trade.state).in_((TradeState.OPEN, TradeState.ACCEPTED)),
        )
        .order_by(col(Trade.created_at))
        .limit(MOST_TRADES)
    )
    trades = list(session.exec(waiting))
    if document is None and not trades:
        return None
    names = {str(agent.id): agent.name for agent in session.exec(select(Agent))} if trades else {}
    return LivingPart(
        changes=() if document is None else tuple(change.sentence for change in document.changes),
        steps=()
        if document is None
        else tuple(
            StepLine(words(step.step), step.value, step.bound, percent(step.gap), step.proved)
            for step in document.steps
        ),
        trades=tuple(_trade(trade, names, roster.zone) for trade in trades),
    )


def _trade(trade: Trade, names: dict[str, str], zone: str) -> TradeLine:
    shifts = _shift(trade.given, zone)
    if trade.taken is not None:
        shifts += f" for {_shift(trade.taken, zone)}"
    said = () if trade.verdict is None else (*trade.verdict.refusals, *trade.verdict.reviews)
    return TradeLine(
        kind=words(trade.kind),
        state="waits for a manager" if trade.state is TradeState.ACCEPTED else "waits for an answer",
        giver="nobody" if trade.initiator_id is None else names.get(str(trade.initiator_id), ""),
        taker="anyone" if trade.receiver_id is None else names.get(str(trade.receiver_id), ""),
        shifts=shifts,
        notes=tuple(refusal.message for refusal in said),
        address=f"/v1/trades/{trade.id}",
    )


def _shift(shift: Assignment, zone: str) -> str:
    start, end = shift.start.astimezone(ZoneInfo(zone)), shift.end.astimezone(ZoneInfo(zone))
    return f"{start:%a %d %b %H:%M}–{end:%H:%M}"

"""The fairness ledger on the page: who carries how much of the unpopular work, the worst off first."""

from dataclasses import dataclass
from datetime import timedelta

from app.database import TenantSession
from app.ledgers.schemas import LedgerLine
from app.ledgers.service import MEMORY, ledger
from app.rosters.tables import Roster
from app.web.figures import full_date, words
from solver.living.ledger import KINDS


@dataclass(frozen=True, slots=True)
class FairnessLine:
    """One agent: how many of each kind, beside the fair share of it."""

    rank: int
    agent: str
    shifts: int
    cells: tuple[tuple[int, int], ...]
    above: int


@dataclass(frozen=True, slots=True)
class FairnessPart:
    """The ledger of the weeks up to the chosen roster."""

    lede: str
    kinds: tuple[str, ...]
    lines: tuple[FairnessLine, ...]
    address: str


def fairness_part(session: TenantSession, roster: Roster) -> FairnessPart | None:
    """What the page shows of the ledger; None before anything was published in those weeks."""
    first, last = roster.first_date - MEMORY, roster.first_date + timedelta(days=roster.days - 1)
    found = ledger(session, first, last, roster.team)
    if not found.lines:
        return None
    return FairnessPart(
        lede=(
            f"Published rosters that begin from {full_date(first)} to {full_date(last)}: {found.rosters}. "
            "Behind the slash is the fair share by contract hours; whoever is furthest above it comes first, "
            "and is relieved first when the next roster is solved."
        ),
        kinds=tuple(words(kind) for kind in KINDS),
        lines=tuple(_line(line) for line in found.lines),
        address=f"/v1/fairness-ledger?first_date={first}&last_date={last}&team={roster.team}&format=csv",
    )


def _line(line: LedgerLine) -> FairnessLine:
    balance = line.balance
    return FairnessLine(
        rank=line.rank,
        agent=line.agent,
        shifts=balance.shifts,
        cells=tuple((balance.counts[kind], balance.shares[kind]) for kind in KINDS),
        above=balance.above,
    )

"""The fairness ledger as a CSV file, one row per agent."""

from fastapi.responses import StreamingResponse

from app.formats import csv_answer
from app.ledgers.schemas import LedgerRead
from solver.living.ledger import KINDS

HEADER = (
    *("rank", "agent", "agent_id", "rosters", "shifts", "paid_hours"),
    *(column for kind in KINDS for column in (kind, f"{kind}_corrected", f"{kind}_fair_share")),
    "above_fair_share",
)


def ledger_csv(found: LedgerRead) -> StreamingResponse:
    """Counts beside fair shares, the worst off first."""
    return csv_answer(
        HEADER,
        (
            (
                *(line.rank, line.agent, line.agent_id, line.balance.rosters, line.balance.shifts),
                line.balance.paid_minutes / 60,
                *(
                    value
                    for kind in KINDS
                    for value in (
                        line.balance.counts[kind],
                        line.balance.corrected[kind],
                        line.balance.shares[kind],
                    )
                ),
                line.balance.above,
            )
            for line in found.lines
        ),
    )

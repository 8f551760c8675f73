"""What callers read of the fairness ledger."""

import uuid
from datetime import date

from pydantic import Field

from app.fields import Document
from solver.living.ledger import Balance, Entry


class LedgerLine(Document):
    """One agent's balance; ``rank`` 1 carries most above the fair share and is relieved first."""

    rank: int
    agent_id: uuid.UUID
    agent: str
    balance: Balance


class LedgerRead(Document):
    """The balances over the published rosters that begin in a span of dates, the worst off first."""

    first_date: date
    last_date: date
    team: str | None
    rosters: int
    totals: dict[str, int] = Field(description="All there is of each kind.")
    lines: tuple[LedgerLine, ...]


class LedgerRoster(Document):
    """What one published roster gave one agent."""

    roster_id: uuid.UUID
    first_date: date
    days: int
    team: str
    entry: Entry

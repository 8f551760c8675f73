"""What callers read of the fairness ledger."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictInt, field_validator

from app.fields import Day, Document, Name
from solver.living.ledger import Balance, Entry


class LedgerKind(StrEnum):
    """What is counted against a fair share."""

    NIGHTS = "nights"
    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"
    UNPOPULAR_STARTS = "unpopular_starts"
    REFUSED_WISHES = "refused_wishes"


class CorrectionBody(Document):
    """A manual correction: ``amount`` more of a kind (less, below zero) on a date, and why.

    It counts in every ledger and every next roster whose memory holds the date. It stays for good: what was
    wrong about it is put right by another one.
    """

    agent_id: uuid.UUID
    date: Day
    kind: LedgerKind
    amount: Annotated[StrictInt, Field(ge=-1000, le=1000)]
    reason: Name

    @field_validator("amount")
    @classmethod
    def _something(cls, amount: int) -> int:
        if amount == 0:
            raise ValueError("expected a whole number other than 0")
        return amount


class CorrectionRead(CorrectionBody):
    """A correction as it is kept; ``author`` is the name of the API key it was made with, and
    ``author_key_id`` its id (None: the administrator on the machine itself).
    """

    id: uuid.UUID
    author: str
    author_key_id: uuid.UUID | None
    created_at: datetime


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
    totals: dict[str, int] = Field(description="All there is of each kind, with what was corrected.")
    corrected: dict[str, int] = Field(description="What manual corrections add to it.")
    lines: tuple[LedgerLine, ...]


class LedgerRoster(Document):
    """What one published roster gave one agent."""

    roster_id: uuid.UUID
    first_date: date
    days: int
    team: str
    entry: Entry

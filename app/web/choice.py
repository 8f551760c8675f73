"""What a reader of the page has chosen to look at, kept in its address."""

import uuid
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from app.web.board import Clock


@dataclass(frozen=True, slots=True)
class Choice:
    """The roster, the queue, the board's clock, whose rules on which date; None leaves it to the page."""

    roster: uuid.UUID | None = None
    queue: uuid.UUID | None = None
    clock: Clock = Clock.LOCAL
    agent: uuid.UUID | None = None
    on: date | None = None

    def address(self, anchor: str, **changes: Any) -> str:
        """The address of the page with ``changes`` to what is chosen, at ``anchor``."""
        query = replace(self, **changes).told
        return f"/{'?' if query else ''}{urlencode(query)}#{anchor}"

    @property
    def told(self) -> dict[str, str]:
        """What an address has to say, by the name of the field."""
        chosen = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: str(value) for name, value in chosen.items() if value not in (None, Clock.LOCAL)}


@dataclass(frozen=True, slots=True)
class Link:
    """One of several things to choose from."""

    name: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Period:
    """The dates the page is about."""

    first_date: date
    days: int

    @property
    def last_date(self) -> date:
        return self.first_date + timedelta(days=self.days - 1)

    def holds(self, day: date) -> bool:
        """Whether ``day`` is one of them."""
        return self.first_date <= day <= self.last_date

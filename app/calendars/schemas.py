"""What callers read of a secret calendar feed."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from app.calendars.feed import ActivityDetail
from app.fields import Document


class Breaks(StrEnum):
    """How breaks are shown: not at all, as lines of the shift's description, or as events of their own."""

    NONE = "none"
    LINES = "lines"
    EVENTS = "events"

    @property
    def detail(self) -> ActivityDetail:
        return {
            Breaks.NONE: ActivityDetail.NONE,
            Breaks.LINES: ActivityDetail.DESCRIPTION,
            Breaks.EVENTS: ActivityDetail.EVENTS,
        }[self]


class FeedAddress(Document):
    """The secret address of a feed, told this once; whoever has it can read the calendar."""

    path: str = Field(description="Of this service: put its address in front, and give it to a calendar.")
    created_at: datetime

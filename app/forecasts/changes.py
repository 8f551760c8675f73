"""What a planner changes in a forecast: adjustments, campaigns, deflection."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from app.fields import Document
from forecasting.adjustments import Adjustment, Campaign, Change, Deflection

Share = Annotated[float, Field(ge=0, lt=1)]
Seconds = Annotated[float, Field(ge=0, le=1e6)]


class SelfService(Deflection):
    """Contacts that self-service or a chatbot takes on, of which ``returning_share`` come back to an agent.

    Each of those takes ``hand_over_seconds`` longer than it would have. A share d tried with a share b
    returning leaves V(1 − d + db) of V contacts and V(h − d(1 − b)h_d + dbx) seconds of work: as if
    d(1 − b) of them, taking h_d − xb ÷ (1 − b) seconds each, were gone for good.
    """

    returning_share: Share = 0.0
    hand_over_seconds: Seconds = 0.0

    @model_validator(mode="after")
    def _time_saved_is_known(self) -> Self:
        if self.hand_over_seconds * self.returning_share <= 0:
            return self
        if self.deflected_seconds is None:
            raise ValueError("expected deflected_seconds with hand_over_seconds")
        if self._seconds_gone() < 0:
            raise ValueError("expected hand_over_seconds that cost less than is saved")
        return self

    def for_good(self) -> Deflection:
        """The deflection without return that leaves the same contacts and the same work."""
        return Deflection(
            queue=self.queue,
            start=self.start,
            share=self.share * (1 - self.returning_share),
            deflected_seconds=None if self.deflected_seconds is None else self._seconds_gone(),
            reason=self.reason,
            author=self.author,
        )

    def _seconds_gone(self) -> float:
        extra = self.hand_over_seconds * self.returning_share / (1 - self.returning_share)
        return (self.deflected_seconds or 0.0) - extra


class ForecastChanges(Document):
    """What to change, in this order: adjustments, campaigns, deflections. ``queue`` is an id or a name.

    ``what_if``: to be looked at, staffed and rostered when named, but never taken for a plan by itself.
    """

    adjustments: Annotated[tuple[Adjustment, ...], Field(max_length=500)] = ()
    campaigns: Annotated[tuple[Campaign, ...], Field(max_length=100)] = ()
    deflections: Annotated[tuple[SelfService, ...], Field(max_length=100)] = ()
    what_if: StrictBool = False

    @model_validator(mode="after")
    def _one_at_least(self) -> Self:
        if not (self.adjustments or self.campaigns or self.deflections):
            raise ValueError("expected a change among adjustments, campaigns and deflections")
        return self

    def of_queue(self, queue: str) -> tuple[Change, ...]:
        """The changes that name ``queue`` or none, in their order, each without a name."""
        return tuple(
            each.model_copy(update={"queue": None}) for each in self._each() if each.queue in (None, queue)
        )

    def _each(self) -> Iterator[Change]:
        yield from self.adjustments
        yield from self.campaigns
        for each in self.deflections:
            yield each.for_good()

"""What callers write and read of decisions about findings."""

import uuid
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.fields import Document, Instant, Name
from forecasting.irregularity import Decision, IrregularityKind, Verdict


class FindingDecisionBody(Document):
    """A planner's word on findings of ``kind`` that touch a window of a queue's history.

    ``accept``: treated rightly. ``dismiss``: leave the history alone. ``edit``: treat it so whether or not
    anything was found; an outlier's counts are divided by ``size``, a level break multiplies all before
    ``starts_at`` by it. The latest word on a window counts.
    """

    queue_id: uuid.UUID
    kind: IrregularityKind
    starts_at: Instant
    ends_at: Instant
    verdict: Verdict
    size: Annotated[float, Field(gt=0, le=1000, strict=True)] | None = None
    reason: Name
    author: Name

    @model_validator(mode="after")
    def _a_size_where_one_is_used(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("expected ends_at after starts_at")
        used = self.verdict is Verdict.EDIT and self.kind is not IrregularityKind.OUTAGE
        if used != (self.size is not None):
            raise ValueError("expected size to edit an outlier day or a level break, and only then")
        return self

    def decision(self) -> Decision:
        """The same in the words of forecasting."""
        return Decision(
            kind=self.kind,
            start=self.starts_at,
            end=self.ends_at,
            verdict=self.verdict,
            size=self.size,
            author=self.author,
            reason=self.reason,
        )


class FindingDecisionView(FindingDecisionBody):
    """A decision as it is kept: it is never changed, a later one takes its place."""

    id: uuid.UUID
    created_at: datetime

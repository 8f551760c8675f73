"""What in a history is not ordinary, and what a planner said about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pydantic import AwareDatetime, Field, model_validator

from forecasting.documents import Document
from forecasting.series import Series
from forecasting.wall_clock import day_number

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
# A step is dated by its best fit: a decision about it holds for dates as near as this.
SAME_STEP_DAYS = 7


class IrregularityKind(StrEnum):
    """What was found in a history."""

    OUTAGE = "outage"
    OUTLIER_DAY = "outlier_day"
    LEVEL_BREAK = "level_break"


@dataclass(frozen=True, slots=True)
class Irregularity:
    """Something not ordinary from (``first_day``, ``first_interval``) to (``last_day``, ``last_interval``).

    ``size``: factor on the ordinary volume (outlier day, level break), or contacts expected (outage).
    """

    kind: IrregularityKind
    first_day: int
    first_interval: int
    last_day: int
    last_interval: int
    size: float
    verdict: "Verdict | None" = None


class Verdict(StrEnum):
    """What a planner says to a finding: rightly treated; treat it so instead; leave the history alone."""

    ACCEPT = "accept"
    EDIT = "edit"
    DISMISS = "dismiss"


class Decision(Document):
    """A planner's word on the findings of ``kind`` that touch ``start`` to ``end`` (UTC, end not included).

    ``edit`` does what it says whether or not anything was found: an outage makes the window missing, an
    outlier divides its counts by ``size``, a level break multiplies everything before ``start`` by ``size``.
    """

    kind: IrregularityKind
    start: AwareDatetime
    end: AwareDatetime
    verdict: Verdict
    size: Annotated[float, Field(gt=0, le=1000)] | None = None
    author: Annotated[str, Field(min_length=1, max_length=200)]
    reason: str = ""

    @model_validator(mode="after")
    def _a_size_where_one_is_used(self) -> Self:
        if self.end <= self.start:
            raise ValueError("end: expected a time after start")
        used = self.verdict is Verdict.EDIT and self.kind is not IrregularityKind.OUTAGE
        if used != (self.size is not None):
            raise ValueError("size: give one to edit an outlier or a level break, and only then")
        return self


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions laid onto a series, each with its first and one-past-last cell, from the first day on."""

    series: Series
    windows: tuple[tuple[Decision, int, int], ...]

    @classmethod
    def of(cls, series: Series, decisions: tuple[Decision, ...]) -> Self:
        """Those that begin within the series; what begins later was not known at its end."""
        zone = ZoneInfo(series.zone)

        def cell(moment: datetime) -> int:
            local = moment.astimezone(zone)
            row = day_number(local.date()) - series.first_day
            return row * series.intervals + (local.hour * 60 + local.minute) // series.interval_minutes

        laid = [(one, cell(one.start), cell(one.end)) for one in decisions]
        return cls(series, tuple(one for one in laid if one[1] < series.counts.size and one[2] > 0))

    def on(self, kind: IrregularityKind, first: int, last: int) -> Decision | None:
        """The latest word on findings of ``kind`` between two cells, both included."""
        near = SAME_STEP_DAYS * self.series.intervals if kind is IrregularityKind.LEVEL_BREAK else 0
        for decision, start, end in reversed(self.windows):
            if decision.kind is not kind:
                continue
            if (near and abs(first - start) <= near) or (not near and start <= last and first < end):
                return decision
        return None

    def edited(self, kind: IrregularityKind) -> list[tuple[Irregularity, Mask]]:
        """What was stated, as findings with the cells they cover."""
        stated = []
        for decision, start, end in self.windows:
            if decision.kind is not kind or decision.verdict is not Verdict.EDIT:
                continue
            first, last = max(start, 0), min(end, self.series.counts.size) - 1
            mask = np.zeros(self.series.counts.size, np.bool_)
            mask[first : last + 1] = True
            size = decision.size if decision.size is not None else 0.0
            place = (*divmod(first, self.series.intervals), *divmod(last, self.series.intervals))
            days = self.series.first_day
            found = Irregularity(
                kind, place[0] + days, place[1], place[2] + days, place[3], size, Verdict.EDIT
            )
            stated.append((found, mask.reshape(self.series.counts.shape)))
        return stated

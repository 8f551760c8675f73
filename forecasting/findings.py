"""What was found in a history, told in local dates and UTC times a planner can look up."""

from datetime import datetime

import numpy as np

from forecasting.forecast import Finding, FindingKind
from forecasting.irregularity import Irregularity, IrregularityKind, Verdict
from forecasting.series import Series
from forecasting.wall_clock import WallClock, day_date, moment_of

_REASONS = {
    IrregularityKind.OUTAGE: (
        "open, but no contact for longer than chance allows (less than one in a million)",
        "made missing",
    ),
    IrregularityKind.OUTLIER_DAY: (
        "more than 4 robust deviations and a factor of 1.5 from the same weekday 4 weeks around",
        "made missing",
    ),
    IrregularityKind.LEVEL_BREAK: (
        "volume moved to a new level and stayed there (|t| of at least 5)",
        "history before it multiplied to the new level",
    ),
}


_STATED = {
    IrregularityKind.OUTAGE: ("stated by a planner", "made missing"),
    IrregularityKind.OUTLIER_DAY: ("stated by a planner", "divided by the factor stated"),
    IrregularityKind.LEVEL_BREAK: ("stated by a planner", "history before it multiplied to the new level"),
}


def report_findings(series: Series, found: list[Irregularity], clock: WallClock) -> tuple[Finding, ...]:
    """Irregularities, whole days without data, duplicate rows and contacts while closed, in order of time."""
    findings = [_told(irregularity, series, clock) for irregularity in found] + _gaps(series, clock)
    if series.duplicate_rows:
        findings.append(
            Finding(
                kind=FindingKind.DUPLICATE,
                start=moment_of(series.duplicate_rows[0]),
                end=moment_of(series.duplicate_rows[-1] + series.interval_minutes),
                size=len(series.duplicate_rows),
                action="the last row of each start was used",
                reason="several rows have the same start",
            )
        )
    if series.closed_contacts > 0:
        start, end = _span(series, clock, 0, 0, series.days - 1, series.intervals - 1)
        findings.append(
            Finding(
                kind=FindingKind.CLOSED_CONTACTS,
                start=start,
                end=end,
                size=series.closed_contacts,
                action="left out",
                reason="contacts were recorded in intervals the opening hours call closed",
            )
        )
    return tuple(sorted(findings, key=lambda finding: (finding.start, finding.kind)))


def silent_days(series: Series) -> list[tuple[int, int]]:
    """First and last row of each stretch of open days without a single observation."""
    open_days = np.flatnonzero((series.configured > 0).any(axis=1))
    silent = np.logical_not(series.observed[open_days].any(axis=1))
    edges = np.flatnonzero(np.diff(silent.astype(np.int8), prepend=0, append=0))
    return [(int(open_days[a]), int(open_days[b - 1])) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _told(irregularity: Irregularity, series: Series, clock: WallClock) -> Finding:
    start, end = _span(
        series,
        clock,
        irregularity.first_day - series.first_day,
        irregularity.first_interval,
        irregularity.last_day - series.first_day,
        irregularity.last_interval,
    )
    reason, action = _REASONS[irregularity.kind]
    if irregularity.verdict is Verdict.EDIT:
        reason, action = _STATED[irregularity.kind]
    elif irregularity.verdict is Verdict.DISMISS:
        action = "left as it is"
    return Finding(
        kind=FindingKind(irregularity.kind),
        start=start,
        end=end,
        size=irregularity.size,
        action=action,
        reason=reason,
        verdict=irregularity.verdict,
    )


def _gaps(series: Series, clock: WallClock) -> list[Finding]:
    gaps = []
    for first, last in silent_days(series):
        start, end = _span(series, clock, first, 0, last, series.intervals - 1)
        span = f"{day_date(series.first_day + first)} to {day_date(series.first_day + last)}"
        gaps.append(
            Finding(
                kind=FindingKind.GAP,
                start=start,
                end=end,
                size=last - first + 1,
                action="treated as missing, not as zero",
                reason=f"open days without data: {span}",
            )
        )
    return gaps


def _span(
    series: Series, clock: WallClock, first_row: int, first: int, last_row: int, last: int
) -> tuple[datetime, datetime]:
    """UTC start and end of the cells between two (row, interval) pairs, both included."""
    begin = clock.pieces(series.first_day + first_row, 1, series.interval_minutes)
    finish = clock.pieces(series.first_day + last_row, 1, series.interval_minutes)
    inside = np.flatnonzero(finish.intervals <= last)
    start = begin.starts[begin.intervals >= first][0]
    return moment_of(start), moment_of(finish.starts[inside[-1]] + finish.lengths[inside[-1]])

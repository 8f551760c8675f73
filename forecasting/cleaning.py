"""What in a history is not ordinary: lost feeds, outlier days, level breaks; taken out, undone and told."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames, is_neighbour
from forecasting.level_break import find_level_break
from forecasting.levels import day_levels, log_levels, weekday_expectation, weekday_median
from forecasting.profile import fit_profile
from forecasting.series import Series

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
OUTLIER_SCALES = 4.0
OUTLIER_LEAST_LOG = float(np.log(1.5))
LONGEST_OUTLIER_RUN = 4
LARGEST_OUTLIER_SHARE = 0.1
# −ln 10⁻⁶: a run of zeros less likely than one in a million is no chance.
OUTAGE_SURPRISE = 13.8


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


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The series to learn from. ``scale`` (days,): what each day's counts were multiplied by."""

    series: Series
    scale: Floats
    found: list[Irregularity] = field(default_factory=list)


def clean(series: Series, names: DayNames, *, outliers: bool = True, level_breaks: bool = True) -> Cleaned:
    """Make outages and outlier days missing, and lift the history before a level break to the level after it.

    Nothing is deleted without a trace: everything done is in ``found``, and each step can be switched off.
    """
    own = names.over(series.first_day, series.days)
    found: list[Irregularity] = []
    ordinary = np.array([not name for name in own], np.bool_)
    if not (series.counts.sum() > 0 and (ordinary & series.observed.any(axis=1)).any()):
        return Cleaned(series, np.ones(series.days), found)
    holiday = np.array([bool(name) and not is_neighbour(name) for name in own], np.bool_)
    scale = np.ones(series.days)
    if outliers:
        cells, lost = _outages(series, ordinary, holiday)
        series = series.without(cells)
        found += lost
    if level_breaks:
        levels = day_levels(series, fit_profile(series, ordinary).shares)
        usable = ordinary & np.isfinite(levels)
        step = find_level_break(log_levels(levels), usable, series.weekdays)
        if step is not None:
            size = float(np.exp(step.log_size))
            scale[: step.first_row] = size
            series = series.times(scale[:, None])
            span = (
                series.first_day + step.first_row,
                0,
                series.first_day + series.days - 1,
                series.intervals - 1,
            )
            found.append(Irregularity(IrregularityKind.LEVEL_BREAK, *span, size))
    if outliers:
        # After the break is undone: days beside a step would else look like outliers.
        cells, far = _outlier_days(series, ordinary, holiday)
        series = series.without(cells)
        found += far
    return Cleaned(series, scale, found)


def _outages(series: Series, ordinary: Mask, holiday: Mask) -> tuple[Mask, list[Irregularity]]:
    """Runs of open zeros too long for chance: negative binomial P(all zero) < 10⁻⁶ at the usual level.

    Closed and missing cells neither break nor lengthen a run; holidays may be silent and are left alone.
    """
    profile = fit_profile(series, ordinary)
    levels = day_levels(series, profile.shares)
    usable = ordinary & np.isfinite(levels) & (levels > 0)
    if not usable.any():
        return np.zeros(series.counts.shape, np.bool_), []
    median = weekday_median(levels, usable)
    usual = np.where(np.isfinite(median), median, weekday_expectation(levels, usable, series.weekdays))
    expected = usual[:, None] * profile.shares[series.weekdays] * series.exposure
    cells = np.flatnonzero((series.observed & ~holiday[:, None]).ravel())
    counts, mean = series.counts.ravel()[cells], expected.ravel()[cells]
    silent = counts == 0
    runs = np.cumsum(~silent) * 2 + silent
    labels, run_of = np.unique(runs, return_inverse=True)
    expected_of = np.bincount(run_of, mean * silent, labels.size)
    calm = expected_of[run_of] < OUTAGE_SURPRISE
    excess = ((counts - mean)[calm] ** 2 - mean[calm]).sum() / max((mean[calm] ** 2).sum(), 1e-12)
    spread = float(np.clip(excess, 1e-4, 10.0))
    surprise = np.bincount(run_of, np.log1p(spread * mean) / spread * silent, labels.size)
    lost = (surprise[run_of] >= OUTAGE_SURPRISE) & silent
    mask = np.zeros(series.counts.size, np.bool_)
    mask[cells[lost]] = True
    found = []
    for run in np.unique(run_of[lost]):
        inside = cells[(run_of == run) & silent]
        (first_day, first), (last_day, last) = (
            divmod(int(cell), series.intervals) for cell in inside[[0, -1]]
        )
        where = series.first_day + first_day, first, series.first_day + last_day, last
        found.append(Irregularity(IrregularityKind.OUTAGE, *where, float(expected_of[run])))
    return mask.reshape(series.counts.shape), found


def _outlier_days(series: Series, ordinary: Mask, holiday: Mask) -> tuple[Mask, list[Irregularity]]:
    """Days far from their weekday's median: |q| > 4 s and a factor beyond 1.5; s = 1.4826 MAD of q.

    Five such days of one sign in a row are no outliers but perhaps a new level, and where more than a tenth
    of all days are far, far is ordinary.
    """
    logs = log_levels(day_levels(series, fit_profile(series, ordinary).shares))
    median = weekday_median(logs, ~holiday & np.isfinite(logs))
    judged = np.isfinite(logs) & ~holiday & np.isfinite(median)
    mask = np.zeros(series.counts.shape, np.bool_)
    if not judged.any():
        return mask, []
    q = np.where(judged, logs - median, 0.0)
    scale = 1.4826 * float(np.median(np.abs(q[judged] - np.median(q[judged]))))
    far = judged & (np.abs(q) > max(OUTLIER_SCALES * scale, OUTLIER_LEAST_LOG))
    seen = np.flatnonzero(np.isfinite(logs))
    signs = (np.sign(q) * far)[seen]
    starts = np.flatnonzero(np.diff(signs, prepend=np.nan) != 0)
    for run in np.split(np.arange(signs.size), starts[1:]):
        if signs[run[0]] != 0 and run.size > LONGEST_OUTLIER_RUN:
            far[seen[run]] = False
    if far.sum() > LARGEST_OUTLIER_SHARE * judged.sum():
        return mask, []
    mask[far] = True
    last = series.intervals - 1
    days = np.flatnonzero(far).tolist()
    found = [
        Irregularity(
            IrregularityKind.OUTLIER_DAY,
            series.first_day + day,
            0,
            series.first_day + day,
            last,
            float(np.exp(q[day])),
        )
        for day in days
    ]
    return mask & series.observed, found

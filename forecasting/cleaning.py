"""What in a history is not ordinary: lost feeds, outlier days, level breaks; taken out, undone and told."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames, is_neighbour
from forecasting.irregularity import Decided, Decision, Irregularity, IrregularityKind, Verdict
from forecasting.level_break import FEW_A_DAY, WINDOW_DAYS, find_count_break, find_level_break
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


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The series to learn from. ``scale`` (days,): what each day's counts were multiplied by."""

    series: Series
    scale: Floats
    found: list[Irregularity] = field(default_factory=list)


def clean(
    series: Series,
    names: DayNames,
    *,
    outliers: bool = True,
    level_breaks: bool = True,
    decisions: tuple[Decision, ...] = (),
) -> Cleaned:
    """Make outages and outlier days missing, and lift the history before a level break to the level after it.

    Nothing is deleted without a trace: everything done is in ``found``, each step can be switched off, and
    what a planner decided goes before what was detected.
    """
    own = names.over(series.first_day, series.days)
    found: list[Irregularity] = []
    ordinary = np.array([not name for name in own], np.bool_)
    if not (series.counts.sum() > 0 and (ordinary & series.observed.any(axis=1)).any()):
        return Cleaned(series, np.ones(series.days), found)
    holiday = np.array([bool(name) and not is_neighbour(name) for name in own], np.bool_)
    decided = Decided.of(series, decisions)
    for outage, cells in decided.edited(IrregularityKind.OUTAGE):
        series = series.without(cells)
        found.append(outage)
    for outlier, cells in decided.edited(IrregularityKind.OUTLIER_DAY):
        series = series.times(np.where(cells, 1 / outlier.size, 1.0))
        found.append(outlier)
    if outliers:
        series = _without(series, _outages(series, ordinary, holiday), decided, found)
    series, scale = _level(series, ordinary, decided, found, detect=level_breaks)
    if outliers:
        # After the break is undone: days beside a step would else look like outliers.
        series = _without(series, _outlier_days(series, ordinary), decided, found)
    return Cleaned(series, scale, found)


def _without(
    series: Series, detected: list[tuple[Irregularity, Mask]], decided: Decided, found: list[Irregularity]
) -> Series:
    """The series without the cells of what was detected and not decided otherwise; all of it told."""
    lost = np.zeros(series.counts.shape, np.bool_)
    for irregularity, cells in detected:
        first, last = np.flatnonzero(cells.ravel())[[0, -1]].tolist()
        decision = decided.on(irregularity.kind, first, last)
        if decision is not None and decision.verdict is Verdict.EDIT:
            continue
        found.append(replace(irregularity, verdict=decision.verdict if decision else None))
        if decision is None or decision.verdict is Verdict.ACCEPT:
            lost |= cells
    return series.without(lost & series.observed)


def _level(
    series: Series, ordinary: Mask, decided: Decided, found: list[Irregularity], *, detect: bool
) -> tuple[Series, Floats]:
    """The series lifted to its latest level, and what each day was multiplied by, (days,)."""
    scale = np.ones(series.days)
    for stated, _ in decided.edited(IrregularityKind.LEVEL_BREAK):
        scale[: stated.first_day - series.first_day] *= stated.size
        found.append(stated)
    series = series.times(scale[:, None])
    if not detect:
        return series, scale
    levels = day_levels(series, fit_profile(series, ordinary).shares)
    usable = ordinary & np.isfinite(levels)
    few = usable.any() and float(levels[usable][-WINDOW_DAYS:].mean()) < FEW_A_DAY
    step = (
        find_count_break(levels, usable, series.weekdays)
        if few
        else find_level_break(log_levels(levels), usable, series.weekdays)
    )
    if step is None:
        return series, scale
    first = step.first_row * series.intervals
    decision = decided.on(IrregularityKind.LEVEL_BREAK, first, series.counts.size - 1)
    if decision is not None and decision.verdict is Verdict.EDIT:
        return series, scale
    size = float(np.exp(step.log_size))
    days = series.first_day
    last = days + series.days - 1, series.intervals - 1
    verdict = decision.verdict if decision else None
    found.append(Irregularity(IrregularityKind.LEVEL_BREAK, days + step.first_row, 0, *last, size, verdict))
    if verdict is Verdict.DISMISS:
        return series, scale
    lift = np.where(np.arange(series.days) < step.first_row, size, 1.0)
    return series.times(lift[:, None]), scale * lift


def _outages(series: Series, ordinary: Mask, holiday: Mask) -> list[tuple[Irregularity, Mask]]:
    """Runs of open zeros too long for chance: negative binomial P(all zero) < 10⁻⁶ at the usual level.

    Closed and missing cells neither break nor lengthen a run; holidays may be silent and are left alone.
    """
    profile = fit_profile(series, ordinary)
    levels = day_levels(series, profile.shares)
    usable = ordinary & np.isfinite(levels) & (levels > 0)
    if not usable.any():
        return []
    median = weekday_median(levels, usable)
    usual = np.where(np.isfinite(median), median, weekday_expectation(levels, usable, series.weekdays))
    expected = usual[:, None] * profile.shares[series.weekdays] * series.exposure
    cells = np.flatnonzero((series.observed & ~holiday[:, None]).ravel())
    counts, mean = series.counts.ravel()[cells], expected.ravel()[cells]
    silent = counts == 0
    run_of = np.cumsum(np.diff(silent, prepend=silent[:1]) | ~silent)
    expected_of = np.bincount(run_of, mean * silent)
    calm = expected_of[run_of] < OUTAGE_SURPRISE
    excess = ((counts - mean)[calm] ** 2 - mean[calm]).sum() / max((mean[calm] ** 2).sum(), 1e-12)
    spread = float(np.clip(excess, 1e-4, 10.0))
    surprise = np.bincount(run_of, np.log1p(spread * mean) / spread * silent)
    lost = (surprise[run_of] >= OUTAGE_SURPRISE) & silent
    found = []
    for run in np.unique(run_of[lost]):
        inside = cells[(run_of == run) & silent]
        mask = np.zeros(series.counts.size, np.bool_)
        mask[inside] = True
        (first_day, first), (last_day, last) = (
            divmod(int(cell), series.intervals) for cell in inside[[0, -1]]
        )
        where = series.first_day + first_day, first, series.first_day + last_day, last
        outage = Irregularity(IrregularityKind.OUTAGE, *where, float(expected_of[run]))
        found.append((outage, mask.reshape(series.counts.shape)))
    return found


def _outlier_days(series: Series, ordinary: Mask) -> list[tuple[Irregularity, Mask]]:
    """Days far from their weekday's median: |q| > 4 s and a factor beyond 1.5; s = 1.4826 MAD of q.

    Five such days of one sign in a row are no outliers but perhaps a new level, and where more than a tenth
    of all days are far, far is ordinary. Holidays and days beside them come again: they are learnt from.
    """
    logs = log_levels(day_levels(series, fit_profile(series, ordinary).shares))
    median = weekday_median(logs, ordinary & np.isfinite(logs))
    judged = np.isfinite(logs) & ordinary & np.isfinite(median)
    if not judged.any():
        return []
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
        return []
    last = series.intervals - 1
    found = []
    for row in np.flatnonzero(far).tolist():
        day = series.first_day + row
        mask = np.zeros(series.counts.shape, np.bool_)
        mask[row] = True
        size = float(np.exp(q[row]))
        found.append((Irregularity(IrregularityKind.OUTLIER_DAY, day, 0, day, last, size), mask))
    return found

"""Closing the loop: where a simulated roster falls short or has slack, what to require instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from forecasting.documents import Document
from forecasting.simulation.result import SimulatedService
from forecasting.staffing.requirement import ResponseGoal, ServiceLevelGoal

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LARGEST_CHANGE = 0.25
"""Share of an interval's agents by which one round changes it at most (one agent in any case)."""
DAMPING = 0.5
"""Part of a slack that is given back at once: too few agents hurt more than too many."""
SLACK = 0.03
"""Service level above the goal, beyond its half-width, from which agents are spared."""


@dataclass(frozen=True, slots=True)
class TriedRequirement:
    """What was required of a queue, and the service of the roster that was made for it.

    ``required`` and ``scheduled`` are agents per reported interval, ``minimum`` what must not be undercut;
    work with a response goal can be done in ``response_intervals`` from its arrival on. Raises ValueError
    for columns of different lengths.
    """

    service: SimulatedService
    goal: ServiceLevelGoal | ResponseGoal
    required: tuple[float, ...]
    scheduled: tuple[float, ...]
    minimum: tuple[float, ...] | None = None
    response_intervals: int = 1

    def __post_init__(self) -> None:
        count = len(self.service.service_level.value)
        for name in ("required", "scheduled", "minimum"):
            column = getattr(self, name)
            if column is not None and len(column) != count:
                raise ValueError(f"{name}: expected {count} values, one per interval, got {len(column)}")


class RoundVerdict(StrEnum):
    """What a round found for one queue."""

    HOLDS = "holds"
    CORRECTED = "corrected"
    UNCOVERED = "uncovered"
    """Short only where the roster has fewer agents than were required: requiring more cannot help."""


class IntervalCorrection(Document):
    """One changed interval: agents required before and after, and the level that asked for it."""

    interval: int
    before: float
    after: float
    service_level: float
    half_width: float


class Correction(Document):
    """One round for one queue; ``required`` is what to solve for next, equal to before where nothing changed.

    ``reason`` is a sentence for the log. ``short`` and ``uncovered`` are intervals that miss the goal beyond
    chance, without and with fewer agents scheduled than required; ``total_short``: the whole period does.
    """

    queue: str
    verdict: RoundVerdict
    required: tuple[float, ...]
    changes: tuple[IntervalCorrection, ...]
    short: tuple[int, ...]
    uncovered: tuple[int, ...]
    reason: str
    total_short: bool = False

    @property
    def holds(self) -> bool:
        """Whether the goal is met within chance, over the whole period and in every interval."""
        return not (self.short or self.uncovered or self.total_short)


def correct_requirements(
    tried: Sequence[TriedRequirement], confidence: float = 0.95
) -> tuple[Correction, ...]:
    """The requirements of the next round for queues that share one simulated roster; half-widths are of
    ``confidence``.

    A level is worth about √n agents per probit: an interval below its goal beyond its half-width gets
    (z_goal − z_level)·√n more, at least half an agent, as does every interval below the goal of a queue whose
    whole period falls short. One that is above by SLACK beyond its half-width, in a queue that holds its goal
    over the period and while no queue is below, gives DAMPING of the difference back; but all of them
    together no more than is asked for elsewhere, so that slack pays for what is short and nothing is spared
    that was not needed. Both are bounded by LARGEST_CHANGE. For a response goal the change falls on the
    intervals from the arrival on, in which the work can be done.

    Of many intervals some lie outside their own interval by chance, so ``short`` takes a half-width that all
    of them keep together (Bonferroni).
    """
    levels = [_Level.of(each, confidence) for each in tried]
    anywhere = np.any([level.below for level in levels], axis=0) if levels else np.zeros(0, bool)
    more = [level.more() for level in levels]
    spare = [level.spare(anywhere) for level in levels]
    asked, offered = sum(float(each.sum()) for each in more), sum(float(each.sum()) for each in spare)
    part = min(1.0, asked / offered) if offered > 0.0 else 0.0
    return tuple(
        level.corrected(wanted - part * slack)
        for level, wanted, slack in zip(levels, more, spare, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Level:
    """A tried requirement as columns; ``below`` and ``above`` are beyond chance for each interval alone."""

    tried: TriedRequirement
    level: Floats
    width: Floats
    teams: Floats
    below: Bools
    above: Bools
    short: Bools
    missing: Bools
    total_short: bool

    @classmethod
    def of(cls, tried: TriedRequirement, confidence: float) -> "_Level":
        level = _column(tried.service.service_level.value)
        width = _column(tried.service.service_level.half_width)
        target, total = tried.goal.share, tried.service.total.service_level
        teams, tail = np.array(tried.required), (1.0 - confidence) / 2.0
        many = max(int(np.isfinite(level).sum()), 1)
        jointly = NormalDist().inv_cdf(tail / many) / NormalDist().inv_cdf(tail)
        reached = None if total.value is None else total.value - target
        chance = total.half_width or 0.0
        total_short = reached is not None and reached < -chance
        holds = reached is not None and reached > chance
        return cls(
            tried=tried,
            level=level,
            width=width,
            teams=teams,
            below=(level + width < target) | (total_short & (level < target)),
            above=(level - width > target + SLACK) & holds,
            short=level + jointly * width < target,
            missing=np.array(tried.scheduled) < teams - 0.5,
            total_short=total_short,
        )

    def more(self) -> Floats:
        """Agents asked for, where they are missing already too: that is what others can give back for."""
        wanted = np.zeros_like(self.teams)
        wanted[self.below] = np.maximum(self._gap(self.below), 0.5)
        return np.minimum(self._spread(wanted), self._bound)

    def spare(self, anywhere: Bools) -> Floats:
        """Agents that may be given back: none while some queue is below its goal."""
        wanted, safe = np.zeros_like(self.teams), self.above & ~anywhere
        wanted[safe] = -DAMPING * self._gap(safe)
        return np.minimum(self._spread(wanted), LARGEST_CHANGE * self.teams)

    def corrected(self, change: Floats) -> Correction:
        teams, missing = self.teams, self.missing
        # Where fewer were scheduled than required the solver is already asked for more than it has.
        change = np.where(missing & (change > 0.0), 0.0, change)
        least = np.array(self.tried.minimum or (0.0,) * teams.size)
        after = np.maximum(teams + np.minimum(change, self._bound), np.minimum(least, teams))
        idle = np.where(self.below & ~missing, np.maximum(after, 1.0), teams)
        after = np.where(teams > 0.0, after, idle)
        changed = np.flatnonzero(np.abs(after - teams) > 1e-9)
        short, uncovered = np.flatnonzero(self.short & ~missing), np.flatnonzero(self.short & missing)
        verdict = RoundVerdict.HOLDS
        if changed.size:
            verdict = RoundVerdict.CORRECTED
        elif uncovered.size or short.size or self.total_short:
            verdict = RoundVerdict.UNCOVERED
        queue = self.tried.service.queue
        return Correction(
            queue=queue,
            verdict=verdict,
            required=tuple(after.tolist()),
            changes=tuple(
                IntervalCorrection(
                    interval=int(row),
                    before=float(teams[row]),
                    after=float(after[row]),
                    service_level=float(np.nan_to_num(self.level[row], nan=0.0)),
                    half_width=float(np.nan_to_num(self.width[row], nan=0.0)),
                )
                for row in changed
            ),
            short=tuple(short.tolist()),
            uncovered=tuple(uncovered.tolist()),
            total_short=self.total_short,
            reason=_reason(queue, after - teams, short.size, uncovered.size, self.total_short),
        )

    @property
    def _bound(self) -> Floats:
        return np.maximum(LARGEST_CHANGE * self.teams, 1.0)

    def _gap(self, where: Bools) -> Floats:
        """Agents between the level and the goal, negative where there are too many."""
        probits = np.array([_probit(each) for each in self.level[where].tolist()])
        gap = _probit(self.tried.goal.share) - probits
        return np.asarray(gap * np.sqrt(np.maximum(self.teams[where], 1.0)))

    def _spread(self, change: Floats) -> Floats:
        """Each change shared evenly by the intervals in which its work can be done, the last cut short."""
        lasts = self.tried.response_intervals if isinstance(self.tried.goal, ResponseGoal) else 1
        if lasts <= 1:
            return change
        shared = np.zeros_like(change)
        for row in np.flatnonzero(change).tolist():
            last = min(row + lasts, change.size)
            shared[row:last] += change[row] / (last - row)
        return shared


def _probit(share: float) -> float:
    """The normal quantile; nothing is certain, so shares of 0 and 1 have one too."""
    return NormalDist().inv_cdf(min(max(share, 1e-3), 1.0 - 1e-3))


def _column(values: tuple[float | None, ...]) -> Floats:
    return np.array([np.nan if value is None else value for value in values])


def _reason(queue: str, change: Floats, short: int, uncovered: int, total_short: bool) -> str:  # noqa: FBT001 - one of four findings
    found = []
    if total_short:
        found.append("the whole period falls short")
    if short:
        found.append(_fall(short))
    if uncovered:
        found.append(f"{_fall(uncovered)} where the roster has fewer agents than required")
    more, fewer = float(change[change > 0].sum()), float(-change[change < 0].sum())
    if more or fewer:
        found.append(f"{more:.1f} agent-intervals more, {fewer:.1f} fewer are required")
    if not found or not (short or uncovered or total_short):
        found.insert(0, "every interval holds its goal within the confidence interval")
    return f"{queue}: {'; '.join(found)}"


def _fall(intervals: int) -> str:
    return "1 interval falls short" if intervals == 1 else f"{intervals} intervals fall short"

"""Shifts of all kinds of people laid out one after the other, as the compiled loops read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from solver.domain.coverage import capability, on_duty_counts
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.domain.time import MINUTE
from solver.model.on_duty import break_windows
from solver.search.classes import AgentClass
from solver.search.exchange_arrays import Ints, Shifts


@dataclass(slots=True)
class Kind:
    """A class with its shifts, pool, and the first row of its shifts."""

    kind: AgentClass
    shifts: tuple[Shift, ...]
    number: dict[object, int]
    pool: int
    line: int

    def on_days(self) -> list[range]:
        """For each shift the numbers of those of the same date: shifts are in order of start."""
        found: dict[date, range] = {}
        for number, shift in enumerate(self.shifts):
            first = found[shift.day].start if shift.day in found else number
            found[shift.day] = range(first, number + 1)
        return [found[shift.day] for shift in self.shifts]


def laid_out(problem: Problem, kinds: Sequence[Kind]) -> tuple[list[frozenset[str]], Shifts]:
    """Every capability, and the shifts of all classes one after the other."""
    capabilities: dict[frozenset[str], int] = {}
    first, stop, served, breaks, opens, choices, lasts = [], [], [], [0], [], [], []
    axis = problem.axis
    grain = axis.interval_minutes
    for kind in kinds:
        on: dict[object, int] = {}
        for shift in kind.shifts:
            if shift.day not in on:
                able = capability(problem, kind.kind.first, shift.day)
                on[shift.day] = capabilities.setdefault(able, len(capabilities)) if able else -1
            worked = axis.covered(shift.start, shift.end)
            first.append(worked.start)
            stop.append(worked.stop)
            served.append(on[shift.day])
            for window in break_windows(axis, shift):
                if window.count == 1:
                    away = axis.touched(window.first, window.first + window.minutes * MINUTE)
                    opens.append(away.start)
                    lasts.append(len(away))
                else:
                    opens.append(axis.minute(window.first) // grain)
                    lasts.append(-(-window.minutes // grain))
                choices.append(window.count)
            breaks.append(len(opens))
    for able in on_duty_counts(problem, problem.carried_in):
        capabilities.setdefault(able, len(capabilities))
    shifts = [shift for kind in kinds for shift in kind.shifts]
    days = [(shift.day - problem.period.first_date).days + 2 for shift in shifts]
    on_day = [numbers for kind in kinds for numbers in kind.on_days()]

    def ints(numbers: Sequence[int]) -> Ints:
        return np.array(numbers, dtype=np.int64)

    return list(capabilities), Shifts(
        first=ints(first),
        stop=ints(stop),
        capability=ints(served),
        breaks=ints(breaks),
        opens=ints(opens),
        choices=ints(choices),
        lasts=ints(lasts),
        day=ints(days),
        day_first=ints([numbers.start for numbers in on_day]),
        day_stop=ints([numbers.stop for numbers in on_day]),
        among=ints([len(kind.shifts) for kind in kinds for _ in kind.shifts]),
        fixed=np.array([shift.fixed is not None for shift in shifts], dtype=np.uint8),
    )

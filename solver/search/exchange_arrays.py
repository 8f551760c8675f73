"""People, shifts and what heads on duty are worth as arrays, for exchanging weeks.

Everything is in whole numbers. People, shifts, breaks and weeks are rows; a person's ``line`` is the row of
their class's first shift, so that line + number of the shift in the class is a row of the shifts.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Rooms = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]


class Supply(NamedTuple):
    """What people on duty are worth per interval.

    An interval is worth Σ price[k] · min over the sets of part k of ``room``; one more head of a capability
    adds its row of ``adds`` to the room, and costs ``head_cost``. Parts with fewer sets than the largest are
    filled up with endless room. Intervals come last: processors take several that lie side by side at a time.
    """

    room: Rooms  # parts × sets × intervals
    worth: Ints  # intervals
    adds: Rooms  # capabilities × parts × sets
    price: Ints  # parts
    head_cost: Ints  # capabilities


class Shifts(NamedTuple):
    """The shifts of all classes: the intervals worked, the capability, and the breaks of each."""

    first: Ints
    stop: Ints
    capability: Ints
    breaks: Ints  # shifts + 1: where each one's breaks begin
    opens: Ints  # breaks: the first interval it may begin at
    choices: Ints  # breaks: how many intervals it may begin at
    lasts: Ints  # breaks
    day: Ints  # shifts: the date, counted from the first
    day_first: Ints  # shifts: the first number in the class on the same date
    day_stop: Ints
    among: Ints  # shifts: how many the class has
    fixed: Bytes


class Weeks(NamedTuple):
    """The weeks there are to choose from, pool by pool: numbers of shifts within a class, −1 beyond."""

    shifts: Ints  # weeks × most shifts
    first: Ints  # pools + 1


class People(NamedTuple):
    """Who may have what: line, pool, row of ``open`` weeks and ``allowed`` shifts, row of ``dear`` shifts."""

    line: Ints
    pool: Ints
    opening: Ints
    taste: Ints
    open: Bytes  # openings × weeks of the largest pool
    allowed: Bytes  # openings × most shifts of a class
    dear: Ints  # tastes × most shifts of a class: what a shift costs beyond its coverage


class Limits(NamedTuple):
    """What weeks of each pool must keep: least ≤ Σ rows of the shifts worked ≤ most, where ``known``."""

    known: Bytes  # pools
    rows: Ints  # pools × most shifts of a class × limits
    least: Ints  # pools × limits
    most: Ints  # pools × limits


class Turf(NamedTuple):
    """Who may exchange what: people, by circles who may stand in for each other, and the intervals in which
    their shifts must lie. Turfs without common people and intervals do not touch each other.
    """

    people: Ints
    members: Ints  # circle by circle
    first: Ints  # circles + 1
    circle: Ints  # of everyone, whether of the turf or not
    first_interval: int
    stop_interval: int


class Choice(NamedTuple):
    """What people have: numbers of shifts within the class (−1: none), and when the breaks of each begin."""

    shifts: Ints  # people × places
    begins: Ints  # people × places × most breaks of a shift


class Bench(NamedTuple):
    """Room to work for one thread: compiled loops set nothing up themselves."""

    heads: Rooms  # intervals
    least: Rooms
    gain: Ints
    sums: Ints  # capabilities × (intervals + 1)
    known: Bytes  # capabilities
    gains: Ints  # most shifts of a class
    seen: Bytes
    begins: Ints  # most shifts of a class, at least two × most breaks of a shift
    amounts: Ints  # limits
    who: Ints  # people who exchange
    where: Ints
    old_shifts: Ints  # people who exchange × places
    old_begins: Ints  # people who exchange × places × most breaks of a shift


def bench_of(supply: Supply, people: People, limits: Limits, choice: Choice, most: int) -> Bench:
    """Room for exchanges among up to ``most`` people."""
    intervals, capabilities, widest = len(supply.worth), len(supply.head_cost), people.dear.shape[1]
    _, places, breaks = choice.begins.shape
    return Bench(
        heads=np.zeros(intervals, dtype=np.int32),
        least=np.zeros(intervals, dtype=np.int32),
        gain=np.zeros(intervals, dtype=np.int64),
        sums=np.zeros((capabilities, intervals + 1), dtype=np.int64),
        known=np.zeros(capabilities, dtype=np.uint8),
        gains=np.zeros(widest, dtype=np.int64),
        seen=np.zeros(widest, dtype=np.uint8),
        begins=np.zeros((max(2, widest), breaks), dtype=np.int64),
        amounts=np.zeros(limits.rows.shape[2], dtype=np.int64),
        who=np.zeros(most, dtype=np.int64),
        where=np.zeros(most, dtype=np.int64),
        old_shifts=np.zeros((most, places), dtype=np.int64),
        old_begins=np.zeros((most, places, breaks), dtype=np.int64),
    )

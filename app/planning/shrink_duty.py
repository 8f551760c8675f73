"""Takes shrinkage out of the time on duty: of those who can do the same work some are away in turns."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

AWAY_AT_ONCE = timedelta(hours=2)
"""Long beside a contact: whoever leaves finishes the one in hand first."""

Stretches = tuple[tuple[datetime, datetime], ...]
"""Half-open stretches of time in order, apart from each other."""


def shrink_duty(
    duty: Mapping[str, Stretches],
    groups: Mapping[str, frozenset[str]],
    shrinkage: Mapping[frozenset[str], float],
    start: datetime,
    end: datetime,
) -> dict[str, Stretches]:
    """``duty`` by agent without the time that is lost, from ``start`` to ``end``.

    Time is cut into blocks of AWAY_AT_ONCE. What a group owes of a block is its ``shrinkage`` × the minutes
    on duty; it is paid by whole agents, another one first in each block, and what is over or short is
    carried to the next, so that in the long run just the shrinkage is lost and no chance is involved.
    """
    owed: defaultdict[frozenset[str], timedelta] = defaultdict(timedelta)
    kept: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    names = sorted(duty)
    number, first = 0, start
    while first < end:
        last = min(first + AWAY_AT_ONCE, end)
        turn = number % max(len(names), 1)
        for name in names[turn:] + names[:turn]:
            parts = tuple(_within(duty[name], first, last))
            minutes = sum((until - since for since, until in parts), timedelta())
            group = groups[name]
            owed[group] += shrinkage.get(group, 0.0) * minutes
            if minutes and owed[group] >= minutes / 2:
                owed[group] -= minutes
            else:
                kept[name] += parts
        number, first = number + 1, last
    return {name: joined(kept[name]) for name in names}


def joined(stretches: Sequence[tuple[datetime, datetime]]) -> Stretches:
    """The stretches in order, those that touch or overlap made one."""
    found: list[tuple[datetime, datetime]] = []
    for since, until in sorted(stretches):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return tuple(found)


def _within(stretches: Stretches, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    for since, until in stretches:
        if since < last and first < until:
            yield max(since, first), min(until, last)

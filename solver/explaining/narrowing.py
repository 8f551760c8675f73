"""Narrowing what cannot hold together to a part of which nothing can be spared."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)
Impossible = Callable[[list[Item]], bool]
"""Whether it is proved that these items cannot hold together; more items never make it untrue."""


class OutOfTimeError(Exception):
    """The time for narrowing is up."""


def narrowed(items: Sequence[Item], impossible: Impossible[Item]) -> list[Item]:
    """A part of ``items``, in their order, that is impossible and of which nothing can be spared, as far as
    ``impossible`` can prove it.

    QuickXplain (Junker, AAAI 2004): halves are tried with the other half held, so a part of k among n takes
    about 2k·log2(n/k) + 2k proofs.
    """

    def search(held: list[Item], grown: bool, rest: list[Item]) -> list[Item]:  # noqa: FBT001 - recursion
        if grown and impossible(held):
            return []
        if len(rest) == 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        of_second = search([*held, *first], True, second)
        return [*search([*held, *of_second], bool(of_second), first), *of_second]

    return search([], False, list(items)) if items else []


def grouped(items: Iterable[Item], group: Callable[[Item], Hashable]) -> list[tuple[Item, ...]]:
    """Items that share a group, taken together, groups in order of their first item."""
    found: dict[Hashable, list[Item]] = {}
    for item in items:
        found.setdefault(group(item), []).append(item)
    return [tuple(members) for members in found.values()]

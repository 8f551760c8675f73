"""What a change of a roster alters: rules newly broken and mended, and the price of it tier by tier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from solver.domain.result import Place, Tier, Violation
from solver.rule import Rule

Read = Sequence[tuple[Rule | None, Iterable[Violation]]]
"""Rules with what they find; None stands for what no rule set can allow."""

_Key = tuple[int, str, Place]
"""Number of the rule, its name and where it is broken."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Violations that ``come`` and go (``gone``) with a change, each with the excess it comes or goes by.

    ``tiers`` are the changes of the priced excess; below zero is better.
    """

    come: tuple[Violation, ...]
    gone: tuple[Violation, ...]
    tiers: Mapping[Tier, int]

    @property
    def broken(self) -> tuple[Violation, ...]:
        """The required rules newly broken, or broken further."""
        return tuple(violation for violation in self.come if violation.required)

    def plus(self, other: "Difference") -> "Difference":
        """Both changes together, where they are about different rules."""
        return Difference(
            (*self.come, *other.come), (*self.gone, *other.gone), added(self.tiers, other.tiers)
        )


NOTHING = Difference((), (), {})


def difference(before: Read, after: Read) -> Difference:
    """What lies between two readings of the same rules in the same order.

    Violations of one rule at one place are the same violation, however much of it there is.
    """
    was, now = _by_place(before), _by_place(after)
    come = [_by(found, excess - was.get(key, _NONE)[1]) for key, (found, excess) in now.items()]
    gone = [_by(found, excess - now.get(key, _NONE)[1]) for key, (found, excess) in was.items()]
    return Difference(
        tuple(violation for violation in come if violation is not None),
        tuple(violation for violation in gone if violation is not None),
        added(_priced(after), {tier: -price for tier, price in _priced(before).items()}),
    )


def tier_of(rule: Rule | None) -> Tier:
    """Where the excess of the rule is priced."""
    return Tier.REQUIRED if rule is None or rule.weight is None else rule.tier


def weight_of(rule: Rule | None) -> int:
    """The price of a unit of the rule's excess."""
    return 1 if rule is None or rule.weight is None else rule.weight


def added(some: Mapping[Tier, int], others: Mapping[Tier, int]) -> dict[Tier, int]:
    """Prices of two changes together; tiers that come to nothing are left out."""
    sums = {tier: some.get(tier, 0) + others.get(tier, 0) for tier in (*some, *others)}
    return {tier: sums[tier] for tier in sorted(sums) if sums[tier]}


def _by(found: Violation | None, excess: int) -> Violation | None:
    return found.model_copy(update={"excess": excess}) if found is not None and excess > 0 else None


_NONE: tuple[Violation | None, int] = (None, 0)


def _by_place(read: Read) -> dict[_Key, tuple[Violation | None, int]]:
    found: dict[_Key, tuple[Violation | None, int]] = {}
    for number, (_, violations) in enumerate(read):
        for violation in violations:
            key = (number, violation.rule, violation.place)
            found[key] = (violation, violation.excess + found.get(key, _NONE)[1])
    return found


def _priced(read: Read) -> dict[Tier, int]:
    prices: dict[Tier, int] = {}
    for rule, violations in read:
        tier = tier_of(rule)
        prices[tier] = prices.get(tier, 0) + weight_of(rule) * sum(each.excess for each in violations)
    return prices

"""What a change of a roster alters: rules newly broken and mended, and the price of it tier by tier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from solver.domain.result import Place, Tier, Violation
from solver.rule import Rule

Read = Sequence[tuple[Rule | None, Iterable[Violation]]]
"""Rules with what they find; None stands for what no rule set can allow."""

_Key = tuple[int, str, Place]
"""Number of the rule, its name and where it is broken."""

_Places = dict[_Key, tuple[Violation, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Violations that ``come`` and go (``gone``) with a change, each with the excess it comes or goes by.

    ``prices`` tell what each of them adds to its tier, and where; below zero is better.
    """

    come: tuple[Violation, ...]
    gone: tuple[Violation, ...]
    prices: tuple[tuple[Tier, Place, int], ...]

    @property
    def tiers(self) -> dict[Tier, int]:
        """The changes of the tiers' prices; tiers that come to nothing are left out."""
        sums: dict[Tier, int] = {}
        for tier, _, price in self.prices:
            sums[tier] = sums.get(tier, 0) + price
        return {tier: sums[tier] for tier in sorted(sums) if sums[tier]}

    @property
    def broken(self) -> tuple[Violation, ...]:
        """The required rules newly broken, or broken further."""
        return tuple(violation for violation in self.come if violation.required)

    def plus(self, other: "Difference") -> "Difference":
        """Both changes together, where they are about different rules."""
        return Difference((*self.come, *other.come), (*self.gone, *other.gone), (*self.prices, *other.prices))


NOTHING = Difference((), (), ())


def difference(before: Read, after: Read) -> Difference:
    """What lies between two readings of the same rules in the same order.

    Violations of one rule at one place are the same violation, however much of it there is.
    """
    was, now = _by_place(before), _by_place(after)
    come = _more(now, was)
    gone = _more(was, now)
    rules = [rule for rule, _ in after]
    return Difference(
        tuple(violation for _, violation in come),
        tuple(violation for _, violation in gone),
        tuple(
            (tier_of(rules[number]), each.place, sign * weight_of(rules[number]) * each.excess)
            for found, sign in ((come, 1), (gone, -1))
            for number, each in found
        ),
    )


def _more(some: _Places, others: _Places) -> list[tuple[int, Violation]]:
    """What there is more of in ``some``, with the number of its rule."""
    found = []
    for key, (violation, excess) in some.items():
        more = excess - (others[key][1] if key in others else 0)
        if more > 0:
            found.append((key[0], violation.model_copy(update={"excess": more})))
    return found


def tier_of(rule: Rule | None) -> Tier:
    """Where the excess of the rule is priced."""
    return Tier.REQUIRED if rule is None or rule.weight is None else rule.tier


def weight_of(rule: Rule | None) -> int:
    """The price of a unit of the rule's excess."""
    return 1 if rule is None or rule.weight is None else rule.weight


def _by_place(read: Read) -> _Places:
    found: _Places = {}
    for number, (_, violations) in enumerate(read):
        for violation in violations:
            key = (number, violation.rule, violation.place)
            known = found[key][1] if key in found else 0
            found[key] = (violation, violation.excess + known)
    return found

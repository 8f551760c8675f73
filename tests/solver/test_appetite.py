"""Which neighbourhoods are tried: every kind once, then those that pay, as large as still closes."""

import random
from collections import Counter

from solver.search.appetite import Appetite


def _told(appetite: Appetite, gains: dict[str, float]) -> None:
    for kind, gain in gains.items():
        appetite.learn(kind, gain=gain, work=1.0, settled=True)


def test_every_kind_is_tried_once_before_any_is_preferred() -> None:
    appetite, rng, seen = Appetite(("day", "week", "trouble")), random.Random(1), set()
    for _ in range(3):
        kind, _ = appetite.choose(rng)
        seen.add(kind)
        appetite.learn(kind, gain=float(kind == "day"), work=1.0, settled=True)
    assert seen == {"day", "week", "trouble"}


def test_what_pays_is_chosen_more_often_but_nothing_is_given_up() -> None:
    appetite, rng = Appetite(("day", "week")), random.Random(1)
    _told(appetite, {"day": 1.0, "week": 0.0})
    chosen = Counter(appetite.choose(rng)[0] for _ in range(500))
    assert chosen["day"] > 4 * chosen["week"] > 0


def test_gain_counts_by_what_it_cost() -> None:
    appetite, rng = Appetite(("quick", "slow")), random.Random(1)
    appetite.learn("quick", gain=1.0, work=0.5, settled=True)
    appetite.learn("slow", gain=2.0, work=10.0, settled=True)
    chosen = Counter(appetite.choose(rng)[0] for _ in range(200))
    assert chosen["quick"] > 2 * chosen["slow"]


def test_neighbourhoods_grow_while_they_close_and_shrink_when_they_do_not() -> None:
    appetite, rng = Appetite(("day",)), random.Random(1)
    _, first = appetite.choose(rng)
    appetite.learn("day", gain=0.0, work=1.0, settled=True)
    _, grown = appetite.choose(rng)
    appetite.learn("day", gain=0.0, work=1.0, settled=False)
    appetite.learn("day", gain=0.0, work=1.0, settled=False)
    _, shrunk = appetite.choose(rng)
    assert shrunk < first < grown
    for _ in range(100):
        appetite.learn("day", gain=0.0, work=1.0, settled=False)
    assert appetite.choose(rng)[1] > 0

"""Random small teams over some days, in ordinary and odd zones, under rules that a second program knows."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from solver.domain.people import Agent, AgentSkill, Preference, TimeOff, Wish
from solver.domain.problem import Problem
from solver.domain.time import Span
from solver.rules import RuleSet
from tests.solver.builders import a_break, a_contract, a_problem, a_queue, a_template, an_agent
from tests.solver.random_rules import SELDOM

ZONES = ("UTC", "Europe/Dublin", "Asia/Kolkata", "Pacific/Auckland", "Africa/Cairo", "Pacific/Kiritimati")
FIRST_DATES = (date(2026, 3, 2), date(2026, 3, 28), date(2026, 10, 24), date(2026, 4, 23), date(2026, 4, 3))
"""A plain Monday and days beside changes of the clock in Dublin, Cairo and Auckland."""

NAMES = ("anna", "bob", "carl", "dora")
HEADS = (0.0, 0.4, 1.0, 1.3, 2.0)
SITES = ("east", "west")
TAGS = ("new", "senior")
EARLY, LATE, NIGHT = frozenset({"early"}), frozenset({"late"}), frozenset({"late", "night"})


def a_random_team(seed: int, *, plain: bool = False) -> tuple[Problem, RuleSet]:
    """Two to four agents, two queues, two to four days; or two agents over eight days.

    Unless they are to be ``plain``, their rules hold the ``seed``-th of those drawn seldom, counted round,
    and up to three others of them.
    """
    rng = random.Random(seed)
    days, zone, first = rng.choice((2, 2, 3, 3, 4, 8)), rng.choice(ZONES), rng.choice(FIRST_DATES)
    empty = a_problem(agents=[], templates=[], days=days, zone=zone, first_date=first)
    starts = [empty.axis.instant(interval) for interval in range(empty.axis.intervals)]
    problem = a_problem(
        agents=[_an_agent(name, empty, rng) for name in NAMES[: rng.randrange(2, 5 if days < 8 else 3)]],
        queues=[a_queue(name, priority=rng.randrange(1, 11)) for name in ("chat", "voice")],
        templates=[
            a_template("early", "06:00", hours=rng.choice((4, 6)), tags=EARLY),
            a_template(
                "late",
                rng.choice(("12:00", "16:30")),
                hours=7,
                tags=LATE,
                breaks=[a_break(60, 120, 180, paid=False)] if rng.random() < 0.5 else [],
            ),
            *([a_template("night", "22:00", hours=8, tags=NIGHT)] if rng.random() < 0.4 else []),
        ],
        need={
            name: dict(zip(starts, [rng.choice(HEADS) for _ in starts], strict=True)).__getitem__
            for name in ("chat", "voice")
        },
        minimum={"voice": lambda instant: 1.0 * (8 <= instant.hour < 12)} if rng.random() < 0.6 else {},
        days=days,
        zone=zone,
        first_date=first,
    )
    rules = _rules(rng)
    if not plain:
        seldom = [SELDOM[seed % len(SELDOM)], *rng.sample(SELDOM, rng.randrange(4))]
        drawn = [{**more(problem, rng), "weight": rng.choice((None, 1, 2))} for more in dict.fromkeys(seldom)]
        rules += drawn
    return problem, RuleSet.model_validate({"name": f"random {seed}", "rules": rules})


def _an_agent(name: str, empty: Problem, rng: random.Random) -> Agent:
    contract = a_contract(
        max_weekly_minutes=rng.choice((480, 840, 2_400)),
        min_weekly_minutes=rng.choice((0, 0, 480)),
        max_daily_minutes=rng.choice((240, 420, 600)),
        max_weekly_days=rng.choice((1, 2, 5)),
        max_consecutive_days=rng.choice((None, 1, 2)),
        cost_per_hour=rng.choice((1.0, 1.7, 2.5)),
        night_work=rng.random() < 0.7,
    )
    some: Mapping[str, Any] = {
        "preferences": tuple(
            Preference(wish=rng.choice(list(Wish)), span=_a_span(empty, rng), weight=rng.randrange(1, 4))
            for _ in range(rng.randrange(3))
        ),
        "time_off": (TimeOff(span=_a_span(empty, rng)),) if rng.random() < 0.3 else (),
        "unavailable": (_a_span(empty, rng),) if rng.random() < 0.3 else (),
    }
    skills = rng.choice((("chat",), ("voice",), ("chat", "voice")))
    expiries = (None, None, rng.choice(empty.period.dates))
    return an_agent(
        name,
        skills=[AgentSkill(skill=skill, expires=rng.choice(expiries)) for skill in skills],
        zone=rng.choice(ZONES),
        contract=contract,
        site=rng.choice(SITES),
        role=rng.choice(("associate", "associate", "lead")),
        tags=frozenset(tag for tag in TAGS if rng.random() < 0.5),
        **some,
    )


def _a_span(empty: Problem, rng: random.Random) -> Span:
    start = empty.period.start + timedelta(minutes=rng.randrange(0, empty.period.minutes, 30))
    return Span(start=start, end=start + timedelta(hours=rng.randrange(4, 25)))


def _rules(rng: random.Random) -> list[dict[str, Any]]:
    """Coverage, pay and wishes are priced, rest is kept; the others are there or not, required or priced."""
    rules: list[dict[str, Any]] = [
        {"rule": "minimum_staffing", "weight": 1},
        {"rule": "service_coverage", "weight": 1},
        {"rule": "paid_hours", "weight": rng.randrange(1, 3), "priced": rng.random() < 0.5},
        {"rule": "wishes", "weight": rng.randrange(1, 3)},
        {"rule": "min_rest", "hours": rng.choice((8, 11, 16)), "weight": None},
        {
            "rule": "contract_hours",
            "limits": rng.choice(("max", "min", "both")),
            "weight": rng.randrange(1, 3),
        },
    ]
    others: tuple[dict[str, Any], ...] = (
        {"rule": "availability"},
        {"rule": "time_off"},
        {"rule": "max_shifts_per_day", "most": 1},
        {"rule": "max_consecutive_days", "days": 3},
        {"rule": "max_daily_minutes"},
        {"rule": "max_days_per_week"},
    )
    rules += [{**more, "weight": rng.choice((None, None, 1, 2))} for more in others if rng.random() < 0.6]
    return rules

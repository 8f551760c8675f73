"""Rules with random parameters that a second program knows and random teams are put under."""

import random
from collections.abc import Callable
from typing import Any

from solver.domain.problem import Problem

Written = dict[str, Any]
Draw = Callable[[Problem, random.Random], Written]


def _kind(rng: random.Random) -> Written:
    """A filter of shifts: of a kind, at night, on some weekdays, or all of them."""
    some = ({"tags": ["early"]}, {"tags": ["late"]}, {"nights": True}, {"weekdays": [0, 2, 5, 6]}, {}, {})
    return dict(rng.choice(some))


def _whom(rng: random.Random) -> Written:
    return dict(rng.choice(({}, {}, {"tags": ["senior"]}, {"tags": ["new"]}, {"sites": ["east"]})))


def _per(rng: random.Random) -> Any:
    return rng.choice(("day", "week", "period", {"rolling_days": 2}, {"rolling_days": 3}))


def _people(problem: Problem, rng: random.Random) -> str:
    return rng.choice(problem.agents).id


def _template(problem: Problem, rng: random.Random) -> str:
    return rng.choice(problem.templates).name


def _within(rng: random.Random, most: int) -> Written:
    """Limits of which the lower is never beyond the upper."""
    upper = rng.randrange(most + 1)
    return rng.choice(({"most": upper}, {"least": 1 + rng.randrange(most)}, {"most": upper, "least": upper}))


def _owners(problem: Problem) -> list[Written]:
    zone = problem.period.zone
    return [
        {"site": "east", "zone": zone, "starts": "07:00"},
        {"site": "west", "zone": zone, "starts": "15:00"},
    ]


def _request(problem: Problem, rng: random.Random) -> Written:
    return {
        "agent": _people(problem, rng),
        "date": rng.choice(problem.period.dates),
        "template": _template(problem, rng),
        "wish": rng.choice(("wants", "avoids")),
        "weight": rng.randrange(1, 4),
    }


SELDOM: tuple[Draw, ...] = (
    lambda _, rng: {"rule": "shifts_per_stretch", "per": _per(rng), "shifts": _kind(rng), **_within(rng, 2)},
    lambda _, rng: {"rule": "days_per_stretch", "per": _per(rng), "shifts": _kind(rng), **_within(rng, 2)},
    lambda _, rng: {
        "rule": "minutes_per_stretch",
        "per": _per(rng),
        "shifts": _kind(rng),
        "within": rng.choice((None, {"start": "20:00", "end": "06:00"}, {"start": "12:00", "end": "18:00"})),
        **_within(rng, 600),
    },
    lambda _, rng: {"rule": "max_night_shifts", "per": _per(rng), "most": rng.randrange(2)},
    lambda _, rng: {"rule": "max_weekly_minutes", "minutes": rng.choice((None, 400, 700, 1_000))},
    lambda _, rng: {"rule": "kinds_per_stretch", "kinds": ["early", "late", "night"], "per": _per(rng)},
    lambda _, rng: {"rule": "max_weekends", "most": rng.randrange(2)},
    lambda _, rng: {"rule": "max_consecutive_weekends", "weekends": rng.randrange(1, 3)},
    lambda _, rng: {"rule": "max_consecutive_nights", "nights": rng.randrange(1, 3)},
    lambda _, rng: {
        "rule": "min_days_off",
        "days": rng.randrange(1, 3),
        "rolling_days": rng.choice((None, 2, 3)),
    },
    lambda _, rng: {
        "rule": "max_in_hours",
        "hours": rng.choice((12, 24, 30.5)),
        **rng.choice(({"of": "shifts", "most": 1}, {"of": "minutes", "most": 400})),
        "shifts": _kind(rng),
    },
    lambda _, rng: {
        "rule": "weekly_rest",
        "hours": rng.choice((20, 24, 35)),
        "days": 2,
        "rolling": rng.random() < 0.5,
    },
    lambda _, rng: {"rule": "start_distance", "hours": rng.choice((20, 24, 26))},
    lambda _, rng: {
        "rule": "rest_between_kinds",
        "before": _kind(rng),
        "after": _kind(rng),
        "hours": rng.choice((10, 14, 30)),
    },
    lambda _, rng: {"rule": "kinds_in_order", "kinds": rng.sample(["late", "early"], 2)},
    lambda _, rng: {"rule": "forward_rotation", "tolerance_minutes": rng.choice((0, 60, 400))},
    lambda _, rng: {"rule": "short_gaps", "minutes": rng.choice((0, 60, 300)), "shifts": _kind(rng)},
    lambda _, rng: {
        "rule": "shift_pairing",
        "first": _kind(rng),
        "second": _kind(rng),
        "days_later": rng.randrange(2),
        "wish": rng.choice(("together", "apart")),
    },
    lambda problem, rng: {
        "rule": "fixed_rotation",
        "steps": rng.choice((["work", "off"], ["any", {"tags": ["late"]}, "off"], ["work", "work", "off"])),
        "first_date": problem.period.first_date,
        "ahead": {_people(problem, rng): 1},
    },
    lambda _, rng: {
        "rule": "day_pattern",
        "elements": rng.choice((["work", "off"], ["off", "work"], ["work", "off", "work"])),
    },
    lambda problem, rng: {
        "rule": "shift_requests",
        "requests": [_request(problem, rng) for _ in range(rng.randrange(1, 4))],
    },
    lambda _, rng: {
        "rule": "overtime_pay",
        "steps": [{"over_minutes": 300, "percent": 25}, {"over_minutes": 500, "percent": 100}],
        "per": _per(rng),
    },
    lambda _, rng: {"rule": "start_spread", "minutes": rng.choice((0, 120, 400)), "per": _per(rng)},
    lambda _, rng: {"rule": "local_night", "comfort": False, "free_minutes": rng.choice((0, 60))},
    lambda _, rng: {"rule": "night_pay", "percent": rng.choice((10, 25))},
    lambda _, rng: {"rule": "barred_shifts", "scope": _whom(rng), "shifts": _kind(rng)},
    lambda _, rng: {"rule": "template_tags", "tags": [rng.choice(("early", "late", "night"))]},
    lambda _, rng: {"rule": "qualified_work", "other_work": rng.choice(([], ["lead"]))},
    lambda _, rng: {
        "rule": "breaks_in_shift",
        "over_minutes": rng.choice((240, 360)),
        "minutes": rng.choice((30, 75)),
    },
    lambda _, rng: {"rule": "around_days_off", "before": _kind(rng), "after": _kind(rng)},
    lambda _, rng: {
        "rule": "people_on_shift",
        **_within(rng, 2),
        "scope": _whom(rng),
        "shifts": _kind(rng),
        "window": rng.choice((None, {"start": "08:00", "end": "14:00"})),
        "zone": rng.choice((None, "Asia/Kolkata")),
    },
    lambda problem, _: {"rule": "site_ownership", "owners": _owners(problem)},
    lambda problem, rng: {
        "rule": "site_hand_off",
        "owners": _owners(problem),
        "minutes": rng.choice((30, 60)),
    },
    lambda problem, rng: {
        "rule": "crew_hand_off",
        "zone": problem.period.zone,
        "changes": ["07:00", "16:30"],
        "minutes": rng.choice((30, 60)),
        "scope": _whom(rng),
    },
    lambda _, rng: {"rule": "lead_on_duty", "span": rng.choice((None, 1, 2))},
    lambda _, rng: {
        "rule": "work_together",
        "scope": {"tags": ["new"]},
        "company": {"tags": ["senior"]},
        "shifts": _kind(rng),
    },
    lambda _, rng: {
        "rule": "same_shift",
        "scope": {"tags": ["new"]},
        "company": {"tags": ["senior"]},
        "wish": rng.choice(("together", "apart")),
        "shifts": _kind(rng),
    },
    lambda _, rng: {
        "rule": "contacts_at_once",
        "channel": "voice",
        "usual": rng.randrange(1, 4),
        "levels": [{"tag": "new", "at_once": 1}],
    },
    lambda _, rng: {
        "rule": "agents_used",
        "most": rng.randrange(3),
        "scope": _whom(rng),
        "shifts": _kind(rng),
    },
    lambda _, rng: {
        "rule": "agents_ratio",
        "scope": {"tags": ["new"]},
        "others": {"without_tags": ["new"]},
        "percent": rng.choice((0, 50, 130)),
        "shifts": _kind(rng),
    },
    lambda _, rng: {
        "rule": "even_load",
        "of": rng.choice(("minutes", "shifts")),
        "within": rng.choice(("site", "team")),
        "shifts": _kind(rng),
    },
    lambda _, rng: {
        "rule": "fair_burdens",
        "burdens": ["nights", "weekends", "unpopular_starts"],
        "within": rng.choice(("site", "team")),
    },
    lambda _, rng: {
        "rule": "team_total",
        **rng.choice(({"of": "shifts", **_within(rng, 4)}, {"of": "minutes", **_within(rng, 1_500)})),
        "per": _per(rng),
        "scope": _whom(rng),
    },
    lambda problem, rng: {
        "rule": "people_per_shift",
        "targets": [
            {"date": day, "template": "late", "wanted": rng.randrange(3), "under": 3, "over": 2}
            for day in problem.period.dates[:2]
        ],
    },
    lambda _, rng: {"rule": "few_starts", "most": 1, "shifts": _kind(rng)},
)
"""One draw for each rule; weights are drawn beside them."""

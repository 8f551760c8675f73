"""The example's work: six queues, and the shifts its people may be given in each coverage model."""

from datetime import time

from app.example.documents import ExampleQueue, ExampleShiftTemplate
from app.queues.schemas import ServiceGoal
from forecasting.documents import OpeningHours, WeeklyWindow
from solver.domain.work import BreakPlan, Channel, ShiftLength

FOLLOW_THE_SUN, TRADITIONAL, DISTRIBUTED = "follow_the_sun", "traditional_24x7", "distributed"


def _weekly(opens: str, closes: str, weekdays: range) -> tuple[WeeklyWindow, ...]:
    return tuple(WeeklyWindow(weekday=day, opens=opens, closes=closes) for day in weekdays)


QUEUES = (
    ExampleQueue(
        name="Voice English",
        channel=Channel.VOICE,
        zone="Europe/Dublin",
        skills=("English",),
        priority=9,
        opening_hours=OpeningHours.always(),
        service_goal=ServiceGoal(share=0.80, within_seconds=30),
        patience_seconds=180.0,
        concurrency=(1.0,),
        occupancy_cap=0.85,
        minimum_staffing=1,
        shrinkage=0.10,
    ),
    ExampleQueue(
        name="Voice Spanish",
        channel=Channel.VOICE,
        zone="America/Denver",
        skills=("Spanish",),
        priority=8,
        opening_hours=OpeningHours(
            weekly=(*_weekly("08:00", "17:00", range(5)), *_weekly("09:00", "14:00", range(5, 6)))
        ),
        service_goal=ServiceGoal(share=0.75, within_seconds=60),
        patience_seconds=210.0,
        concurrency=(1.0,),
        occupancy_cap=0.85,
        minimum_staffing=1,
        shrinkage=0.10,
        sites=("Denver", "Dublin"),
    ),
    ExampleQueue(
        name="Chat English",
        channel=Channel.CHAT,
        zone="Europe/Dublin",
        skills=("English",),
        priority=7,
        opening_hours=OpeningHours.always(),
        service_goal=ServiceGoal(share=0.80, within_seconds=60),
        patience_seconds=300.0,
        concurrency=(1.0, 1.25, 1.60),
        occupancy_cap=0.90,
        minimum_staffing=1,
        shrinkage=0.10,
    ),
    ExampleQueue(
        name="Chat German",
        channel=Channel.CHAT,
        zone="Europe/Dublin",
        skills=("German",),
        priority=6,
        opening_hours=OpeningHours(weekly=_weekly("08:00", "16:00", range(5))),
        service_goal=ServiceGoal(share=0.80, within_seconds=60),
        patience_seconds=300.0,
        concurrency=(1.0, 1.25, 1.60),
        occupancy_cap=0.90,
        minimum_staffing=1,
        shrinkage=0.10,
    ),
    ExampleQueue(
        name="Email English",
        channel=Channel.EMAIL,
        zone="Europe/Dublin",
        skills=("English", "Billing"),
        priority=4,
        opening_hours=OpeningHours.always(),
        service_goal=ServiceGoal(share=0.95, within_seconds=8 * 3600),
        patience_seconds=None,
        concurrency=(1.0,),
        occupancy_cap=0.95,
        minimum_staffing=0,
        shrinkage=0.10,
    ),
    ExampleQueue(
        name="Technical tickets",
        channel=Channel.TICKET,
        zone="Europe/Dublin",
        skills=("English", "Platform"),
        priority=3,
        opening_hours=OpeningHours.always(),
        service_goal=ServiceGoal(share=0.95, within_seconds=24 * 3600),
        patience_seconds=None,
        concurrency=(1.0,),
        occupancy_cap=0.95,
        minimum_staffing=0,
        shrinkage=0.10,
    ),
)


def _pause(name: str, earliest: int, latest: int) -> BreakPlan:
    return BreakPlan(
        name=name, activity="break", minutes=15, paid=True, earliest_offset=earliest, latest_offset=latest
    )


def _meal(minutes: int, earliest: int, latest: int) -> BreakPlan:
    return BreakPlan(
        name="Meal",
        activity="meal",
        minutes=minutes,
        paid=False,
        earliest_offset=earliest,
        latest_offset=latest,
    )


def _eight_hours(meal: int) -> ShiftLength:
    """Eight paid hours: two paid breaks, and the unpaid meal on top."""
    return ShiftLength(
        minutes=480 + meal,
        breaks=(_pause("First break", 90, 150), _meal(meal, 195, 285), _pause("Second break", 345, 420)),
    )


_SIX_HOURS = ShiftLength(minutes=390, breaks=(_pause("Break", 75, 120), _meal(30, 165, 240)))
_FOUR_HOURS = ShiftLength(minutes=240, breaks=(_pause("Break", 90, 135),))


def _template(
    name: str,
    window: tuple[time, time],
    length: ShiftLength,
    *tags: str,
    zone: str | None = None,
    site: str | None = None,
) -> ExampleShiftTemplate:
    return ExampleShiftTemplate(
        name=name,
        zone=zone,
        earliest_start=window[0],
        latest_start=window[1],
        lengths=(length,),
        sites=None if site is None else (site,),
        tags=tags,
    )


# Each site opens early enough to take over in both of its clock's halves of the year.
_SITE_DAYS = (
    ("Manila", "Asia/Manila", time(6), time(9), 45),
    ("Dublin", "Europe/Dublin", time(6), time(10), 30),
    ("Denver", "America/Denver", time(6), time(10), 30),
)
_SITE_TEMPLATES = tuple(
    template
    for site, zone, first, last, meal in _SITE_DAYS
    for template in (
        _template(
            f"{site} 8 h", (first, last), _eight_hours(meal), FOLLOW_THE_SUN, "day", zone=zone, site=site
        ),
        _template(
            f"{site} 6 h",
            (first, time(last.hour + 2, last.minute)),
            _SIX_HOURS,
            FOLLOW_THE_SUN,
            "day",
            zone=zone,
            site=site,
        ),
        _template(
            f"{site} 4 h",
            (first, time(last.hour + 4, last.minute)),
            _FOUR_HOURS,
            FOLLOW_THE_SUN,
            "day",
            zone=zone,
            site=site,
        ),
    )
)

_REGION = "Europe/Dublin"
_ROUND_THE_CLOCK_TEMPLATES = tuple(
    _template(f"{part} {hours}", (first, last), length, TRADITIONAL, part.lower(), zone=_REGION)
    for part, first, last in (
        ("Day", time(6), time(9)),
        ("Evening", time(13, 30), time(15, 30)),
        ("Night", time(21, 30), time(22, 30)),
    )
    for hours, length in (("8 h", _eight_hours(30)), ("6 h", _SIX_HOURS), ("4 h", _FOUR_HOURS))
)

_OWN_CLOCK_TEMPLATES = (
    _template("Own clock 8 h", (time(6), time(14)), _eight_hours(30), DISTRIBUTED),
    _template("Own clock 6 h", (time(6), time(16)), _SIX_HOURS, DISTRIBUTED),
    _template("Own clock 4 h", (time(6), time(18)), _FOUR_HOURS, DISTRIBUTED),
)

SHIFT_TEMPLATES = (*_SITE_TEMPLATES, *_ROUND_THE_CLOCK_TEMPLATES, *_OWN_CLOCK_TEMPLATES)


def templates_of_hours(*hours: int) -> tuple[str, ...]:
    """Names of the templates with so many paid hours."""
    endings = tuple(f" {each} h" for each in hours)
    return tuple(template.name for template in SHIFT_TEMPLATES if template.name.endswith(endings))

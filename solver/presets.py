"""The three ways of covering the day as sets of the same rules."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from enum import StrEnum

from solver.domain.days import NIGHT
from solver.domain.ownership import SiteOwner
from solver.domain.people import Burden
from solver.domain.time import ClockWindow
from solver.rule import Rule
from solver.rules import RuleSet
from solver.rules.availability import Availability
from solver.rules.contract_hours import ContractHours
from solver.rules.crew_hand_off import CrewHandOff
from solver.rules.fair_burdens import FairBurdens
from solver.rules.forward_rotation import ForwardRotation
from solver.rules.lead_on_duty import LeadOnDuty
from solver.rules.local_night import LocalNight
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_consecutive_nights import MaxConsecutiveNights
from solver.rules.max_daily_minutes import MaxDailyMinutes
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_night_shifts import MaxNightShifts
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekends import MaxWeekends
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_days_off import MinDaysOff
from solver.rules.min_rest import MinRest
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.paid_hours import PaidHours
from solver.rules.qualified_work import QualifiedWork
from solver.rules.rest_after_nights import RestAfterNights
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.site_hand_off import SiteHandOff
from solver.rules.site_ownership import SiteOwnership
from solver.rules.stability import Stability
from solver.rules.template_tags import TemplateTags
from solver.rules.time_off import TimeOffKept
from solver.rules.wishes import Wishes
from solver.rules.work_in_time import WorkInTime

HAND_OFF_WEIGHT = 4
"""A person missing at a hand-off weighs as much as an hour of a missing agent at 15-minute grain."""
COMFORT = ClockWindow(start=time(7), end=time(21))
"""Comfort hours on the own clock of people who named none."""
CONTRACT_WEIGHT = 100
"""A contracted minute not given outweighs what the minute would cost, at any usual hourly rate."""
WISH_WEIGHT = 60
"""A wish of weight 1 weighs as much as an hour outside comfort hours or as a changed shift."""


class CoverageModel(StrEnum):
    """The ways of covering the day."""

    FOLLOW_THE_SUN = "follow_the_sun"
    TRADITIONAL_24X7 = "traditional_24x7"
    DISTRIBUTED = "distributed"


def owners_by_day(sites: Mapping[str, str], begins: time = time(7)) -> tuple[SiteOwner, ...]:
    """Sites (name → zone) that each take over when their own clocks show ``begins``."""
    return tuple(SiteOwner(site=site, zone=zone, starts=begins) for site, zone in sites.items())


def follow_the_sun(
    owners: Sequence[SiteOwner],
    *,
    hand_off_minutes: int = 30,
    hand_off_skills: Sequence[str] = (),
    night: ClockWindow = NIGHT,
    rest_hours: float = 11,
    lead_roles: Sequence[str] = ("lead",),
    lead_span: int | None = None,
    template_tags: Sequence[str] = (CoverageModel.FOLLOW_THE_SUN,),
) -> RuleSet:
    """Several sites, each working its own local day: every hour is owned by one of them.

    ``owners`` are at least two sites with the clock time each takes over at. At a hand-off both sites overlap
    for ``hand_off_minutes``, each of ``hand_off_skills`` present on both sides. Nobody works in the local
    ``night``. The other parameters are those of every model: see ``traditional_24x7``.
    """
    if len({owner.site for owner in owners}) < 2:
        raise ValueError("owners: following the sun takes at least two sites that own hours")
    return RuleSet(
        name="Follow the sun",
        coverage_model=CoverageModel.FOLLOW_THE_SUN,
        rules=(
            *_lawful(rest_hours, template_tags, shifts_per_day=1),
            LocalNight(window=night, comfort=False),
            SiteOwnership(owners=tuple(owners), weight=1),
            SiteHandOff(
                owners=tuple(owners),
                minutes=hand_off_minutes,
                skills=tuple(hand_off_skills),
                weight=HAND_OFF_WEIGHT,
            ),
            *_staffed(lead_roles, lead_span),
            FairBurdens(within="site", weight=1, burdens=tuple(Burden)),
            LocalNight(window=night, weight=1),
            *_liked(),
        ),
    )


def traditional_24x7(
    zone: str,
    *,
    crew_changes: Sequence[time] = (time(6), time(14), time(22)),
    hand_off_minutes: int = 30,
    rotation_tolerance_minutes: int = 180,
    nights_per_week: int = 5,
    nights_in_a_row: int = 4,
    rest_after_nights_hours: float = 46,
    most_weekends: int = 2,
    rest_hours: float = 11,
    lead_roles: Sequence[str] = ("lead",),
    lead_span: int | None = None,
    template_tags: Sequence[str] = (CoverageModel.TRADITIONAL_24X7,),
) -> RuleSet:
    """One region around the clock: day, evening and night crews that overlap when they change.

    ``crew_changes`` are clock times in the region's ``zone``; old and new crew overlap for
    ``hand_off_minutes``. Starts rotate forward, up to ``rotation_tolerance_minutes`` back (the width of a
    crew's start window). Nights are capped per week and in a row, with ``rest_after_nights_hours`` of rest
    after two or more; at most ``most_weekends`` weekends of the period are worked. Contracts without night
    work are kept out of the local night.

    In every model: ``rest_hours`` between two days' work where the contract does not say more; one of
    ``lead_roles`` on shift while there is work, and one for each ``lead_span`` of the others where given;
    only shift templates that bear one of ``template_tags`` or no tag (no tags named: all templates).
    """
    return RuleSet(
        name="Traditional 24×7",
        coverage_model=CoverageModel.TRADITIONAL_24X7,
        rules=(
            *_lawful(rest_hours, template_tags, shifts_per_day=1),
            LocalNight(whom="day_contracts", comfort=False),
            ForwardRotation(tolerance_minutes=rotation_tolerance_minutes),
            MaxNightShifts(most=nights_per_week),
            MaxConsecutiveNights(nights=nights_in_a_row),
            RestAfterNights(hours=rest_after_nights_hours),
            MaxWeekends(most=most_weekends),
            CrewHandOff(
                zone=zone, changes=tuple(crew_changes), minutes=hand_off_minutes, weight=HAND_OFF_WEIGHT
            ),
            *_staffed(lead_roles, lead_span),
            FairBurdens(within="team", weight=1, burdens=tuple(Burden)),
            *_liked(),
        ),
    )


def distributed(
    *,
    comfort: ClockWindow = COMFORT,
    split_days: bool = False,
    rest_hours: float = 11,
    lead_roles: Sequence[str] = ("lead",),
    lead_span: int | None = None,
    template_tags: Sequence[str] = (CoverageModel.DISTRIBUTED,),
) -> RuleSet:
    """People anywhere, each in their own zone with their own availability and wishes.

    Minutes outside an agent's own comfort hours (``comfort`` on their clocks where they named none) are
    priced, and forbidden at night for contracts without night work. ``split_days`` allows two shifts on one
    day. The other parameters are those of every model: see ``traditional_24x7``.
    """
    if comfort.start == comfort.end:
        raise ValueError("comfort: expected hours that leave some of the day uncomfortable")
    uncomfortable = ClockWindow(start=comfort.end, end=comfort.start)
    return RuleSet(
        name="Distributed",
        coverage_model=CoverageModel.DISTRIBUTED,
        rules=(
            *_lawful(rest_hours, template_tags, shifts_per_day=2 if split_days else 1),
            LocalNight(whom="day_contracts", comfort=False),
            *_staffed(lead_roles, lead_span),
            FairBurdens(within="team", weight=1, burdens=tuple(Burden)),
            LocalNight(window=uncomfortable, weight=1),
            *_liked(),
        ),
    )


PRESETS: Mapping[CoverageModel, Callable[..., RuleSet]] = {
    CoverageModel.FOLLOW_THE_SUN: follow_the_sun,
    CoverageModel.TRADITIONAL_24X7: traditional_24x7,
    CoverageModel.DISTRIBUTED: distributed,
}
"""The function that makes each model's rule set."""


def _lawful(rest_hours: float, template_tags: Sequence[str], *, shifts_per_day: int) -> tuple[Rule, ...]:
    """What contracts, law and people's calendars ask for: required in every model."""
    chosen = (TemplateTags(tags=frozenset(template_tags)),) if template_tags else ()
    return (
        *chosen,
        MaxShiftsPerDay(most=shifts_per_day),
        QualifiedWork(),
        Availability(),
        TimeOffKept(),
        MinRest(hours=rest_hours),
        MaxDailyMinutes(),
        MaxWeeklyMinutes(),
        MaxDaysPerWeek(),
        MaxConsecutiveDays(),
        MinDaysOff(days=1),
    )


def _staffed(lead_roles: Sequence[str], lead_span: int | None) -> tuple[Rule, ...]:
    """What the work asks for: must-haves, the service goal, and the hours that are paid for it."""
    return (
        MinimumStaffing(weight=1),
        LeadOnDuty(roles=tuple(lead_roles), span=lead_span, during="work_required", weight=1),
        ServiceCoverage(weight=1),
        WorkInTime(weight=1),
        ContractHours(limits="min", weight=CONTRACT_WEIGHT),
        PaidHours(priced=False, weight=1),
    )


def _liked() -> tuple[Rule, ...]:
    """What people would like."""
    return (
        MinDaysOff(days=2, together=2, weight=WISH_WEIGHT),
        Wishes(weight=WISH_WEIGHT),
        Stability(weight=WISH_WEIGHT),
    )

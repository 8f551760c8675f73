"""Who owns which hours when nobody says so."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.planning.choose_rules import nearest_to_midday
from solver.domain.ownership import hand_offs, owner_at
from solver.domain.time import PlanningPeriod

SITES = {"Manila": "Asia/Manila", "Dublin": "Europe/Dublin", "Denver": "America/Denver"}
WINTER, SUMMER = date(2026, 1, 12), date(2026, 7, 13)


def test_each_half_hour_belongs_to_the_site_whose_clock_is_nearest_to_one() -> None:
    owners = {owner.site: owner.starts for owner in nearest_to_midday(SITES, WINTER)}
    # It is 13:00 there at 5, 13 and 20 UTC: changes lie half way between.
    assert owners == {"Manila": time(8, 30), "Dublin": time(9), "Denver": time(9, 30)}


@pytest.mark.parametrize("day", [WINTER, SUMMER, date(2026, 10, 25), date(2026, 3, 8)])
def test_every_hour_is_owned_and_nobody_owns_their_night(day: date) -> None:
    owners = nearest_to_midday(SITES, day)
    period = PlanningPeriod(first_date=day, days=1, zone="Europe/Dublin")
    changes = hand_offs(owners, period)
    for hour in range(24):
        at = period.start + timedelta(hours=hour)
        zone = {owner.site: owner.zone for owner in owners}[owner_at(changes, at)]
        assert 6 <= at.astimezone(ZoneInfo(zone)).hour <= 22


def test_of_sites_with_one_clock_the_first_by_name_owns() -> None:
    sites = {"Galway": "Europe/Dublin", "Cork": "Europe/Dublin", "Denver": "America/Denver"}
    assert {owner.site for owner in nearest_to_midday(sites, WINTER)} == {"Cork", "Denver"}


def test_a_single_site_owns_nothing_because_it_has_nobody_to_hand_over_to() -> None:
    assert nearest_to_midday({"Dublin": "Europe/Dublin"}, WINTER) == ()

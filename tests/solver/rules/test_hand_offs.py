"""Ownership and hand-offs of sites and crews, on weeks in which some clocks change."""

from datetime import date, time

import pytest
from pydantic import ValidationError

from solver.domain.ownership import SiteOwner, hand_offs
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.domain.time import PlanningPeriod
from solver.rules.crew_hand_off import CrewHandOff
from solver.rules.site_hand_off import SiteHandOff
from solver.rules.site_ownership import SiteOwnership
from tests.solver.builders import a_problem, an_agent, utc
from tests.solver.rules.reading import excess_in, from_to

ZONES = {"manila": "Asia/Manila", "dublin": "Europe/Dublin", "denver": "America/Denver"}
OWNERS = tuple(SiteOwner(site=site, zone=zone, starts=time(7)) for site, zone in ZONES.items())
TWO = OWNERS[:2]


def a_week(first_date: date, days: int = 1) -> Problem:
    agents = [an_agent(site, zone=zone, site=site, skills=("voice",)) for site, zone in ZONES.items()]
    return a_problem(agents=agents, first_date=first_date, days=days, interval_minutes=30)


def test_hand_offs_move_with_the_clocks_of_the_site_that_takes_over() -> None:
    def takes_over(site: str, first: date) -> list[str]:
        period = PlanningPeriod(first_date=first, days=2, zone="UTC")
        return [
            f"{change.at:%d %H:%M}"
            for change in hand_offs(OWNERS, period)
            if change.taker == site and first <= change.at.date() <= period.dates[-1]
        ]

    assert takes_over("dublin", date(2026, 10, 24)) == ["24 06:00", "25 07:00"]
    assert takes_over("denver", date(2026, 3, 7)) == ["07 14:00", "08 13:00"]
    assert takes_over("manila", date(2026, 10, 24)) == ["24 23:00", "25 23:00"]


def test_every_hour_has_one_owner_over_a_clock_change() -> None:
    owned = SiteOwnership(owners=OWNERS).owned(a_week(date(2026, 10, 24), days=2))
    # The 24th: Manila until 06:00Z, Dublin until 13:00Z, Denver until 23:00Z; the 25th Dublin at 07:00Z.
    halves = [(site, owned[:48].count(site), owned[48:].count(site)) for site in ZONES]
    assert halves == [("manila", 14, 16), ("dublin", 14, 12), ("denver", 20, 20)]


def test_an_owned_half_hour_without_its_owner_is_missing() -> None:
    problem = a_week(date(2026, 3, 2))
    dublin = from_to("2026-03-02 07:00", "2026-03-02 14:00", agent="dublin")
    everything = excess_in(SiteOwnership(owners=OWNERS), problem)
    assert everything == 48
    assert excess_in(SiteOwnership(owners=OWNERS), problem, dublin) == 48 - 14
    assert excess_in(SiteOwnership(owners=OWNERS, least=2), problem, dublin) == 96 - 14


def test_both_sites_overlap_for_half_an_hour() -> None:
    problem = a_week(date(2026, 3, 2))
    rule = SiteHandOff(owners=TWO)
    arrives = from_to("2026-03-02 07:00", "2026-03-02 23:30", agent="dublin")
    stays = from_to("2026-03-02 00:00", "2026-03-02 07:30", agent="manila")
    returns = from_to("2026-03-02 23:00", "2026-03-03 07:00", agent="manila")
    leaves_early = from_to("2026-03-02 00:00", "2026-03-02 07:15", agent="manila")
    assert excess_in(rule, problem) == 4
    assert excess_in(rule, problem, arrives, stays, returns) == 0
    assert excess_in(rule, problem, arrives, leaves_early, returns) == 1


def test_a_skill_asked_for_at_the_hand_off_must_be_on_both_sides() -> None:
    problem = a_week(date(2026, 3, 2))
    there = [
        from_to("2026-03-02 07:00", "2026-03-02 23:30", agent="dublin"),
        from_to("2026-03-02 00:00", "2026-03-02 07:30", agent="manila"),
        from_to("2026-03-02 23:00", "2026-03-03 07:00", agent="manila"),
    ]
    assert excess_in(SiteHandOff(owners=TWO, skills=("voice",)), problem, *there) == 0
    assert excess_in(SiteHandOff(owners=TWO, skills=("voice", "chat")), problem, *there) == 4


def test_a_site_does_not_hand_off_to_itself() -> None:
    with pytest.raises(ValidationError, match="two different sites"):
        SiteHandOff(owners=(OWNERS[0], OWNERS[0]))


def test_half_hour_zones_hand_off_at_the_half_hour() -> None:
    owners = (OWNERS[1], SiteOwner(site="pune", zone="Asia/Kolkata", starts=time(7)))
    starts = {
        start for start, _, _, _ in SiteHandOff(owners=owners).overlaps(a_week(date(2026, 3, 2), days=1))
    }
    assert starts == {utc("2026-03-02 01:30"), utc("2026-03-02 07:00")}


def test_ownership_is_read_on_clocks_without_offset() -> None:
    with pytest.raises(ValidationError, match="give no offset"):
        SiteOwner.model_validate({"site": "dublin", "zone": "Europe/Dublin", "starts": "07:00+01:00"})


CREWS = CrewHandOff(zone="Europe/Dublin", changes=(time(6), time(14), time(22)))


def test_old_and_new_crew_overlap_at_the_change() -> None:
    changes = CrewHandOff(zone="UTC", changes=(time(14),))
    problem = a_problem(agents=[an_agent("anna"), an_agent("ben")])
    early = from_to("2026-03-02 06:00", "2026-03-02 14:30")
    assert (
        excess_in(changes, problem, early, from_to("2026-03-02 14:00", "2026-03-02 22:00", agent="ben")) == 0
    )
    assert (
        excess_in(changes, problem, early, from_to("2026-03-02 13:30", "2026-03-02 22:00", agent="ben")) == 0
    )
    assert (
        excess_in(changes, problem, early, from_to("2026-03-02 14:15", "2026-03-02 22:00", agent="ben")) == 1
    )
    # Two of the old crew and nobody of the new one.
    assert (
        excess_in(changes, problem, early, from_to("2026-03-02 13:00", "2026-03-02 22:00", agent="ben")) == 1
    )
    assert excess_in(changes, problem) == 2


@pytest.mark.parametrize(
    ("first_date", "expected"),
    [
        (date(2026, 10, 24), ["05:00", "13:00", "21:00", "06:00", "14:00", "22:00"]),
        (date(2026, 3, 28), ["06:00", "14:00", "22:00", "05:00", "13:00", "21:00"]),
    ],
)
def test_crews_change_by_the_region_s_clock(first_date: date, expected: list[str]) -> None:
    period = a_problem(first_date=first_date, days=2, zone="Europe/Dublin")
    assert [f"{meeting:%H:%M}" for meeting in CREWS.meetings(period)] == expected


def test_a_shift_still_running_from_before_is_part_of_the_leaving_crew() -> None:
    night: Assignment = from_to("2026-03-01 22:00", "2026-03-02 06:30")
    rule = CrewHandOff(zone="UTC", changes=(time(6),))
    assert excess_in(rule, a_problem(carried_in=[night])) == 1

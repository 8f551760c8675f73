"""Rest between two days' work (Directive 2003/88/EC art. 3)."""

from datetime import timedelta

import pytest

from solver.domain.people import Carried
from solver.rules.min_rest import MinRest
from tests.solver.builders import a_contract, an_agent, utc
from tests.solver.rules.reading import excess, from_to

LATE = from_to("2026-03-02 14:00", "2026-03-02 22:00")


def test_eleven_hours_are_enough_not_eleven_and_a_half() -> None:
    assert excess(MinRest(), LATE, from_to("2026-03-03 09:00", "2026-03-03 17:00")) == 0


def test_a_quarter_of_an_hour_less_is_one_rest_cut_short() -> None:
    assert excess(MinRest(), LATE, from_to("2026-03-03 08:45", "2026-03-03 17:00")) == 1


def test_a_spring_night_loses_an_hour_of_rest() -> None:
    denver = an_agent(zone="America/Denver")
    evening = from_to("2026-03-07 14:00", "2026-03-07 22:00", "America/Denver")
    assert (
        excess(MinRest(), evening, from_to("2026-03-08 09:00", "2026-03-08 17:00", denver.zone), agent=denver)
        == 1
    )
    assert (
        excess(MinRest(), evening, from_to("2026-03-08 10:00", "2026-03-08 17:00", denver.zone), agent=denver)
        == 0
    )


def test_an_autumn_night_gains_an_hour_of_rest() -> None:
    dublin = an_agent(zone="Europe/Dublin")
    evening = from_to("2026-10-24 14:00", "2026-10-24 22:00", "Europe/Dublin")
    assert (
        excess(MinRest(), evening, from_to("2026-10-25 08:00", "2026-10-25 16:00", dublin.zone), agent=dublin)
        == 0
    )
    assert (
        excess(MinRest(), evening, from_to("2026-10-25 07:45", "2026-10-25 16:00", dublin.zone), agent=dublin)
        == 1
    )


def test_a_date_the_calendar_skips_gives_no_rest() -> None:
    apia = an_agent(zone="Pacific/Apia")
    evening = from_to("2011-12-29 14:00", "2011-12-29 22:00", "Pacific/Apia")
    assert (
        excess(MinRest(), evening, from_to("2011-12-31 08:00", "2011-12-31 16:00", apia.zone), agent=apia)
        == 1
    )
    assert (
        excess(MinRest(), evening, from_to("2011-12-31 09:00", "2011-12-31 16:00", apia.zone), agent=apia)
        == 0
    )


@pytest.mark.parametrize(("hours", "own", "asked"), [(11, 661, 661), (11, 600, 660), (9, 600, 600)])
def test_of_the_rule_s_and_the_contract_s_rest_the_longer_holds(hours: float, own: int, asked: int) -> None:
    agent = an_agent(contract=a_contract(min_rest_minutes=own))
    assert MinRest(hours=hours).rest_for(agent) == timedelta(minutes=asked)
    ends = LATE.end
    soon, later = (
        LATE.model_copy(update={"start": ends + rest, "end": ends + rest + timedelta(hours=6)})
        for rest in (timedelta(minutes=asked - 1), timedelta(minutes=asked))
    )
    assert excess(MinRest(hours=hours), LATE, soon, agent=agent) == 1
    assert excess(MinRest(hours=hours), LATE, later, agent=agent) == 0


def test_the_pause_inside_a_split_day_is_no_daily_rest() -> None:
    morning = from_to("2026-03-02 06:00", "2026-03-02 10:00")
    assert excess(MinRest(), morning, from_to("2026-03-02 13:00", "2026-03-02 17:00")) == 0


def test_the_last_shift_before_the_period_is_rested_from() -> None:
    carried = Carried(last_shift_start=utc("2026-03-01 15:00"), last_shift_end=utc("2026-03-01 23:00"))
    tired = an_agent(carried=carried)
    assert excess(MinRest(), from_to("2026-03-02 09:00", "2026-03-02 17:00"), agent=tired) == 1
    assert excess(MinRest(), from_to("2026-03-02 10:00", "2026-03-02 17:00"), agent=tired) == 0

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.web.board import Clock, board_of
from solver.domain.people import TimeOff
from solver.domain.roster import Activity, Roster, Segment
from solver.domain.time import Span
from tests.app.web.builders import MONDAY, a_problem, a_shift, an_agent

DUBLIN, MANILA, DENVER = ZoneInfo("Europe/Dublin"), ZoneInfo("Asia/Manila"), ZoneInfo("America/Denver")


def at(zone: ZoneInfo, day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def board(agents, shifts, clock: Clock = Clock.LOCAL, first: date = MONDAY):
    return board_of(a_problem(agents, first), Roster(assignments=tuple(shifts)), clock)


def test_a_shift_begins_and_ends_where_its_hours_lie_in_the_week():
    ada = an_agent()
    [row] = board([ada], [a_shift(ada, at(DUBLIN, MONDAY, 6))]).rows
    [bar] = row.bars
    assert (bar.place.x, bar.place.width) == (
        pytest.approx(100 * 6 / 168, abs=1e-3),
        pytest.approx(100 * 8 / 168, abs=1e-3),
    )
    assert bar.label == "06:00"


def test_each_row_runs_by_the_clock_of_its_agent_and_all_by_utc_when_asked():
    maria = an_agent("Maria Santos", "Asia/Manila", site="Manila")
    shift = a_shift(maria, at(MANILA, MONDAY + timedelta(days=1), 6))
    local, utc = (board([maria], [shift], clock).rows[0].bars[0] for clock in Clock)
    assert (local.label, utc.label) == ("06:00", "22:00")
    assert local.place.x - utc.place.x == pytest.approx(100 * 8 / 168, abs=1e-2)


def test_a_shift_that_starts_beyond_the_dates_of_the_period_adds_its_date():
    maria = an_agent("Maria Santos", "Asia/Manila")
    last = a_shift(maria, at(MANILA, MONDAY + timedelta(days=7), 6))
    assert board([maria], [last]).dates[-1] == "Mon 7 Dec"
    assert len(board([maria], []).dates) == 7


def test_nights_are_shaded_on_the_clock_of_the_agent_whichever_clock_is_shown():
    maria = an_agent("Maria Santos", "Asia/Manila")
    local, utc = (board([maria], [], clock).rows[0].nights for clock in Clock)
    assert local[1].x == pytest.approx(100 * 23 / 168, abs=1e-2)
    assert utc[0].x == pytest.approx(100 * 15 / 168, abs=1e-2)
    assert local[1].width == utc[0].width == pytest.approx(100 * 7 / 168, abs=1e-2)


@pytest.mark.parametrize(
    ("zone", "name", "first", "hours"),
    [(DUBLIN, "Europe/Dublin", date(2026, 10, 19), 169), (DENVER, "America/Denver", date(2026, 3, 2), 167)],
)
def test_a_week_with_a_clock_change_is_drawn_in_elapsed_time(
    zone: ZoneInfo, name: str, first: date, hours: int
):
    agent = an_agent(zone=name)
    night = a_shift(agent, at(zone, first + timedelta(days=5), 22))
    [row] = board([agent], [night], first=first).rows
    assert row.bars[0].place.width == pytest.approx(100 * 8 / hours, abs=1e-3)
    assert 100 - row.midnights[-1] == pytest.approx(100 * (hours - 144) / hours, abs=1e-3)


@pytest.mark.parametrize(
    ("hour", "kind"), [(6, "day"), (12, "evening"), (22, "night"), (16, "evening"), (3, "night")]
)
def test_shifts_are_told_apart_by_day_evening_and_night(hour: int, kind: str):
    ada = an_agent()
    [row] = board([ada], [a_shift(ada, at(DUBLIN, MONDAY, hour))]).rows
    assert row.bars[0].kind == row.shifts[0].kind == kind


def test_breaks_lie_inside_their_shift_and_are_told_with_their_clock():
    ada = an_agent()
    [row] = board([ada], [a_shift(ada, at(DUBLIN, MONDAY, 6), pause_after=4)]).rows
    [bar], [pause] = row.bars, row.bars[0].breaks
    assert bar.place.x < pause.x < pause.x + pause.width < bar.place.x + bar.place.width
    assert row.shifts[0].breaks == "lunch 10:00–10:30"
    assert row.paid_hours == "7.5"
    assert "06:00 to Mon 30 Nov 14:00 in Europe/Dublin" in bar.title


def test_a_session_is_drawn_apart_from_breaks_and_told_with_its_clock():
    ada = an_agent(zone="Asia/Kolkata")
    shift = a_shift(ada, at(ZoneInfo("Asia/Kolkata"), MONDAY, 6), pause_after=4)
    session = Segment(
        activity=Activity.COACHING,
        start=shift.start + timedelta(hours=1),
        end=shift.start + timedelta(hours=2),
        name="Calls heard again",
        session="calls/A",
    )
    [bar] = board([ada], [shift.model_copy(update={"breaks": (session, *shift.breaks)})]).rows[0].bars
    [attended], [pause] = bar.sessions, bar.breaks
    assert attended.place.x == pytest.approx(100 * 7 / 168, abs=1e-3)
    assert attended.place.width == pytest.approx(100 / 168, abs=1e-3)
    assert pause.x > attended.place.x + attended.place.width
    assert attended.title == "Ada Byrne: Calls heard again 07:00–08:00 in Asia/Kolkata, coaching"
    assert "Calls heard again 07:00–08:00, lunch 10:00–10:30" in bar.title


def test_time_off_is_drawn_and_its_reason_is_not_told():
    off = Span(start=at(DUBLIN, MONDAY, 0), end=at(DUBLIN, MONDAY + timedelta(days=1), 0))
    [row] = board([an_agent(time_off=(TimeOff(span=off),))], []).rows
    [piece] = row.absences
    assert (piece.x, piece.width) == (0, pytest.approx(100 / 7, abs=1e-3))


def test_rows_are_in_order_of_site_and_name_and_nobody_is_left_out():
    agents = [an_agent("Zoe", site="Denver"), an_agent("Bea"), an_agent("Abe")]
    assert [row.name for row in board(agents, []).rows] == ["Zoe", "Abe", "Bea"]


def test_a_shift_that_runs_past_the_last_date_is_cut_there():
    ada = an_agent()
    [row] = board([ada], [a_shift(ada, at(DUBLIN, MONDAY + timedelta(days=6), 22))]).rows
    place = row.bars[0].place
    assert place.x + place.width == pytest.approx(100, abs=1e-2)
    assert row.shifts[0].end == "Mon 7 Dec 06:00"


def test_every_instant_of_the_table_is_told_in_utc_too():
    maria = an_agent("Maria Santos", "Asia/Manila")
    [row] = board([maria], [a_shift(maria, datetime(2026, 11, 30, 22, tzinfo=UTC))]).rows
    assert (row.shifts[0].start, row.shifts[0].start_utc) == ("Tue 1 Dec 06:00", "Mon 30 Nov 22:00")


@pytest.mark.parametrize(("hours", "label"), [(6, ""), (8, "06:00")])
def test_only_shifts_that_are_long_enough_carry_their_start(hours: int, label: str):
    ada = an_agent()
    [row] = board([ada], [a_shift(ada, at(DUBLIN, MONDAY, 6), hours)]).rows
    assert row.bars[0].label == label

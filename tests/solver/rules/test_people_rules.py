"""Wishes, fairness and stability."""

from datetime import date

from solver.domain.people import Burden, Carried, Preference, Wish
from solver.rules.fair_burdens import FairBurdens
from solver.rules.stability import Stability
from solver.rules.wishes import Wishes
from tests.solver.builders import a_contract, a_problem, a_shift, a_span, an_agent
from tests.solver.rules.reading import daily, excess, excess_in, from_to

WANTS = Preference(wish=Wish.WANTS, span=a_span("2026-03-02 09:00", "2026-03-02 13:00"), weight=3)
AVOIDS = Preference(wish=Wish.AVOIDS, span=a_span("2026-03-03 09:00", "2026-03-03 13:00"), weight=2)


def test_a_wish_for_work_is_met_by_a_shift_that_lies_in_it_for_half_its_time() -> None:
    agent = an_agent(preferences=(WANTS,))
    assert excess(Wishes(), agent=agent) == 3
    assert excess(Wishes(), from_to("2026-03-02 09:00", "2026-03-02 17:00"), agent=agent) == 0
    assert excess(Wishes(), from_to("2026-03-02 09:15", "2026-03-02 17:00"), agent=agent) == 3


def test_a_wish_to_be_free_is_broken_by_the_first_minute() -> None:
    agent = an_agent(preferences=(AVOIDS,))
    assert excess(Wishes(), from_to("2026-03-03 05:00", "2026-03-03 09:00"), agent=agent) == 0
    assert excess(Wishes(), from_to("2026-03-03 05:00", "2026-03-03 09:01"), agent=agent) == 2


def test_one_shift_may_grant_one_wish_and_break_another() -> None:
    tomorrow = AVOIDS.model_copy(update={"span": a_span("2026-03-02 12:00", "2026-03-02 20:00")})
    agent = an_agent(preferences=(WANTS, tomorrow))
    assert excess(Wishes(), from_to("2026-03-02 09:00", "2026-03-02 17:00"), agent=agent) == 2


def a_team(**histories: int) -> list:
    return [
        an_agent(name, carried=Carried(burdens={Burden.NIGHTS: nights})) for name, nights in histories.items()
    ]


NIGHTS = FairBurdens(burdens=(Burden.NIGHTS,))


def test_nights_shared_alike_are_fair_and_the_odd_one_may_fall_anywhere() -> None:
    problem = a_problem(agents=a_team(anna=0, ben=0), days=4)
    one_each = [a_shift("anna", start="22:00"), a_shift("ben", "2026-03-03", "22:00")]
    assert excess_in(NIGHTS, problem, *one_each) == 0
    assert excess_in(NIGHTS, problem, *one_each, a_shift("anna", "2026-03-04", "22:00")) == 0


def test_the_second_night_above_the_share_counts_twice() -> None:
    problem = a_problem(agents=a_team(anna=0, ben=0), days=4)
    assert excess_in(NIGHTS, problem, *daily([0, 1], "22:00")) == 1
    assert excess_in(NIGHTS, problem, *daily([0, 1, 2, 3], "22:00")) == 1 + 2


def test_nights_worked_before_count() -> None:
    problem = a_problem(agents=a_team(anna=3, ben=1), days=2)
    assert excess_in(NIGHTS, problem) == 1
    assert excess_in(NIGHTS, problem, a_shift("ben", start="22:00")) == 0
    assert excess_in(NIGHTS, problem, a_shift("anna", start="22:00")) == 1


def test_half_the_hours_mean_half_the_share() -> None:
    half = an_agent("anna", contract=a_contract(max_weekly_minutes=1_200))
    problem = a_problem(agents=[half, an_agent("ben")], days=6)
    nights = [
        a_shift(agent, day, "22:00")
        for agent, day in zip(("anna", "ben", "ben"), ("2026-03-02", "2026-03-02", "2026-03-03"), strict=True)
    ]
    assert excess_in(NIGHTS, problem, *nights) == 0
    assert excess_in(NIGHTS, problem, *nights, a_shift("anna", "2026-03-04", "22:00")) == 0
    assert excess_in(NIGHTS, problem, nights[0], a_shift("anna", "2026-03-04", "22:00"), nights[1]) == 1


def test_contracts_without_night_work_have_no_part_in_nights() -> None:
    day_worker = an_agent("anna", contract=a_contract(night_work=False))
    problem = a_problem(agents=[day_worker, an_agent("ben")], days=2)
    assert (
        excess_in(NIGHTS, problem, a_shift("ben", start="22:00"), a_shift("ben", "2026-03-03", "22:00")) == 0
    )


def test_each_site_shares_its_own_unless_the_whole_team_does() -> None:
    problem = a_problem(agents=[an_agent("anna", site="dublin"), an_agent("ben", site="denver")], days=2)
    nights = daily([0, 1], "22:00")
    assert excess_in(NIGHTS, problem, *nights) == 0
    assert excess_in(FairBurdens(burdens=(Burden.NIGHTS,), within="team"), problem, *nights) == 1


def test_holidays_are_the_agent_s_own() -> None:
    holiday = FairBurdens(burdens=(Burden.HOLIDAYS,))
    agents = [an_agent("anna", holidays=(date(2026, 3, 3), date(2026, 3, 4))), an_agent("ben")]
    problem = a_problem(agents=agents, days=3)
    assert excess_in(holiday, problem, *daily([0, 1])) == 0
    assert excess_in(holiday, problem, *daily([1, 2])) == 1


BEFORE = a_shift("anna", "2026-03-02", "09:00", 8)


def test_the_previous_roster_again_is_no_change() -> None:
    assert excess(Stability(), BEFORE, previous=[BEFORE]) == 0


def test_a_shift_taken_away_is_one_change_and_a_moved_one_two() -> None:
    later = a_shift("anna", "2026-03-02", "09:30", 8)
    assert excess(Stability(), previous=[BEFORE]) == 1
    assert excess(Stability(), later, previous=[BEFORE]) == 2
    assert excess(Stability(tolerance_minutes=30), later, previous=[BEFORE]) == 0
    assert excess(Stability(tolerance_minutes=29), later, previous=[BEFORE]) == 2


def test_a_shift_with_another_end_is_another_shift() -> None:
    longer = a_shift("anna", "2026-03-02", "09:00", 9)
    assert excess(Stability(tolerance_minutes=59), longer, previous=[BEFORE]) == 2
    assert excess(Stability(tolerance_minutes=60), longer, previous=[BEFORE]) == 0


def test_without_a_previous_roster_nothing_is_new() -> None:
    assert excess(Stability(), BEFORE) == 0


def test_shifts_of_people_who_left_or_outside_the_period_are_not_missed() -> None:
    gone = [a_shift("gone"), a_shift("anna", "2026-03-09")]
    assert excess(Stability(), BEFORE, previous=gone) == 0
    assert excess(Stability(), previous=[*gone, BEFORE]) == 1

"""Patterns of weeks and days: rotations laid down, stints of kinds, compressed weeks, job share."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from solver.domain.options import SolveOptions
from solver.domain.people import Preference, TimeOff, Wish
from solver.domain.result import Status
from solver.domain.selection import ShiftFilter
from solver.rule import Rule, Scope
from solver.rules.fixed_rotation import FixedRotation
from solver.rules.kind_rotation import KindRotation
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.people_on_shift import PeopleOnShift
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.shifts_per_stretch import ShiftsPerStretch
from solver.rules.short_gaps import ShortGaps
from solver.rules.team_total import TeamTotal
from solver.rules.wishes import Wishes
from solver.solve import solve
from tests.solver.builders import (
    MONDAY,
    a_contract,
    a_problem,
    a_rule_set,
    a_shift,
    a_span,
    a_template,
    an_agent,
)
from tests.solver.rules.reading import daily, excess

EARLY, LATE, NIGHT = (ShiftFilter(tags=frozenset({kind})) for kind in ("early", "late", "night"))
KINDS = [
    a_template("early", "06:00", hours=8, tags=frozenset({"early"})),
    a_template("late", "14:00", hours=8, tags=frozenset({"late"})),
    a_template("night", "22:00", hours=8, tags=frozenset({"night"})),
]


def kinds(days: str) -> list[object]:
    """One shift a day from Monday on: e, l, n, or . for none."""
    named = {"e": ("early", "06:00"), "l": ("late", "14:00"), "n": ("night", "22:00")}
    return [
        a_shift(day=MONDAY + timedelta(days=number), start=named[kind][1], template=named[kind][0])
        for number, kind in enumerate(days)
        if kind != "."
    ]


def solved(problem: object, *rules: Rule) -> object:
    result = solve(problem, a_rule_set(*rules), SolveOptions(seconds=10, workers=1))  # type: ignore[arg-type]
    assert result.status is Status.OPTIMAL
    return result


def test_four_on_four_off_is_followed_to_the_day() -> None:
    rule = FixedRotation(steps=("work",) * 4 + ("off",) * 4, first_date=MONDAY)
    assert excess(rule, *daily([0, 1, 2, 3, 8, 9, 10, 11]), days=14) == 0
    assert excess(rule, *daily([0, 1, 2, 3, 8, 9, 10, 11, 12, 13]), days=14) == 2
    assert excess(rule, *daily([0, 1, 2, 8, 9, 10, 11]), days=14) == 1


def test_a_rotation_goes_on_from_before_the_period_and_some_are_ahead() -> None:
    rule = FixedRotation(steps=("work", "off"), first_date=date(2026, 3, 1), ahead={"ben": 1})
    assert excess(rule, *daily([1, 3, 5]), days=7) == 0
    assert excess(rule, *daily([0, 2, 4, 6]), days=7) == 7
    ben = [shift.model_copy(update={"agent": "ben"}) for shift in daily([0, 2, 4, 6])]
    assert excess(rule, *ben, agent=an_agent("ben"), days=7) == 0


def test_a_rotation_has_up_to_fifty_two_steps_of_a_week() -> None:
    year = FixedRotation(
        steps=tuple((EARLY, LATE, NIGHT, "off")[week % 4] for week in range(52)),
        step_days=7,
        first_date=MONDAY,
        every_date=False,
    )
    weeks = [*kinds("eeeee.."), *(_later(shift, 7) for shift in kinds("ll.ll.."))]
    assert excess(year, *weeks, templates=KINDS, days=14) == 0
    assert excess(year, *kinds("eelee.."), templates=KINDS, days=14) == 1
    with pytest.raises(ValidationError):
        FixedRotation(steps=("work",) * 53, first_date=MONDAY)


def test_time_off_excuses_a_date_of_the_rotation() -> None:
    away = an_agent(time_off=(TimeOff(span=a_span("2026-03-03 09:00", "2026-03-03 10:00")),))
    rule = FixedRotation(steps=("work", "work"), first_date=MONDAY)
    assert excess(rule, *daily([0, 2]), agent=away, days=3) == 0
    assert excess(rule, *daily([0, 2]), days=3) == 1


def test_a_rotation_is_read_on_the_agent_s_own_dates() -> None:
    # Kiribati's Line Islands are fourteen hours ahead: their Tuesday begins on Monday at ten in the morning.
    islander = an_agent(zone="Pacific/Kiritimati")
    rule = FixedRotation(steps=("off", "work"), first_date=MONDAY)
    assert excess(rule, a_shift(start="12:00", hours=4), agent=islander, days=2) == 0


def test_a_date_the_zone_skips_owes_nothing_to_a_rotation() -> None:
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    samoan = an_agent(zone="Pacific/Apia")
    period = {"agent": samoan, "first_date": date(2011, 12, 28), "days": 4, "zone": "Pacific/Apia"}
    worked = daily([date(2011, 12, day) for day in (28, 29, 31)], zone="Pacific/Apia")
    always = FixedRotation(steps=("work", "work"), first_date=date(2011, 12, 28))
    assert excess(always, *worked, **period) == 0
    assert excess(always, *worked[:-1], **period) == 1


def test_stints_are_read_over_a_date_the_zone_skips() -> None:
    samoan = an_agent(zone="Pacific/Apia")
    period = {"agent": samoan, "first_date": date(2011, 12, 28), "days": 4, "zone": "Pacific/Apia"}
    late = a_shift(day=date(2011, 12, 29), start="14:00", zone="Pacific/Apia", template="late")
    early = a_shift(day=date(2011, 12, 31), start="06:00", zone="Pacific/Apia", template="early")
    rule = KindRotation(kinds=("early", "late", "night"))
    assert excess(rule, late, early, templates=KINDS, **period) == 1


def test_required_rotations_build_the_roster_of_a_team() -> None:
    team = [an_agent("anna"), an_agent("ben")]
    problem = a_problem(agents=team, templates=KINDS[:2], days=8, need={"support": 1.0})
    rotation = FixedRotation(
        steps=(EARLY, EARLY, LATE, LATE, "off", "off"), first_date=MONDAY, ahead={"ben": 3}
    )
    result = solved(problem, rotation, ServiceCoverage(weight=1))
    given = {(shift.agent, shift.start.day): shift.template for shift in result.roster.assignments}
    assert [given.get(("anna", day)) for day in range(2, 8)] == ["early", "early", "late", "late", None, None]
    assert [given.get(("ben", day)) for day in range(2, 5)] == ["late", None, None]


def test_stints_follow_the_order_of_the_rotation() -> None:
    rule = KindRotation(kinds=("early", "late", "night"))
    assert excess(rule, *kinds("ee.ll.nn..e"), templates=KINDS, days=14) == 0
    assert excess(rule, *kinds("ee.nn"), templates=KINDS, days=14) == 1
    assert excess(rule, *kinds("ll.e"), templates=KINDS, days=14) == 1


def test_a_stint_is_no_longer_than_its_most_days() -> None:
    rule = KindRotation(kinds=("early", "late", "night"), most_days=5)
    assert excess(rule, *kinds("eeeee"), templates=KINDS, days=14) == 0
    assert excess(rule, *kinds("ee.eee"), templates=KINDS, days=14) == 1


def test_a_stint_is_no_shorter_than_its_least_days() -> None:
    rule = KindRotation(kinds=("early", "late"), least_days=3)
    assert excess(rule, *kinds("eeellleee"), templates=KINDS, days=14) == 0
    assert excess(rule, *kinds("eeelleee"), templates=KINDS, days=14) == 1


def test_the_same_kind_twice_in_an_order_is_refused() -> None:
    with pytest.raises(ValidationError, match="every kind once"):
        KindRotation(kinds=("early", "late", "early"))


def test_a_compressed_week_is_four_days_of_ten_hours() -> None:
    contract = a_contract(max_daily_minutes=600, max_weekly_days=4)
    problem = a_problem(
        agents=[an_agent(contract=contract)],
        templates=[a_template("long", "07:00", hours=(8, 10))],
        days=7,
        need={"support": 1.0},
    )
    rules = (
        ShiftsPerStretch(least=4, most=4),
        MinutesPerStretch(least=2_400, most=2_400),
        MaxShiftsPerDay(),
        ServiceCoverage(weight=1),
    )
    result = solved(problem, *rules)
    assert [shift.minutes for shift in result.roster.assignments] == [600] * 4


def test_a_split_day_has_two_shifts_with_a_short_pause() -> None:
    problem = a_problem(
        templates=[
            a_template("morning", "08:00", hours=3),
            a_template("noon", "12:00", hours=3),
            a_template("evening", "17:00", hours=3),
        ],
        need={"support": lambda instant: 1.0 if instant.hour in (8, 9, 10, 17, 18, 19) else 0.0},
    )
    torn = solved(problem, MaxShiftsPerDay(most=2), ServiceCoverage(weight=1))
    assert [shift.template for shift in torn.roster.assignments] == ["morning", "evening"]
    close = solved(problem, MaxShiftsPerDay(most=2), ShortGaps(minutes=60), ServiceCoverage(weight=1))
    assert [shift.template for shift in close.roster.assignments] in (["morning"], ["evening"])


def test_part_time_is_a_contract_of_fewer_hours() -> None:
    half = a_contract(max_weekly_minutes=1_200)
    assert excess(MaxWeeklyMinutes(), *daily([0, 1]), agent=an_agent(contract=half), days=7) == 0
    assert excess(MaxWeeklyMinutes(), *daily([0, 1, 2]), agent=an_agent(contract=half), days=7) == 240


def test_two_who_share_a_job_are_never_on_shift_together_and_fill_it_between_them() -> None:
    pair = Scope(tags=frozenset({"job-7"}))
    team = [an_agent(name, tags=frozenset({"job-7"})) for name in ("anna", "ben")]
    problem = a_problem(agents=team, templates=KINDS[:2], days=5, need={"support": 2.0})
    shared = (
        PeopleOnShift(most=1, scope=pair),
        TeamTotal(of="minutes", least=2_400, most=2_400, per="period", scope=pair),
        MaxShiftsPerDay(),
        ServiceCoverage(weight=1),
    )
    shifts = solved(problem, *shared).roster.assignments
    assert sum(shift.minutes for shift in shifts) == 2_400
    assert len({shift.start for shift in shifts}) == len(shifts)


def test_who_rosters_themselves_gets_the_shifts_they_put_in_for() -> None:
    wish = Preference(
        wish=Wish.WANTS, span=a_span("2026-03-02 00:00", "2026-03-03 06:00"), tags=frozenset({"late"})
    )
    team = [an_agent("anna", preferences=(wish,)), an_agent("ben")]
    problem = a_problem(
        agents=team,
        templates=KINDS[:2],
        need={"support": lambda instant: 1.0 if 6 <= instant.hour < 22 else 0.0},
    )
    shifts = solved(problem, MaxShiftsPerDay(), ServiceCoverage(weight=1), Wishes()).roster.assignments
    assert {shift.agent: shift.template for shift in shifts} == {"anna": "late", "ben": "early"}


def _later(shift: object, days: int) -> object:
    length = timedelta(days=days)
    return shift.model_copy(update={"start": shift.start + length, "end": shift.end + length})  # type: ignore[attr-defined]

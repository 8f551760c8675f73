"""Who holds which escalation duty: primaries and backups, fair, the same every time, nobody twice at once."""

from datetime import date, timedelta

import pytest

from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.duties import DutyStretch, duties_of
from solver.living.moment import kind_of
from solver.rule import Scope
from solver.rules.escalation_duty import EscalationDuty, EscalationTier
from tests.solver.builders import a_problem, a_roster, a_segment, a_shift, an_agent, utc

SECOND, THIRD = (
    EscalationTier(name=name, holders=Scope(tags=frozenset({name})), backup=backup)
    for name, backup in (("second", True), ("third", False))
)
PEOPLE = [
    an_agent("anna", tags=frozenset({"second"})),
    an_agent("ben", tags=frozenset({"second"})),
    an_agent("cleo", tags=frozenset({"second", "third"})),
]


def read(problem: Problem, rule: EscalationDuty, *shifts: Assignment) -> list[DutyStretch]:
    return list(duties_of(problem, rule, Roster(assignments=shifts)))


def told(stretches: list[DutyStretch]) -> list[tuple[object, ...]]:
    return [
        (each.tier, each.part, each.agent, f"{each.start:%H:%M}", f"{each.end:%H:%M}") for each in stretches
    ]


def at(*hours: int) -> dict[str, object]:
    return {"support": lambda start: float(start.hour in hours)}


def test_every_tier_has_a_primary_and_another_person_as_backup() -> None:
    problem = a_problem(agents=PEOPLE, need=at(9, 10))
    rule = EscalationDuty(tiers=(SECOND, THIRD))
    shifts = [a_shift(agent.id, hours=2) for agent in PEOPLE]
    assert told(read(problem, rule, *shifts)) == [
        ("second", "primary", "anna", "09:00", "11:00"),
        ("third", "primary", "cleo", "09:00", "11:00"),
        ("second", "backup", "ben", "09:00", "11:00"),
    ]
    assert list(rule.violations(problem, a_roster(*shifts))) == []


def test_the_one_who_can_hold_both_tiers_holds_the_one_that_nobody_else_can() -> None:
    problem = a_problem(agents=PEOPLE, need=at(9))
    rule = EscalationDuty(tiers=(SECOND, THIRD))
    shifts = [a_shift("anna", hours=1), a_shift("cleo", hours=1)]
    found = {(each.tier, each.part): each.agent for each in read(problem, rule, *shifts)}
    assert found == {("second", "primary"): "anna", ("third", "primary"): "cleo", ("second", "backup"): None}
    [violation] = rule.violations(problem, a_roster(*shifts))
    assert violation.excess == 1


def test_a_duty_stays_with_its_holder_and_goes_to_who_has_had_least_of_it() -> None:
    problem = a_problem(agents=PEOPLE, need=at(*range(8, 14)))
    rule = EscalationDuty(tiers=(SECOND.model_copy(update={"backup": False}),))
    shifts = [a_shift("anna", start="08:00", hours=2), a_shift("ben", start="09:00", hours=3)]
    shifts += [a_shift("anna", start="12:00", hours=2), a_shift("cleo", start="11:00", hours=3)]
    assert told(read(problem, rule, *shifts)) == [
        ("second", "primary", "anna", "08:00", "10:00"),
        ("second", "primary", "ben", "10:00", "12:00"),
        ("second", "primary", "cleo", "12:00", "14:00"),
    ]


def test_a_backup_whose_primary_goes_home_is_the_one_to_call() -> None:
    problem = a_problem(agents=PEOPLE[:2], need=at(9, 10))
    rule = EscalationDuty(tiers=(SECOND,))
    found = told(read(problem, rule, a_shift("anna", hours=1), a_shift("ben", hours=2)))
    assert ("second", "primary", "ben", "10:00", "11:00") in found
    assert ("second", "backup", None, "10:00", "11:00") in found


def test_a_duty_falls_to_somebody_in_a_break_only_where_there_is_no_other() -> None:
    problem = a_problem(agents=PEOPLE[:2], need=at(9))
    resting = a_shift("anna", hours=2, breaks=[a_segment(utc("2026-03-02 09:00"))])
    rule = EscalationDuty(tiers=(SECOND,))
    assert [each.agent for each in read(problem, rule, resting, a_shift("ben", hours=2))] == ["ben", "anna"]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Dublin", date(2026, 3, 29), 23),
        ("Europe/Dublin", date(2026, 10, 25), 25),
        ("Asia/Kolkata", date(2026, 3, 2), 24),
        ("Africa/Cairo", date(2026, 4, 24), 23),
    ],
)
def test_duties_cover_days_of_any_length(zone: str, day: date, hours: int) -> None:
    problem = a_problem(agents=PEOPLE, first_date=day, zone=zone)
    rule = EscalationDuty(tiers=(SECOND,), during="always")
    shifts = [a_shift(name, day, "00:00", hours, zone=zone) for name in ("anna", "ben")]
    found = read(problem, rule, *shifts)
    assert [each.end - each.start for each in found] == [timedelta(hours=hours)] * 2
    assert list(rule.violations(problem, a_roster(*shifts))) == []


def test_whom_a_tier_names_is_like_nobody_else_where_moments_are_judged() -> None:
    named = EscalationTier(name="second", holders=Scope(agents=("anna",)))
    alike = PEOPLE[:2]
    kinds = {kind_of([EscalationDuty(tiers=(SECOND,))], agent) for agent in alike}
    apart = {kind_of([EscalationDuty(tiers=(named,))], agent) for agent in alike}
    assert (len(kinds), len(apart)) == (1, 2)


def test_tiers_need_names_of_their_own_and_windows_their_word() -> None:
    with pytest.raises(ValueError, match="every tier needs a name of its own"):
        EscalationDuty(tiers=(SECOND, SECOND))
    with pytest.raises(ValueError, match="window goes with during = window"):
        EscalationDuty(tiers=(SECOND,), during="window")

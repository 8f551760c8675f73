"""After something happened a roster is as good as before again, with the fewest changes, and says so."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product

import pytest

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Activity, Assignment, Roster
from solver.domain.shift import possible_shifts
from solver.domain.time import Span
from solver.living.changes import ChangeKind
from solver.living.disruption import (
    Absence,
    Event,
    Incident,
    NewRequest,
    Surge,
    UnknownNameError,
    after_events,
)
from solver.living.reach import RepairOptions
from solver.living.repair import repair
from solver.living.repaired import Repair
from solver.model.assigned import assigned
from solver.rules.contract_hours import ContractHours
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.qualified_work import QualifiedWork
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.stability import Stability
from solver.rules.time_off import TimeOffKept
from solver.validate import validate
from tests.solver.builders import (
    a_contract,
    a_problem,
    a_queue,
    a_roster,
    a_rule_set,
    a_segment,
    a_shift,
    a_template,
    an_agent,
    utc,
)

TEMPLATES = (a_template("early", "06:00"), a_template("late", "14:00"))
RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    QualifiedWork(),
    TimeOffKept(),
    MinRest(),
    MaxWeeklyMinutes(),
    MinimumStaffing(weight=1),
    ServiceCoverage(weight=1),
    Stability(weight=60),
)
OPTIONS = RepairOptions(now=utc("2026-03-01 12:00"), notice_hours=0, seconds=5, workers=1)
TUESDAY = Span(start=utc("2026-03-03 00:00"), end=utc("2026-03-04 00:00"))


def open_hours(at) -> float:
    return float(6 <= at.hour < 22)


def a_week(*names: str, **fields) -> Problem:
    agents = [an_agent(name) for name in names]
    return a_problem(agents=agents, templates=TEMPLATES, need={"support": open_hours}, days=7, **fields)


def two_shifts_a_day(*names: str) -> Roster:
    """Anna early and Ben late, from Monday to Friday."""
    days = [date(2026, 3, 2) + timedelta(offset) for offset in range(5)]
    pairs = [
        (names[0], "early", "06:00"),
        (names[1], "late", "14:00"),
    ]
    return a_roster(
        *(a_shift(name, day, start, template=template) for day in days for name, template, start in pairs)
    )


def the_changes(found: Repair) -> list[tuple[str, ChangeKind]]:
    return [(change.agent, change.kind) for change in found.changes]


def test_an_absence_is_made_up_for_by_one_change_and_that_is_proved_to_be_the_fewest() -> None:
    problem, roster = a_week("anna", "ben", "cleo"), two_shifts_a_day("anna", "ben")
    found = repair(problem, RULES, roster, [Absence(agent="anna", span=TUESDAY)], OPTIONS)
    assert the_changes(found) == [("cleo", ChangeKind.GIVEN)]
    step = found.step("changes")
    assert (step.value, step.bound, step.gap, step.proved) == (1, 1, 0.0, True)
    assert [step.value for step in found.steps[:2]] == [0, 0]
    assert [shift.agent for shift in found.vacant] == ["anna"]
    assert found.changes[0].sentence == "Tuesday 2026-03-03: Cleo is given early 06:00–14:00 (UTC)."
    assert not [each for each in found.violations if each.required]


def test_the_change_count_is_what_the_rule_of_stability_reads() -> None:
    problem, roster = a_week("anna", "ben", "cleo"), two_shifts_a_day("anna", "ben")
    found = repair(problem, RULES, roster, [Absence(agent="ben", span=TUESDAY)], OPTIONS)
    read = validate(found.problem, a_rule_set(Stability(weight=1)), found.roster)
    assert sum(each.excess for each in read) == found.step("changes").value


def test_within_the_notice_period_only_the_willing_are_called() -> None:
    problem, roster = a_week("anna", "ben", "cleo"), two_shifts_a_day("anna", "ben")
    options = OPTIONS.model_copy(update={"now": utc("2026-03-02 12:00"), "notice_hours": 24})
    absence = [Absence(agent="anna", span=TUESDAY)]
    frozen = repair(problem, RULES, roster, absence, options)
    assert frozen.changes == ()
    assert frozen.step("service").value > 0
    willing = repair(problem, RULES, roster, absence, options.model_copy(update={"willing": ("cleo",)}))
    assert the_changes(willing) == [("cleo", ChangeKind.GIVEN)]


def test_what_has_begun_stays_whoever_is_willing() -> None:
    problem, roster = a_week("anna", "ben", "cleo"), two_shifts_a_day("anna", "ben")
    options = OPTIONS.model_copy(update={"now": utc("2026-03-03 06:00"), "willing": ("cleo", "ben")})
    found = repair(problem, RULES, roster, [Absence(agent="anna", span=TUESDAY)], options)
    assert all(change.after is None or change.after.start > options.now for change in found.changes)


def test_a_surge_is_met_by_those_who_have_room() -> None:
    problem, roster = a_week("anna", "ben", "cleo"), two_shifts_a_day("anna", "ben")
    span = Span(start=utc("2026-03-04 14:00"), end=utc("2026-03-04 22:00"))
    found = repair(problem, RULES, roster, [Surge(queue="support", span=span, factor=2)], OPTIONS)
    assert [(change.agent, change.after.template) for change in found.changes if change.after] == [
        ("cleo", "late")
    ]
    assert found.step("changes").proved


def test_an_incident_is_a_must_have_whatever_the_volume() -> None:
    problem, roster = a_week("anna", "ben", "cleo"), two_shifts_a_day("anna", "ben")
    span = Span(start=utc("2026-03-04 06:00"), end=utc("2026-03-04 14:00"))
    found = repair(problem, RULES, roster, [Incident(queue="support", span=span, agents=2)], OPTIONS)
    assert (found.step("must_have").value, found.step("changes").value) == (0, 1)
    prices = {price.tier: price for price in found.tiers}
    assert (prices[Tier.MUST_HAVE].before, prices[Tier.MUST_HAVE].disrupted) == (0, 8)


def test_a_wish_alone_changes_nobodys_shifts() -> None:
    problem, roster = a_week("anna", "ben", "cleo"), two_shifts_a_day("anna", "ben")
    found = repair(problem, RULES, roster, [NewRequest(agent="anna", wish="avoids", span=TUESDAY)], OPTIONS)
    assert found.changes == ()
    assert found.step("changes").proved


def test_a_sick_day_counts_as_the_work_it_replaces_unless_said_otherwise() -> None:
    contract = a_contract(min_weekly_minutes=2_400)
    problem = a_week("anna", "ben", "cleo")
    agents = (problem.agents[0].model_copy(update={"contract": contract}), *problem.agents[1:])
    problem = problem.model_copy(update={"agents": agents})
    roster = two_shifts_a_day("anna", "ben")
    paid, standing, _ = after_events(problem, roster, [Absence(agent="anna", span=TUESDAY)])
    unpaid, _, _ = after_events(problem, roster, [Absence(agent="anna", span=TUESDAY, paid_minutes=0)])
    rules = a_rule_set(ContractHours(limits="min"))
    assert not [each for each in validate(paid, rules, standing) if each.place.agent == "anna"]
    assert [each for each in validate(unpaid, rules, standing) if each.place.agent == "anna"]


def test_shifts_that_stand_keep_their_breaks_and_activities_and_locked_ones_stay() -> None:
    problem, roster = a_week("anna", "ben", "cleo"), two_shifts_a_day("anna", "ben")
    first, *others = roster.assignments
    training = a_segment(utc("2026-03-02 08:00"), 60, activity=Activity.TRAINING)
    first = first.model_copy(update={"breaks": (training,), "locked": True})
    problem = problem.model_copy(update={"locked": (first,)})
    roster = Roster(assignments=(first, *others))
    found = repair(problem, RULES, roster, [Absence(agent="ben", span=TUESDAY)], OPTIONS)
    assert first in found.roster.assignments


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], "at least one thing"),
        ([Absence(agent="nobody", span=TUESDAY)], r"events\[0\]\.agent"),
        ([Surge(queue="none", span=TUESDAY, factor=2)], r"events\[0\]\.queue"),
    ],
)
def test_events_about_nothing_are_refused_by_name(events: Sequence[Event], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        repair(a_week("anna"), RULES, a_roster(), events, OPTIONS)
    assert issubclass(UnknownNameError, ValueError)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Dublin", "2026-03-29"),
        ("Europe/Dublin", "2026-10-25"),
        ("Asia/Kolkata", "2026-03-29"),
        ("Africa/Cairo", "2026-04-24"),
        ("Pacific/Kiritimati", "2026-03-29"),
    ],
)
def test_an_absence_on_a_day_of_any_length_is_made_up_for(zone: str, day: str) -> None:
    sick = date.fromisoformat(day)
    agents = [an_agent(name, zone=zone) for name in ("anna", "ben")]
    problem = a_problem(
        agents=agents,
        templates=[a_template("night", "00:30", hours=6, keep="wall_time", weekdays={sick.weekday()})],
        need={"support": 1},
        first_date=sick - timedelta(2),
        days=5,
        zone=zone,
    )
    [offered] = [shift for shift in possible_shifts(problem, agents[0]) if shift.day == sick]
    roster = Roster(assignments=(assigned(offered, problem.axis, {}),))
    absence = Absence(agent="anna", span=Span(start=offered.start, end=offered.start + timedelta(hours=1)))
    options = OPTIONS.model_copy(update={"now": problem.period.start - timedelta(1)})
    found = repair(problem, RULES, roster, [absence], options)
    [change] = found.changes
    assert (change.agent, change.date, change.kind) == ("ben", sick, ChangeKind.GIVEN)
    assert change.after is not None
    assert (change.after.start, change.after.end) == (offered.start, offered.end)
    assert found.step("changes").proved


def test_no_roster_of_a_small_problem_is_as_good_with_fewer_changes() -> None:
    agents = [an_agent("anna"), an_agent("ben"), an_agent("cleo", skills=("support", "billing"))]
    problem = a_problem(
        agents=agents,
        queues=[a_queue("support"), a_queue("billing", priority=8)],
        templates=TEMPLATES,
        need={"support": open_hours, "billing": lambda at: float(at.hour >= 14 and at.hour < 22)},
        days=2,
        first_date=date(2026, 3, 3),
    )
    roster = a_roster(
        a_shift("anna", "2026-03-03", "06:00", template="early"),
        a_shift("ben", "2026-03-03", "14:00", template="late"),
        a_shift("cleo", "2026-03-03", "14:00", template="late"),
        a_shift("anna", "2026-03-04", "06:00", template="early"),
    )
    events = [Absence(agent="anna", span=TUESDAY)]
    changed, standing, _ = after_events(problem, roster, events)
    found = repair(problem, RULES, roster, events, OPTIONS.model_copy(update={"seconds": 20}))
    before = _judged(problem, roster, roster)
    best = min(_above(before, _judged(changed, standing, each)) for each in _every_roster(changed))
    assert (0, *(step.value for step in found.steps)) == best
    assert all(step.bound <= step.value for step in found.steps)
    assert found.step("changes").proved


def _every_roster(problem: Problem) -> list[Roster]:
    choices: list[list[tuple[Assignment, ...]]] = []
    for agent in problem.agents:
        offered = [assigned(shift, problem.axis, {}) for shift in possible_shifts(problem, agent)]
        days = sorted({shift.start.date() for shift in offered})
        per_day = [[(), *((shift,) for shift in offered if shift.start.date() == day)] for day in days]
        choices.append([tuple(shift for day in each for shift in day) for each in product(*per_day)])
    return [
        Roster(assignments=tuple(shift for own in chosen for shift in own)) for chosen in product(*choices)
    ]


def _judged(problem: Problem, standing: Roster, roster: Roster) -> tuple[int, int, int, int, int]:
    """Required, must-have, service that day and later, and changes."""
    found = validate(problem, RULES, roster)
    that_day = [
        each for each in found if each.place.start is None or each.place.start < utc("2026-03-03 14:00")
    ]
    later = [each for each in found if each not in that_day]
    changes = len(set(standing.assignments) ^ set(roster.assignments))
    required, must_have = (sum(each.excess for each in found if each.tier == tier) for tier in (0, 1))
    first, second = (sum(each.excess for each in some if each.tier == 2) for some in (that_day, later))
    return required, must_have, first, second, changes


def _above(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[int, int, int, int]:
    service = max(0, after[2] - before[2]) + max(0, after[3] - before[3])
    return after[0], max(0, after[1] - before[1]), service, after[4]

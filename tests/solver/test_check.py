"""Issues are found before any solve, each with its stable code, its place and what to do."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, time
from string import Formatter
from typing import Any

import pytest

from solver.check import check
from solver.checking.issues import BY_CODE, KINDS, Issue, Severity
from solver.domain.people import AgentSkill, Carried, Preference, TimeOff, Wish
from solver.domain.problem import Problem
from solver.domain.selection import DateSpan, ShiftFilter
from solver.domain.session import Session
from solver.domain.work import ShiftLength
from solver.presets import distributed
from solver.rule import Rule, Scope
from solver.rules import RuleSet
from solver.rules.barred_shifts import BarredShifts
from solver.rules.contract_hours import ContractHours
from solver.rules.days_per_stretch import DaysPerStretch
from solver.rules.fixed_rotation import FixedRotation
from solver.rules.kinds_per_stretch import KindsPerStretch
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_days_off import MinDaysOff
from solver.rules.shift_pairing import ShiftPairing
from solver.rules.shift_requests import ShiftRequest, ShiftRequests
from solver.rules.shift_skills import ShiftSkills
from solver.rules.shifts_per_stretch import ShiftsPerStretch
from solver.rules.travel_time import TravelTime
from solver.rules.weekly_rotation import WeeklyRotation
from tests.solver.builders import (
    MONDAY,
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_rule_set,
    a_span,
    a_template,
    an_agent,
    utc,
)

KINDS_OF_SHIFT = [
    a_template("early", "06:00", hours=8, tags=frozenset({"early"})),
    a_template("late", "14:00", hours=8, tags=frozenset({"late"})),
]
EARLY, LATE, NIGHT = (ShiftFilter(tags=frozenset({kind})) for kind in ("early", "late", "night"))
NEEDED = {"support": lambda at: 1.0 if 9 <= at.hour < 17 else 0.0}


def found(problem: Problem, *rules: Rule) -> list[Issue]:
    return list(check(problem, a_rule_set(*rules)))


def codes(problem: Problem, *rules: Rule) -> set[tuple[str, str]]:
    return {(issue.code, issue.where) for issue in found(problem, *rules)}


def week(**fields: object) -> Problem:
    return a_problem(**{"days": 7, "need": NEEDED, "templates": KINDS_OF_SHIFT, **fields})  # type: ignore[arg-type]


def test_a_sound_problem_under_a_preset_has_no_errors_and_no_warnings() -> None:
    sound = a_problem(agents=[an_agent(role="lead")], days=7, need=NEEDED, interval_minutes=60)
    graver = [
        issue for issue in check(sound, distributed(template_tags=())) if issue.severity != "information"
    ]
    assert graver == []


def test_every_kind_has_a_code_of_its_own_and_says_what_to_do() -> None:
    assert len(BY_CODE) == len(KINDS)
    for kind in KINDS:
        assert kind.says.endswith(".") or kind.code == "rule_not_understood"
        assert kind.remedy.endswith(".")


def a_session(**fields: Any) -> Session:
    given = {"id": "crisis", "name": "Crisis desk", "minutes": 60, "starts": [utc("2026-03-02 09:00")]}
    return Session(**{**given, "attendees": ["anna"], **fields})


Case = tuple[str, str, Callable[[], list[Issue]]]

CASES: list[Case] = [
    (
        "unknown_agent_tag",
        "rules[0].scope.tags",
        lambda: found(week(), BarredShifts(scope=Scope(tags={"x"}))),
    ),
    ("unknown_template_tag", "rules[0].shifts.tags", lambda: found(week(), BarredShifts(shifts=NIGHT))),
    (
        "unknown_template_tag",
        "rules[0].kinds",
        lambda: found(week(), KindsPerStretch(kinds=frozenset({"early", "night"}))),
    ),
    (
        "unknown_template_tag",
        "rules[0].only_if.shifts.tags",
        lambda: found(week(), DaysPerStretch.model_validate({"most": 1, "only_if": {"shifts": NIGHT}})),
    ),
    (
        "unknown_place",
        "rules[0].places",
        lambda: found(week(), TravelTime.model_validate(TravelTime.an_example())),
    ),
    (
        "unknown_template",
        "contracts[full time].templates",
        lambda: found(week(agents=[an_agent(contract=a_contract(templates=("early", "gone")))])),
    ),
    (
        "unknown_agent",
        "rules[0].requests",
        lambda: found(
            week(), ShiftRequests(requests=(ShiftRequest(agent="zoe", date=MONDAY, template="early"),))
        ),
    ),
    ("unknown_site", "templates[day].sites", lambda: found(week(templates=[a_template(sites=("oslo",))]))),
    (
        "unknown_role",
        "rules[0].scope.roles",
        lambda: found(week(), BarredShifts(scope=Scope(roles=("clerk",)))),
    ),
    (
        "unknown_skill",
        "rules[0].skills",
        lambda: found(week(), ShiftSkills.model_validate(ShiftSkills.an_example())),
    ),
    ("empty_scope", "rules[0].scope", lambda: found(week(), BarredShifts(scope=Scope(agents=("zoe",))))),
    ("said_twice", "rules[1]", lambda: found(week(), MaxShiftsPerDay(), MaxShiftsPerDay())),
    (
        "cyclic_pairing",
        "rules[0]",
        lambda: found(
            week(),
            ShiftPairing(first=EARLY, second=LATE, days_later=1),
            ShiftPairing(first=LATE, second=EARLY, days_later=1),
        ),
    ),
    (
        "contradicting_pairings",
        "rules[0]",
        lambda: found(
            week(),
            ShiftPairing(first=EARLY, second=LATE, days_later=2),
            ShiftPairing(first=EARLY, second=LATE, days_later=2, wish="apart"),
        ),
    ),
    (
        "rotation_longer_than_period",
        "rules[0]",
        lambda: found(week(), WeeklyRotation(kinds=("early", "late"))),
    ),
    (
        "rotation_step_without_shift",
        "rules[0].steps[1]",
        lambda: found(week(), FixedRotation(steps=("off", NIGHT), first_date=MONDAY)),
    ),
    (
        "rotation_against_run",
        "rules[0]",
        lambda: found(
            week(),
            FixedRotation(steps=("work",) * 5 + ("off",) * 2, first_date=MONDAY),
            MaxConsecutiveDays(days=4),
        ),
    ),
    (
        "contradicting_limits",
        "rules[0]",
        lambda: found(week(), ShiftsPerStretch(least=5), ShiftsPerStretch(most=4)),
    ),
    (
        "days_off_against_days_of_work",
        "rules[0]",
        lambda: found(week(), DaysPerStretch(least=5), MinDaysOff(days=3)),
    ),
    (
        "contract_hours_unreachable",
        "contracts[odd]",
        lambda: found(
            week(agents=[an_agent(contract=a_contract("odd", min_weekly_minutes=2_400, max_weekly_days=3))])
        ),
    ),
    (
        "contract_hours_not_offered",
        "contracts[odd]",
        lambda: found(
            week(
                agents=[an_agent(contract=a_contract("odd", min_weekly_minutes=2_400))],
                templates=[a_template(hours=6)],
            ),
            MaxShiftsPerDay(),
        ),
    ),
    ("no_agents", "agents", lambda: found(week(agents=[]))),
    ("no_templates", "templates", lambda: found(week(templates=[]))),
    ("nothing_required", "requirements", lambda: found(week(need={}))),
    (
        "queue_without_people",
        "queues[support]",
        lambda: found(week(agents=[an_agent(skills=["sales"])])),
    ),
    ("minimum_above_people", "queues[support]", lambda: found(week(minimum={"support": 2.0}))),
    ("hours_without_template", "queues[support]", lambda: found(week(need={"support": 1.0}))),
    (
        "template_open_to_nobody",
        "templates[day]",
        lambda: found(week(templates=[a_template(roles=("clerk",))])),
    ),
    (
        "template_without_weekday",
        "templates[day]",
        lambda: found(week(templates=[a_template(weekdays=frozenset())])),
    ),
    (
        "template_never_occurs",
        "templates[day]",
        lambda: found(week(templates=[a_template(weekdays=frozenset({6}))], days=3)),
    ),
    ("template_too_long", "templates[day]", lambda: found(week(templates=[a_template(hours=12)]))),
    ("starts_off_the_grid", "templates[day]", lambda: found(week(templates=[a_template(start="09:15")]))),
    (
        "break_off_the_grid",
        "templates[day].lengths",
        lambda: found(week(templates=[a_template(breaks=[a_break(20)])])),
    ),
    ("agent_without_work", "agents[anna]", lambda: found(week(agents=[an_agent(skills=())]))),
    (
        "agent_without_template",
        "agents[anna]",
        lambda: found(week(templates=[a_template(roles=("clerk",))])),
    ),
    (
        "agent_never_available",
        "agents[anna]",
        lambda: found(
            week(agents=[an_agent(time_off=(TimeOff(span=a_span("2026-03-01 00:00", "2026-03-09 00:00")),))])
        ),
    ),
    (
        "skill_expires",
        "agents[anna].skills",
        lambda: found(
            week(agents=[an_agent(skills=[AgentSkill(skill="support", expires=date(2026, 3, 4))])])
        ),
    ),
    (
        "wish_outside_period",
        "agents[anna].preferences[0]",
        lambda: found(
            week(
                agents=[
                    an_agent(
                        preferences=(
                            Preference(wish=Wish.WANTS, span=a_span("2026-04-01 00:00", "2026-04-02 00:00")),
                        )
                    )
                ]
            )
        ),
    ),
    (
        "session_beyond_shifts",
        "sessions[crisis].minutes",
        lambda: found(week(sessions=[a_session(minutes=510)])),
    ),
    (
        "rule_not_understood",
        "rules[1].min_rest.hours",
        lambda: list(
            check(week(), {"name": "x", "rules": [{"rule": "time_off"}, {"rule": "min_rest", "hours": 99}]})
        ),
    ),
]


@pytest.mark.parametrize(
    ("code", "where", "issues"), CASES, ids=[f"{code}-{where}" for code, where, _ in CASES]
)
def test_an_issue_is_found_where_it_is(code: str, where: str, issues: Callable[[], list[Issue]]) -> None:
    one = next(issue for issue in issues() if (issue.code, issue.where) == (code, where))
    kind = BY_CODE[code]
    assert one.severity is kind.severity
    assert one.message
    assert {name for _, name, _, _ in Formatter().parse(kind.says) if name} <= one.values.keys()
    assert "{" not in one.message + one.remedy


def test_every_kind_of_issue_has_a_case() -> None:
    # What layers say against each other has its cases in tests/solver/law/test_layers.py.
    of_layers = {"contradicting_layers", "law_overridden", "contract_below_law"}
    # And why programmes have no session, in tests/solver/test_programme_issues.py.
    of_programmes = {"cohort_without_people", "programme_without_facilitator", "deadline_missed"}
    assert {code for code, _, _ in CASES} == BY_CODE.keys() - of_layers - of_programmes


def test_the_gravest_come_first() -> None:
    issues = found(week(), BarredShifts(shifts=NIGHT), ShiftsPerStretch(least=5), ShiftsPerStretch(most=4))
    order = [list(Severity).index(issue.severity) for issue in issues]
    assert order == sorted(order)
    assert issues[0].code == "contradicting_limits"


def test_pairings_on_one_date_or_with_an_end_are_no_cycle() -> None:
    both = (ShiftPairing(first=EARLY, second=LATE), ShiftPairing(first=LATE, second=EARLY))
    assert "cyclic_pairing" not in {code for code, _ in codes(week(), *both)}
    once = ShiftPairing(first=EARLY, second=LATE, days_later=1)
    assert "cyclic_pairing" not in {code for code, _ in codes(week(), once)}
    itself = ShiftPairing(first=EARLY, second=EARLY, days_later=1)
    assert ("cyclic_pairing", "rules[0]") in codes(week(), itself)
    mondays = ShiftFilter(tags=frozenset({"early"}), weekdays=frozenset({0}))
    ending = ShiftPairing(first=mondays, second=EARLY, days_later=1)
    assert "cyclic_pairing" not in {code for code, _ in codes(week(), ending)}
    preferred = itself.model_copy(update={"weight": 1})
    assert "cyclic_pairing" not in {code for code, _ in codes(week(), preferred)}


@pytest.mark.parametrize(
    "rules",
    [
        (ShiftsPerStretch(least=5), ShiftsPerStretch(most=4, shifts=EARLY)),
        (ShiftsPerStretch(least=5), ShiftsPerStretch(most=4, weight=1)),
        (ShiftsPerStretch(least=5), ShiftsPerStretch(most=4, per="month")),
        (ShiftsPerStretch(least=5), ShiftsPerStretch(most=4, scope=Scope(agents=("ben",)))),
        (ShiftsPerStretch(least=5), ShiftsPerStretch(most=5)),
        (
            ShiftsPerStretch(least=5),
            ShiftsPerStretch(most=4, valid=DateSpan(first_date=MONDAY, last_date=MONDAY)),
        ),
    ],
)
def test_limits_on_other_things_do_not_contradict_each_other(rules: tuple[Rule, ...]) -> None:
    assert "contradicting_limits" not in {code for code, _ in codes(week(), *rules)}


def test_limits_of_different_rules_on_the_same_minutes_contradict_each_other() -> None:
    promised = ContractHours(limits="min", min_minutes=2_400)
    assert ("contradicting_limits", "rules[0]") in codes(week(), promised, MaxWeeklyMinutes(minutes=2_000))


def test_days_worked_before_the_period_are_part_of_a_rotation_s_run() -> None:
    tired = an_agent(carried=Carried(consecutive_days=3))
    rules = (FixedRotation(steps=("work", "work", "off"), first_date=MONDAY), MaxConsecutiveDays(days=4))
    assert ("rotation_against_run", "rules[0]") in codes(week(agents=[tired]), *rules)
    assert ("rotation_against_run", "rules[0]") not in codes(week(), *rules)


def test_rules_switched_off_have_no_unknown_words() -> None:
    assert "unknown_template_tag" not in {
        code for code, _ in codes(week(), BarredShifts(shifts=NIGHT, weight=0))
    }


def test_hours_a_night_template_reaches_are_within_reach_on_its_own_clock() -> None:
    manila = a_template("night", "22:00", hours=8, zone="Asia/Manila")
    need = {"support": lambda at: 1.0 if 14 <= at.hour < 22 else 0.0}
    assert not any(code == "hours_without_template" for code, _ in codes(week(templates=[manila], need=need)))
    elsewhere = manila.model_copy(update={"zone": "Europe/Dublin"})
    assert any(code == "hours_without_template" for code, _ in codes(week(templates=[elsewhere], need=need)))


def test_a_window_of_ends_may_leave_no_shift() -> None:
    length = ShiftLength.model_validate({"minutes": 480, "ends": {"start": time(1), "end": time(2)}})
    never = a_template().model_copy(update={"lengths": (length,)})
    assert ("template_never_occurs", "templates[day]") in codes(week(templates=[never]))


def test_a_queue_nobody_has_the_channel_for_is_without_people() -> None:
    problem = week(agents=[an_agent(channels=("chat",))], queues=[a_queue()])
    (issue,) = [each for each in found(problem) if each.code == "queue_without_people"]
    assert issue.values["needs"] == "voice, support"


def test_looking_a_problem_over_never_loads_the_solver() -> None:
    code = "import sys, solver.check; sys.exit(any(name.split('.')[0] == 'ortools' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_rule_set_that_is_not_understood_names_every_fault() -> None:
    written = {
        "rules": [{"rule": "unheard_of"}, {"rule": "time_off", "odd": 1}, {"rule": "min_rest", "hours": -1}]
    }
    faults = [issue.where for issue in check(week(), written) if issue.code == "rule_not_understood"]
    assert faults == ["name", "rules[0]", "rules[1].time_off.odd", "rules[2].min_rest.hours"]
    assert RuleSet(name="unread").rules == ()

"""Sessions placed in the same solve: one start for a cohort, off duty while it lasts, on any clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Status
from solver.domain.roster import Activity, Assignment, Roster
from solver.domain.session import Session, segment_of
from solver.rule import Rule
from solver.rules.most_away import MostAway
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.session_spacing import SessionSpacing
from solver.rules.sessions_held import SessionsHeld
from solver.rules.sessions_if_quiet import SessionsIfQuiet
from solver.search import windows
from solver.solve import solve
from solver.validate import structural_violations, validate
from tests.solver.builders import (
    a_break,
    a_problem,
    a_roster,
    a_rule_set,
    a_session,
    a_shift,
    a_template,
    an_agent,
    utc,
)

PAIR = [an_agent("anna"), an_agent("ben")]
MEAL = a_template("day", "08:00", hours=8, breaks=[a_break(30, 120, 330, paid=False, activity="meal")])
EVERY_HOUR = [f"{hour:02}:00" for hour in range(8, 16)]


def solved(problem: Problem, *rules: Rule, workers: int = 1) -> Roster:
    result = solve(problem, a_rule_set(*rules), SolveOptions(seconds=20, workers=workers))
    assert result.status is Status.OPTIMAL, result.violations
    assert validate(problem, a_rule_set(*(rule for rule in rules if rule.required)), result.roster) == ()
    return result.roster


def starts_of(roster: Roster, session: Session) -> dict[str, datetime]:
    return {
        shift.agent: segment.start
        for shift in roster.assignments
        for segment in shift.breaks
        if segment.session == session.id
    }


def quiet_at(*hours: int) -> dict[str, object]:
    return {"support": lambda start: 0.0 if start.hour in hours or not 8 <= start.hour < 16 else 2.0}


def test_a_cohort_shares_the_one_start_at_which_nobody_is_needed() -> None:
    session = a_session("training", EVERY_HOUR, ["anna", "ben"])
    problem = a_problem(
        agents=PAIR, templates=[a_template("day", "08:00")], need=quiet_at(13), sessions=(session,)
    )
    roster = solved(problem, SessionsHeld(weight=None), ServiceCoverage())
    assert set(starts_of(roster, session).values()) == {utc("2026-03-02 13:00")}
    assert set(starts_of(roster, session)) == {"anna", "ben"}


def test_whoever_attends_is_off_duty_and_their_meal_keeps_out_of_the_way() -> None:
    session = a_session("training", ["10:00"], ["anna", "ben"], minutes=90)
    problem = a_problem(
        agents=PAIR, templates=[MEAL], need=quiet_at(10, 11), sessions=(session,), interval_minutes=15
    )
    roster = solved(problem, SessionsHeld(weight=None), ServiceCoverage())
    for shift in roster.assignments:
        training, meal = sorted(shift.breaks, key=lambda segment: segment.activity != Activity.TRAINING)
        assert not shift.is_on_duty(training.start, training.end)
        assert meal.end <= training.start or training.end <= meal.start
        assert utc("2026-03-02 11:30") <= meal.start < utc("2026-03-02 12:00"), "the rest of the quiet hours"


@pytest.mark.parametrize(("rule", "missing"), [(SessionsHeld(), 0), (SessionsIfQuiet(), 2)])
def test_attendance_comes_before_service_or_after_it(rule: Rule, missing: int) -> None:
    session = a_session("training", EVERY_HOUR, ["anna", "ben"])
    problem = a_problem(agents=PAIR, templates=[MEAL], need={"support": 2.0}, sessions=(session,))
    result = solve(problem, a_rule_set(rule, ServiceCoverage()), SolveOptions(seconds=20, workers=1))
    assert len(starts_of(result.roster, session)) == 2 - missing
    assert {tier.tier: tier.value for tier in result.tiers}[rule.tier] == missing * (rule.weight or 0)


def test_a_session_needs_one_of_its_facilitators_who_may_have_no_queue_at_all() -> None:
    trainer = an_agent("cleo", skills=())
    late = a_template("late", "12:00", hours=4, roles=("trainer",))
    day = MEAL.model_copy(update={"roles": ("associate",)})
    session = a_session("training", EVERY_HOUR, ["anna", "ben"], facilitators=("cleo", "dan"))
    people = [*PAIR, trainer.model_copy(update={"role": "trainer"}), an_agent("dan", role="away")]
    problem = a_problem(agents=people, templates=[day, late], need=quiet_at(9), sessions=(session,))
    starts = starts_of(solved(problem, SessionsHeld(weight=None), ServiceCoverage()), session)
    assert set(starts) == {"anna", "ben", "cleo"}
    assert len(set(starts.values())) == 1
    assert starts["cleo"] >= utc("2026-03-02 12:00")


def test_people_without_a_queue_do_not_count_for_coverage() -> None:
    problem = a_problem(agents=[an_agent("cleo", skills=())], templates=[MEAL], need={"support": 1.0})
    result = solve(problem, a_rule_set(ServiceCoverage()), SolveOptions(seconds=5, workers=1))
    assert result.measures.covered_hours == 0


def test_with_fewer_than_it_is_worth_a_session_is_not_held() -> None:
    early, late = (
        a_template(name, start, hours=4, roles=(name,))
        for name, start in (("early", "08:00"), ("late", "12:00"))
    )
    people = [an_agent("anna", role="early"), an_agent("ben", role="late"), an_agent("cleo", role="late")]
    everybody = a_session("everybody", EVERY_HOUR, ["anna", "ben", "cleo"])
    most = a_session("most", EVERY_HOUR, ["anna", "ben", "cleo"], least=2)
    problem = a_problem(agents=people, templates=[early, late], sessions=(everybody, most))
    result = solve(problem, a_rule_set(SessionsHeld()), SolveOptions(seconds=10, workers=1))
    assert starts_of(result.roster, everybody) == {}
    assert set(starts_of(result.roster, most)) == {"ben", "cleo"}
    assert [violation.excess for violation in result.violations] == [3, 1]


def test_a_session_that_was_announced_stays_where_it_is() -> None:
    session = a_session("training", EVERY_HOUR, ["anna", "ben"], placed=utc("2026-03-02 09:00"))
    problem = a_problem(agents=PAIR, templates=[MEAL], need=quiet_at(13), sessions=(session,))
    roster = solved(problem, SessionsHeld(weight=None), ServiceCoverage())
    assert set(starts_of(roster, session).values()) == {utc("2026-03-02 09:00")}


def test_a_locked_shift_keeps_its_session_and_the_others_join_it() -> None:
    session = a_session("training", EVERY_HOUR, ["anna", "ben"])
    locked = a_shift("anna", start="08:00", hours=8, attends=[(session, 6)])
    problem = a_problem(agents=PAIR, templates=[MEAL], need=quiet_at(9), sessions=(session,), locked=[locked])
    roster = solved(problem, SessionsHeld(weight=None), ServiceCoverage())
    assert starts_of(roster, session) == dict.fromkeys(("anna", "ben"), session.starts[6])


def test_sessions_of_one_person_lie_apart_and_not_too_many_are_away() -> None:
    coaching = [
        a_session(f"coaching {name}", EVERY_HOUR, [name], activity="coaching", facilitators=("lead",))
        for name in ("anna", "ben")
    ]
    meeting = a_session("meeting", ["10:00"], ["anna", "ben"], activity="meeting")
    problem = a_problem(
        agents=[*PAIR, an_agent("lead", skills=())], templates=[MEAL], sessions=(*coaching, meeting)
    )
    roster = solved(
        problem,
        SessionsHeld(weight=None),
        SessionSpacing(weight=None, minutes=60),
        MostAway(weight=None, most=2, of="sessions"),
    )
    begun = sorted(next(iter(starts_of(roster, each).values())) for each in coaching)
    assert begun[1] - begun[0] >= timedelta(hours=2), "an hour between the two"
    assert all(abs(start - meeting.starts[0]) >= timedelta(hours=2) for start in begun)


def test_meals_are_staggered_when_only_one_may_be_away() -> None:
    problem = a_problem(agents=[*PAIR, an_agent("cleo", skills=())], templates=[MEAL], need={"support": 3.0})
    roster = solved(problem, MostAway(weight=None, most=1), ServiceCoverage())
    meals = [segment.start.hour for shift in roster.assignments for segment in shift.breaks]
    assert len(set(meals)) == len(meals) == 2, "cleo has no work and no shift"


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Asia/Kolkata", date(2026, 3, 2)),
        ("Europe/Dublin", date(2026, 3, 29)),
        ("Europe/Dublin", date(2026, 10, 25)),
        ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("Africa/Cairo", date(2026, 4, 24)),
        ("Pacific/Kiritimati", date(2026, 3, 2)),
    ],
)
def test_sessions_fall_on_local_clocks_of_any_zone_and_on_days_of_any_length(zone: str, day: date) -> None:
    people = [an_agent("anna", zone=zone), an_agent("ben", zone=zone)]
    nights = a_template("night", "00:00", hours=8, breaks=[a_break(30, 120, 330, activity="meal")])
    session = a_session("training", ["01:30", "04:00"], ["anna", "ben"], day=day, zone=zone, minutes=45)
    problem = a_problem(
        agents=people,
        templates=[nights],
        need={"support": 1.0},
        first_date=day,
        zone=zone,
        interval_minutes=15,
        sessions=(session,),
    )
    roster = solved(problem, SessionsHeld(weight=None), ServiceCoverage())
    starts = set(starts_of(roster, session).values())
    assert len(starts) == 1
    assert starts < set(session.starts)
    for shift in roster.assignments:
        [held] = [segment for segment in shift.breaks if segment.session]
        assert held.minutes == 45
        assert held.start.astimezone(ZoneInfo(zone)).date() == day
        assert shift.start <= held.start < held.end <= shift.end


def test_long_periods_are_rolled_with_the_sessions_of_each_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MOST_AT_ONCE", 0)
    sessions = tuple(
        a_session(f"week {week}", EVERY_HOUR, ["anna", "ben"], day=date(2026, 3, 4) + timedelta(weeks=week))
        for week in range(4)
    )
    problem = a_problem(
        agents=PAIR,
        templates=[a_template("day", "07:00", "09:00", step_minutes=60, hours=8)],
        need=quiet_at(13),
        days=28,
        sessions=sessions,
    )
    rules = a_rule_set(SessionsHeld(), ServiceCoverage())
    result = solve(problem, rules, SolveOptions(seconds=20, workers=1))
    for session in sessions:
        assert len(starts_of(result.roster, session)) == 2
        assert {start.hour for start in starts_of(result.roster, session).values()} == {13}


def attending(session: Session, /, **changes: object) -> Assignment:
    segment = segment_of(session, session.starts[0]).model_copy(update=changes)
    return a_shift("anna", start="08:00", hours=8, breaks=[segment])


def test_a_reader_finds_sessions_that_nobody_offers() -> None:
    session = a_session("training", ["10:00", "11:00"], ["anna"])
    of_others = a_session("others", ["10:00"], ["ben"])
    problem = a_problem(
        agents=PAIR, templates=[a_template("day", "08:00", hours=8)], sessions=(session, of_others)
    )

    def said(shift: Assignment) -> list[str]:
        return [found.message for found in structural_violations(problem, a_roster(shift))]

    assert said(attending(session)) == []
    assert said(attending(session, name="renamed since")) == []
    for shift, fault in (
        (attending(session, session="gone"), "the unknown session gone"),
        (attending(of_others), "Others, which is for others"),
        (
            attending(session, start=utc("2026-03-02 09:00"), end=utc("2026-03-02 10:00")),
            "may not begin then",
        ),
        (attending(session, paid=False), "another length, pay or kind"),
        (attending(session, end=utc("2026-03-02 10:30")), "another length, pay or kind"),
        (attending(session, activity=Activity.MEETING), "another length, pay or kind"),
    ):
        [message] = said(shift)
        assert fault in message


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"starts": ()}, "at least 1 item"),
        ({"attendees": ()}, "at least 1 item"),
        ({"minutes": 0}, "greater than or equal to 5"),
        ({"starts": (datetime(2026, 3, 2, 10),)}, "timezone"),  # noqa: DTZ001 - naive on purpose
        ({"starts": (utc("2026-03-02 11:00"), utc("2026-03-02 10:00"))}, "must be in order"),
        ({"starts": (utc("2026-03-02 10:00"),) * 2}, "each of them once"),
        ({"attendees": ("anna", "anna")}, "agent anna is named more than once in session training"),
        ({"facilitators": ("anna",)}, "agent anna is named more than once"),
        ({"least": 3}, "worth holding from 3 attendees on and has only 1"),
        ({"activity": "lunch"}, "'training', 'coaching' or 'meeting'"),
    ],
)
def test_a_session_that_cannot_be_is_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Session.model_validate({**a_session().model_dump(), **fields})


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ([a_session(), a_session()], "session training appears more than once"),
        ([a_session(attendees=["zoe"])], "session training names the unknown agent zoe"),
        ([a_session(day=date(2026, 3, 9))], "2026-03-09T10:00:00.00:00, outside the period"),
        ([a_session(placed=datetime(2027, 1, 1, tzinfo=UTC))], "outside the period"),
    ],
)
def test_a_problem_refuses_sessions_it_cannot_place(sessions: list[Session], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        a_problem(sessions=sessions)

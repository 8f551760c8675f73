"""Groups in proportion, company, contacts at once, on call, cohorts, days off in lieu: named cases."""

from datetime import date

import pytest

from solver.domain.options import SolveOptions
from solver.domain.result import Status
from solver.domain.roster import Activity, Roster
from solver.domain.selection import ShiftFilter
from solver.domain.work import Channel
from solver.rule import Rule, Scope
from solver.rules.agents_ratio import AgentsRatio
from solver.rules.cohort_session import CohortSession
from solver.rules.compensating_days import CompensatingDays
from solver.rules.contacts_at_once import ContactLevel, ContactsAtOnce
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.people_on_shift import PeopleOnShift
from solver.rules.qualified_work import QualifiedWork
from solver.rules.rest_between_kinds import RestBetweenKinds
from solver.rules.same_shift import SameShift
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.work_together import WorkTogether
from solver.solve import solve
from solver.stretch_rule import Trigger
from tests.solver.builders import (
    a_break,
    a_problem,
    a_queue,
    a_rule_set,
    a_segment,
    a_shift,
    a_template,
    an_agent,
    utc,
)
from tests.solver.rules.reading import daily, excess, excess_in

LEARNERS, MENTORS = Scope(tags=frozenset({"learner"})), Scope(tags=frozenset({"mentor"}))
PAIR = [an_agent("anna", tags=frozenset({"learner"})), an_agent("ben", tags=frozenset({"mentor"}))]
KINDS = [
    a_template("early", "06:00", hours=8, tags=frozenset({"early"})),
    a_template("late", "14:00", hours=8, tags=frozenset({"late"})),
]
PRIMARY, BACKUP = (
    a_template(
        name,
        "08:00",
        hours=12,
        breaks=[a_break(720, 0, 0, activity="escalation", name="on call")],
        tags=frozenset({name}),
    )
    for name in ("primary", "backup")
)


def solved(problem: object, *rules: Rule) -> Roster:
    result = solve(problem, a_rule_set(*rules), SolveOptions(seconds=10, workers=1))  # type: ignore[arg-type]
    assert result.status is Status.OPTIMAL
    return result.roster


def test_at_most_one_temporary_agent_for_every_two_others() -> None:
    team = [an_agent(name) for name in ("anna", "ben")]
    team += [an_agent(name, tags=frozenset({"agency"})) for name in ("cleo", "dan")]
    problem = a_problem(agents=team)
    rule = AgentsRatio(
        scope=Scope(tags=frozenset({"agency"})), others=Scope(without_tags=frozenset({"agency"})), percent=50
    )
    assert excess_in(rule, problem, a_shift("anna"), a_shift("ben"), a_shift("cleo")) == 0
    assert excess_in(rule, problem, a_shift("anna"), a_shift("cleo")) == 1
    assert excess_in(rule, problem, a_shift("cleo"), a_shift("dan")) == 2


def test_who_is_called_upon_at_all_gets_a_day_s_work_at_least() -> None:
    filled = MinutesPerStretch(least=480, per="period", only_if=Trigger(shifts=ShiftFilter()))
    assert excess(filled, days=2) == 0
    assert excess(filled, a_shift(hours=5), days=2) == 180
    assert excess(filled, a_shift(hours=5), *daily([1], hours=3), days=2) == 0


def test_a_learner_has_the_very_shift_of_a_mentor() -> None:
    problem = a_problem(agents=PAIR, templates=KINDS)
    rule = SameShift(scope=LEARNERS, company=MENTORS)
    assert excess_in(rule, problem, a_shift("anna"), a_shift("ben")) == 0
    assert excess_in(rule, problem, a_shift("anna"), a_shift("ben", hours=7)) == 1
    assert excess_in(rule, problem, a_shift("ben")) == 0


def test_two_who_do_not_get_along_share_no_late_shift() -> None:
    problem = a_problem(agents=PAIR, templates=KINDS)
    rule = SameShift(
        scope=LEARNERS, company=MENTORS, wish="apart", shifts=ShiftFilter(tags=frozenset({"late"}))
    )
    lates = [a_shift(name, start="14:00", template="late") for name in ("anna", "ben")]
    earlies = [a_shift(name, start="06:00", template="early") for name in ("anna", "ben")]
    assert excess_in(rule, problem, *lates) == 1
    assert excess_in(rule, problem, *earlies) == 0


def test_company_may_be_asked_for_on_some_shifts_only() -> None:
    problem = a_problem(agents=PAIR, templates=KINDS)
    rule = WorkTogether(scope=LEARNERS, company=MENTORS, shifts=ShiftFilter(tags=frozenset({"late"})))
    assert excess_in(rule, problem, a_shift("anna", start="06:00", template="early")) == 0
    assert excess_in(rule, problem, a_shift("anna", start="14:00", template="late")) == 8


def test_beginners_hold_fewer_chats_than_the_requirement_counts_on() -> None:
    team = [an_agent("anna", skills=["chat"], tags=frozenset({"new"})), an_agent("ben", skills=["chat"])]
    problem = a_problem(agents=team, queues=[a_queue("chat", channel=Channel.CHAT)], need={"chat": 1.0})
    rule = ContactsAtOnce(channel=Channel.CHAT, usual=3, levels=(ContactLevel(tag="new", at_once=1),))
    assert excess_in(rule, problem, a_shift("ben")) == 16 * 3
    assert excess_in(rule, problem, a_shift("anna")) == 16 * 3 + 8 * 2
    assert excess_in(rule, problem, a_shift("anna"), a_shift("ben")) == 16 * 3


def test_someone_on_the_phone_holds_no_chats() -> None:
    team = [an_agent("anna", skills=["phone"])]
    queues = [a_queue("chat", channel=Channel.CHAT), a_queue("phone")]
    problem = a_problem(agents=team, queues=queues, need={"chat": 1.0})
    assert excess_in(ContactsAtOnce(channel=Channel.CHAT, usual=2), problem, a_shift("anna")) == 24 * 2


def test_primary_and_backup_are_on_call_and_are_two_people() -> None:
    team = [an_agent("anna"), an_agent("ben")]
    on_call = [
        PeopleOnShift(least=1, window={"start": "08:00", "end": "20:00"}, shifts=ShiftFilter(tags={tier}))
        for tier in ("primary", "backup")
    ]
    roster = solved(a_problem(agents=team, templates=[PRIMARY, BACKUP]), *on_call, MaxShiftsPerDay())
    assert {shift.template for shift in roster.assignments} == {"primary", "backup"}
    assert {shift.agent for shift in roster.assignments} == {"anna", "ben"}
    assert all(shift.breaks[0].activity is Activity.ESCALATION for shift in roster.assignments)


def test_who_is_on_call_covers_no_queue_and_needs_none() -> None:
    problem = a_problem(
        agents=[an_agent()],
        templates=[PRIMARY, *KINDS],
        need={"support": lambda at: float(8 <= at.hour < 14)},
    )
    roster = solved(problem, ServiceCoverage(weight=1), MaxShiftsPerDay())
    assert [shift.template for shift in roster.assignments] == ["early"]
    on_call = a_shift(
        start="08:00", hours=12, template="primary", breaks=[a_segment(utc("2026-03-02 08:00"), 720)]
    )
    unskilled = an_agent(skills=())
    assert excess(QualifiedWork(), on_call, agent=unskilled, templates=[PRIMARY]) == 0
    assert excess(QualifiedWork(), a_shift(), agent=unskilled) == 1


def test_after_a_day_on_call_there_is_rest() -> None:
    rule = RestBetweenKinds(before=ShiftFilter(tags=frozenset({"primary"})), after=ShiftFilter(), hours=12)
    on_call = a_shift(start="08:00", hours=12, template="primary")
    soon = a_shift(day="2026-03-03", start="06:00", template="early")
    assert excess(rule, on_call, soon, templates=[PRIMARY, *KINDS], days=2) == 1
    later = a_shift(day="2026-03-03", start="08:00", template="early")
    assert excess(rule, on_call, later, templates=[PRIMARY, *KINDS], days=2) == 0


def _trained(hour: int) -> object:
    return a_template(
        f"training at {hour}",
        "08:00",
        hours=8,
        breaks=[a_break(120, 60 * (hour - 8), 60 * (hour - 8), activity="training")],
        tags=frozenset({"training"}),
    )


COHORT = [an_agent(name, tags=frozenset({"cohort"})) for name in ("anna", "ben")]
TRAINER = an_agent("cleo", tags=frozenset({"trainer"}))
SESSION = CohortSession(
    scope=Scope(tags=frozenset({"cohort"})),
    facilitator=Scope(tags=frozenset({"trainer"})),
    shifts=ShiftFilter(tags=frozenset({"training"})),
)


def test_a_cohort_is_trained_together_with_its_trainer_where_service_hurts_least() -> None:
    problem = a_problem(
        agents=[*COHORT, TRAINER],
        templates=[_trained(10), _trained(13)],
        need={"support": lambda at: 3.0 if 9 <= at.hour < 12 else 0.5},
    )
    roster = solved(problem, SESSION, MaxShiftsPerDay(), ServiceCoverage(weight=1))
    assert [shift.template for shift in roster.assignments] == ["training at 13"] * 3


@pytest.mark.parametrize(
    ("hours", "missing"),
    [((10, 10, 10), 0), ((10, 10, 13), 1), ((10, 13, 13), 1), ((10, 13, None), 2), ((None, None, 10), 3)],
)
def test_whoever_misses_the_session_is_counted_the_trainer_too(
    hours: tuple[int | None, ...], missing: int
) -> None:
    problem = a_problem(agents=[*COHORT, TRAINER], templates=[_trained(10), _trained(13)])
    given = [
        a_shift(
            agent.id,
            start="08:00",
            template=f"training at {hour}",
            breaks=[a_segment(utc(f"2026-03-02 {hour}:00"), 120, activity=Activity.TRAINING)],
        )
        for agent, hour in zip(problem.agents, hours, strict=True)
        if hour is not None
    ]
    assert excess_in(SESSION, problem, *given) == missing


def test_a_day_off_makes_up_for_a_holiday_worked() -> None:
    agent = an_agent(holidays=(date(2026, 3, 4),))
    rule = CompensatingDays(days=5)
    assert excess(rule, *daily([2, 3, 4, 7]), agent=agent, days=14) == 1
    assert excess(rule, *daily([2, 3, 7]), agent=agent, days=14) == 0
    assert excess(rule, *daily([3, 4, 7]), agent=agent, days=14) == 0


def test_two_holidays_worked_are_made_up_for_by_two_days() -> None:
    agent = an_agent(holidays=(date(2026, 3, 4), date(2026, 3, 5)))
    rule = CompensatingDays(days=4)
    assert excess(rule, *daily([2, 3, 7]), agent=agent, days=14) == 1
    assert excess(rule, *daily([2, 3]), agent=agent, days=14) == 0


def test_a_holiday_whose_days_after_are_not_planned_yet_is_not_judged() -> None:
    agent = an_agent(holidays=(date(2026, 3, 4),))
    assert excess(CompensatingDays(days=14), *daily(range(7)), agent=agent, days=7) == 0


def test_a_date_the_zone_skips_makes_up_for_no_holiday() -> None:
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    samoan = an_agent(zone="Pacific/Apia", holidays=(date(2011, 12, 29),))
    period = {"agent": samoan, "first_date": date(2011, 12, 28), "days": 7, "zone": "Pacific/Apia"}
    worked = daily([date(2011, 12, 29), date(2012, 1, 2)], zone="Pacific/Apia")
    assert excess(CompensatingDays(days=4), *worked, **period) == 1
    assert excess(CompensatingDays(days=5), *worked, **period) == 0

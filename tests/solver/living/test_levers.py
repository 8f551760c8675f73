"""A surge is answered by levers in order, each with what it gains, what it costs and whom it concerns."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from solver.domain.people import AgentSkill
from solver.domain.roster import Activity
from solver.domain.time import Span
from solver.living.disruption import Surge, UnknownNameError
from solver.living.escalation import Escalation, Lever, LeverKind, LeverOptions
from solver.living.levers import weigh_levers
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest
from solver.rules.qualified_work import QualifiedWork
from solver.rules.service_coverage import ServiceCoverage
from tests.solver.builders import (
    a_break,
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

RULES = a_rule_set(
    MaxShiftsPerDay(most=1), QualifiedWork(), MinRest(), MaxWeeklyMinutes(), ServiceCoverage(weight=1)
)
NOON = Span(start=utc("2026-03-02 12:00"), end=utc("2026-03-02 13:00"))
SURGE = Surge(queue="support", span=NOON, factor=2)
OPTIONS = LeverOptions(now=utc("2026-03-02 08:00"), seconds=5)


def a_noon(at: datetime) -> float:
    return float(at.hour == 12)


def a_case(*, with_training: bool = False, **options) -> Escalation:
    """Anna is at her meal at noon, Ben trains, Cleo is there for chat only, Dan is at home."""
    agents = [
        an_agent("anna"),
        an_agent("ben"),
        an_agent("cleo", channels=("chat",)),
        an_agent("dan", contract=a_contract(max_weekly_minutes=0, cost_per_hour=20)),
    ]
    problem = a_problem(
        agents=agents,
        queues=[a_queue("support"), a_queue("chat", channel="chat", skills=["support"], priority=4)],
        templates=[
            a_template("meal", breaks=[a_break(60, 120, 240, paid=False)]),
            a_template("plain"),
            a_template("short", "11:00", hours=4),
        ],
        need={"support": lambda at: 2.0 * a_noon(at)},
    )
    meal = a_segment(utc("2026-03-02 12:00"), 60, paid=False)
    training = a_segment(utc("2026-03-02 12:00"), 60, activity=Activity.TRAINING)
    roster = a_roster(
        a_shift("anna", template="meal", breaks=[meal]),
        a_shift("ben", template="plain", breaks=[training] if with_training else []),
        a_shift("cleo", template="plain"),
    )
    return weigh_levers(problem, RULES, roster, SURGE, OPTIONS.model_copy(update=options))


def the(escalation: Escalation, kind: LeverKind) -> Lever:
    return next(lever for lever in escalation.levers if lever.lever is kind)


def test_levers_are_pulled_in_their_practised_order_and_none_makes_it_worse() -> None:
    found = a_case(overflow_cost_per_hour=30)
    assert [lever.lever for lever in found.levers] == list(LeverKind)
    assert all(lever.gained_hours >= 0 for lever in found.levers)
    gained = sum(lever.gained_hours for lever in found.levers)
    assert sum(each.short_hours for each in found.disrupted) - gained == pytest.approx(0)


def test_what_each_lever_gains_and_costs_is_told() -> None:
    found = a_case(overflow_cost_per_hour=30, with_training=True)
    assert {each.queue: each.short_hours for each in found.disrupted}["support"] == 4
    told = {lever.lever: (lever.gained_hours, lever.cost, lever.agents) for lever in found.levers}
    assert told == {
        LeverKind.MOVE_BREAKS: (1, 0, ("anna",)),
        LeverKind.STOP_OFF_QUEUE_WORK: (1, 0, ("ben",)),
        LeverKind.FLEX_SKILLS: (1, 0, ("cleo",)),
        LeverKind.OVERTIME: (0, 0, ()),
        LeverKind.OVERFLOW: (1, 30, ()),
    }
    assert "other breaks" in the(found, LeverKind.MOVE_BREAKS).changes[0].sentence


def test_overtime_stays_inside_the_rules_and_is_paid_at_its_rate() -> None:
    agents = [
        an_agent("anna"),
        an_agent("dan", contract=a_contract(max_weekly_minutes=240, cost_per_hour=20)),
    ]
    problem = a_problem(
        agents=agents,
        templates=[a_template("plain"), a_template("short", "11:00", hours=4)],
        need={"support": a_noon},
        days=2,
    )
    roster = a_roster(
        a_shift("anna", template="plain"), a_shift("dan", "2026-03-03", "11:00", hours=4, template="short")
    )
    found = the(weigh_levers(problem, RULES, roster, SURGE, OPTIONS), LeverKind.OVERTIME)
    assert (found.agents, found.gained_hours, found.paid_minutes) == (("dan",), 1, 240)
    assert found.cost == 4 * 20 * 1.5
    none = OPTIONS.model_copy(update={"overtime_minutes": 0})
    assert the(weigh_levers(problem, RULES, roster, SURGE, none), LeverKind.OVERTIME).agents == ()


def test_what_nobody_takes_stays_short_and_has_no_price() -> None:
    found = the(a_case(), LeverKind.OVERFLOW)
    assert (found.cost, found.gained_hours) == (None, 0)
    assert "stay short" in found.sentence


def test_breaks_that_have_begun_stay() -> None:
    found = a_case(now=utc("2026-03-02 12:00"))
    assert the(found, LeverKind.MOVE_BREAKS).agents == ()


def test_a_less_proficient_colleague_is_flexed_and_one_without_the_skill_is_not() -> None:
    agents = [
        an_agent("anna"),
        an_agent("ben", skills=(AgentSkill(skill="support", proficiency=0.5),)),
        an_agent("cleo", skills=("cooking",)),
    ]
    problem = a_problem(
        agents=agents,
        queues=[a_queue("support", min_proficiency=0.8), a_queue("cooking")],
        templates=[a_template("plain")],
        need={"support": a_noon},
    )
    roster = a_roster(*(a_shift(agent.id, template="plain") for agent in agents))
    found = the(weigh_levers(problem, RULES, roster, SURGE, OPTIONS), LeverKind.FLEX_SKILLS)
    assert (found.agents, found.gained_hours) == (("ben",), 1)


def test_a_surge_of_an_unknown_queue_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match="no queue other"):
        weigh_levers(a_problem(), RULES, a_roster(), SURGE.model_copy(update={"queue": "other"}), OPTIONS)


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Europe/Dublin", "2026-03-28 23:00"),
        ("Asia/Kolkata", "2026-03-28 18:30"),
        ("Pacific/Apia", "2026-04-04 10:00"),
    ],
)
def test_breaks_keep_their_distance_from_the_start_on_days_of_any_length(zone: str, start: str) -> None:
    begins = utc(start)
    meal = a_break(60, 60, 240, paid=False)
    agent = an_agent(zone=zone)
    clock = begins.astimezone(ZoneInfo(zone))
    problem = a_problem(
        agents=[agent],
        templates=[a_template("night", f"{clock:%H:%M}", breaks=[meal])],
        need={"support": 1},
        first_date=clock.date(),
        days=2,
        zone=zone,
        interval_minutes=30,
    )
    eaten = a_segment(begins + timedelta(hours=2), 60, paid=False)
    shift = a_shift("anna", clock.date(), f"{clock:%H:%M}", zone=zone, template="night", breaks=[eaten])
    busy = Span(start=begins + timedelta(hours=2), end=begins + timedelta(hours=3))
    surge = Surge(queue="support", span=busy, factor=3)
    options = LeverOptions(now=begins - timedelta(hours=1))
    found = weigh_levers(problem, RULES, a_roster(shift), surge, options)
    [moved] = found.roster.assignments[0].breaks
    assert timedelta(hours=1) <= moved.start - begins <= timedelta(hours=4)

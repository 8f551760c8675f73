"""Sessions are put into weeks as they stand: shifts stay, breaks make room, and what comes first decides."""

from collections.abc import Mapping
from datetime import datetime

from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.domain.shift import possible_shifts
from solver.rule import Rule
from solver.rules.lead_on_duty import LeadOnDuty
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.session_spacing import SessionSpacing
from solver.rules.sessions_held import SessionsHeld
from solver.rules.sessions_if_quiet import SessionsIfQuiet
from solver.search.greedy import Plan
from solver.search.guard import Guard, roster_of
from solver.search.missing import Missing
from solver.search.seating import seated
from solver.search.starting import plan_of
from solver.validate import structural_violations
from tests.solver.builders import a_break, a_problem, a_rule_set, a_session, a_template, an_agent, utc

TEAM = [an_agent("anna"), an_agent("ben"), an_agent("cleo")]
DAY = a_template("day", "08:00", hours=8, breaks=[a_break(60, 120, 300)])


def busy_but_at(*hours: int) -> dict[str, object]:
    """All three are needed from eight to four, but for these hours."""
    return {"support": lambda start: 3.0 if 8 <= start.hour < 16 and start.hour not in hours else 0.0}


def a_week(problem: Problem) -> dict[str, Plan]:
    """Everybody's one shift, their breaks in the middle of their windows."""
    return {
        agent.id: plan_of(problem, agent, list(possible_shifts(problem, agent)), {})
        for agent in problem.agents
    }


def after(problem: Problem, *rules: Rule, stop: bool = False) -> Roster:
    rule_set, plans = a_rule_set(*rules), a_week(problem)
    missing = Missing(problem, rule_set)
    for plan in plans.values():
        missing.add(plan.duty, 1)
    found = seated(problem, rule_set, plans, missing, Guard(problem, rule_set), lambda: stop)
    assert {agent: plan.shifts for agent, plan in found.items()} == {
        agent: plan.shifts for agent, plan in plans.items()
    }
    again = Missing(problem, rule_set)
    for plan in found.values():
        again.add(plan.duty, 1)
    assert missing.total() == again.total(), "what is missing is kept up with"
    roster = roster_of(problem, found)
    assert list(structural_violations(problem, roster)) == []
    return roster


def starts(roster: Roster) -> Mapping[str, datetime]:
    return {
        shift.agent: segment.start
        for shift in roster.assignments
        for segment in shift.breaks
        if segment.session is not None
    }


def test_a_session_is_held_with_everybody_where_it_costs_least_and_breaks_make_room() -> None:
    session = a_session("drill", ["09:00", "12:00", "14:00"], ["anna", "ben", "cleo"])
    problem = a_problem(agents=TEAM, templates=[DAY], need=busy_but_at(11, 12), sessions=[session])
    assert {shift.breaks[0].start.hour for shift in roster_of(problem, a_week(problem)).assignments} == {12}
    roster = after(problem, SessionsHeld(), ServiceCoverage(weight=1))
    assert set(starts(roster).values()) == {utc("2026-03-02 12:00")}
    assert len(starts(roster)) == 3
    moved = {each.start.hour for shift in roster.assignments for each in shift.breaks if not each.session}
    assert moved == {11}


def test_one_that_waits_for_quiet_takes_those_it_costs_nothing_to_take() -> None:
    session = a_session("drill", ["09:00"], ["anna", "ben", "cleo"], least=1)
    problem = a_problem(agents=TEAM, templates=[DAY], need={"support": 2.0}, sessions=[session])
    assert len(starts(after(problem, SessionsIfQuiet(), ServiceCoverage(weight=1)))) == 1
    everybody = a_session("drill", ["09:00"], ["anna", "ben", "cleo"])
    problem = problem.model_copy(update={"sessions": (everybody,)})
    assert starts(after(problem, SessionsIfQuiet(), ServiceCoverage(weight=1))) == {}


def test_somebody_leads_it_and_attends_nothing_else_meanwhile() -> None:
    drill = a_session("drill", ["09:00"], ["anna"], facilitators=["cleo"])
    calls = a_session("calls", ["09:00", "14:00"], ["cleo"])
    problem = a_problem(agents=TEAM, templates=[DAY], sessions=[drill, calls])
    roster = after(problem, SessionsHeld())
    (shift,) = roster.by_agent()["cleo"]
    sessions = [(each.session, each.start.hour) for each in shift.breaks if each.session]
    assert sessions == [("drill", 9), ("calls", 14)]


def test_rules_about_several_people_and_sessions_apart_are_not_broken_for_it() -> None:
    team = [an_agent("anna", role="lead"), *TEAM[1:]]
    session = a_session("drill", ["09:00"], ["anna", "ben"])
    led = a_problem(agents=team, templates=[DAY], need={"support": 1.0}, sessions=[session])
    lead = LeadOnDuty(roles=("lead",), weight=None)
    assert starts(after(led, SessionsHeld())) != {}
    before = len(list(lead.violations(led, roster_of(led, a_week(led)))))
    assert len(list(lead.violations(led, after(led, SessionsHeld(), lead)))) <= before
    near = a_session("calls", ["10:00"], ["anna"])
    problem = a_problem(agents=TEAM, templates=[DAY], sessions=[session, near])
    apart = SessionSpacing(minutes=120, weight=None)
    assert set(starts(after(problem, SessionsHeld(), apart)).values()) == {utc("2026-03-02 09:00")}


def test_what_nobody_asks_for_is_unpaid_or_comes_too_late_is_left_alone() -> None:
    session = a_session("drill", ["09:00"], ["anna"])
    problem = a_problem(agents=TEAM, templates=[DAY], sessions=[session])
    assert starts(after(problem, SessionsHeld(sessions={"other"}))) == {}
    assert starts(after(problem, SessionsHeld(), stop=True)) == {}
    unpaid = problem.model_copy(update={"sessions": (session.model_copy(update={"paid": False}),)})
    assert starts(after(unpaid, SessionsHeld())) == {}

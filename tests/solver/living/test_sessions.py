"""A living roster and its sessions: they stay with whom they are for, and breaks move around them."""

from datetime import UTC, datetime

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.roster import Activity, Assignment, Roster
from solver.domain.time import Span
from solver.living.breaks import moved_breaks
from solver.living.disruption import Absence
from solver.living.reach import RepairOptions
from solver.living.repair import repair
from solver.living.replacements import rank_replacements
from solver.living.stretches import Stretches
from solver.living.trades import moved
from solver.rules import RuleSet
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.sessions_held import SessionsHeld
from solver.solve import solve
from solver.validate import structural_violations
from tests.solver.builders import a_break, a_problem, a_rule_set, a_session, a_template, an_agent, utc

RULES = a_rule_set(MaxShiftsPerDay(most=1), SessionsHeld(), ServiceCoverage())
BEFORE = datetime(2026, 2, 20, tzinfo=UTC)
COHORT = a_session("cohort", ["09:00", "12:00"], ["anna", "ben"], least=1)


def the_team(**fields: object) -> Problem:
    day = a_template("day", "08:00", hours=8, breaks=[a_break(60, 60, 300)])
    chosen: dict[str, object] = {
        "agents": [an_agent("anna"), an_agent("ben"), an_agent("cleo")],
        "templates": [day],
        "need": {"support": lambda start: 2.0 if 8 <= start.hour < 16 else 0.0},
        "sessions": (COHORT,),
        **fields,
    }
    return a_problem(**chosen)  # type: ignore[arg-type]


def solved(problem: Problem, rules: RuleSet = RULES) -> Roster:
    return solve(problem, rules, SolveOptions(seconds=10, workers=1)).roster


def sessions_of(roster: Roster) -> dict[str, datetime]:
    return {
        shift.agent: segment.start
        for shift in roster.assignments
        for segment in shift.breaks
        if segment.session == COHORT.id
    }


def shift_of(roster: Roster, agent: str) -> Assignment:
    return next(shift for shift in roster.assignments if shift.agent == agent)


def test_a_shift_that_changes_hands_leaves_its_session_behind() -> None:
    roster = solved(the_team())
    assert set(sessions_of(roster)) == {"anna", "ben"}
    taken = moved(shift_of(roster, "anna"), "cleo")
    assert [segment.activity for segment in taken.breaks] == [Activity.BREAK]
    ranking = rank_replacements(the_team(), RULES, roster, shift_of(roster, "anna"))
    changed = Roster(
        assignments=(*(one for one in roster.assignments if one.agent not in ("anna", "cleo")), taken)
    )
    assert list(structural_violations(the_team(), changed)) == []
    assert all(tier.tier.name != "REQUIRED" for each in ranking.replacements for tier in each.tiers)


def test_breaks_move_around_a_session_that_stays() -> None:
    problem = the_team(need={"support": lambda start: 3.0 if start.hour in (9, 10, 11) else 1.0})
    [early, late] = COHORT.starts
    roster = Roster(
        assignments=tuple(
            one.model_copy(
                update={
                    "breaks": (
                        one.planned_breaks[0].model_copy(
                            update={"start": utc("2026-03-02 10:00"), "end": utc("2026-03-02 11:00")}
                        ),
                        *(
                            segment.model_copy(update={"start": late, "end": COHORT.ends(late)})
                            for segment in one.breaks
                            if segment.session
                        ),
                    )
                }
            )
            for one in solved(problem).assignments
        )
    )
    stretches = Stretches((Span(start=early, end=late),))
    better = moved_breaks(problem, RULES, roster, stretches, BEFORE)
    assert sessions_of(better) == sessions_of(roster) != {}
    assert list(structural_violations(problem, better)) == []
    assert shift_of(better, "anna").planned_breaks[0].start == utc("2026-03-02 13:00")


def test_a_repair_keeps_the_sessions_of_those_who_are_there() -> None:
    roster = solved(the_team())
    done = repair(
        the_team(),
        RULES,
        roster,
        [Absence(agent="ben", span=Span(start=utc("2026-03-02 00:00"), end=utc("2026-03-03 00:00")))],
        RepairOptions(now=BEFORE, seconds=5, workers=1),
    )
    assert sessions_of(done.roster) == {"anna": sessions_of(roster)["anna"]}
    assert {shift.agent for shift in done.roster.assignments} >= {"anna", "cleo"}
    assert [found for found in done.violations if found.required] == []

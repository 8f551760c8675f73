"""Who could take a shift over is found, ranked and told as judging every roster in full would."""

import random
from datetime import date

import pytest

from solver.domain.people import Carried, TimeOff
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.living.judge import Judge
from solver.living.replacements import fill_shifts, rank_replacements, without_shift
from solver.rules.fair_burdens import FairBurdens
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest
from solver.rules.qualified_work import QualifiedWork
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.time_off import TimeOffKept
from tests.solver.builders import (
    a_contract,
    a_problem,
    a_queue,
    a_roster,
    a_rule_set,
    a_shift,
    a_span,
    a_template,
    an_agent,
)
from tests.solver.living.builders import a_random_roster, a_team, the_rules

TEMPLATES = [a_template("day"), a_template("late", "14:00"), a_template("night", "22:00")]
RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    QualifiedWork(),
    TimeOffKept(),
    MinRest(),
    MaxWeeklyMinutes(),
    ServiceCoverage(weight=1),
    FairBurdens(within="team", weight=1),
)


def the_names(ranking) -> list[str]:
    return [each.agent for each in ranking.replacements]


def test_everyone_is_either_ranked_or_refused_by_a_rule_as_the_whole_roster_tells() -> None:
    problem, rules, rng = a_team(agents=10), the_rules(), random.Random(4)
    roster = a_random_roster(problem, rng, share=0.08)
    lawful = 0
    for vacant in rng.sample(roster.assignments, 5):
        ranking = rank_replacements(problem, rules, roster, vacant, most=20)
        assert ranking.lawful + sum(each.agents for each in ranking.refused) == len(problem.agents) - 1
        judge = Judge(problem, rules, without_shift(roster, vacant))
        scores = []
        for agent in problem.agents:
            if agent.id != vacant.agent:
                taken = vacant.model_copy(update={"agent": agent.id})
                found = judge.difference({agent.id: (*judge.shifts_of(agent.id), taken)})
                assert (agent.id in the_names(ranking)) == (not found.broken)
                if not found.broken:
                    scores.append(tuple(found.tiers.get(tier, 0) for tier in Tier))
        told = [{each.tier: each.change for each in found.score} for found in ranking.replacements]
        assert [tuple(each.get(tier, 0) for tier in Tier) for each in told] == sorted(scores)
        lawful += ranking.lawful
    assert lawful > 3


def test_each_rule_that_keeps_people_from_the_shift_is_named_with_them() -> None:
    agents = [
        an_agent("gone"),
        an_agent("busy"),
        an_agent("tired"),
        an_agent("absent", time_off=(TimeOff(span=a_span("2026-03-03 00:00", "2026-03-04 00:00")),)),
        an_agent("unskilled", skills=("cooking",)),
        an_agent("worked", contract=a_contract("half", max_weekly_minutes=1_200)),
        an_agent("free"),
    ]
    problem = a_problem(agents=agents, templates=TEMPLATES, need={"support": 1}, days=7)
    vacant = a_shift("gone", "2026-03-03")
    roster = a_roster(
        vacant,
        a_shift("busy", "2026-03-03", "14:00", template="late"),
        a_shift("tired", "2026-03-02", "22:00", template="night"),
        a_shift("worked", "2026-03-05"),
        a_shift("worked", "2026-03-06"),
    )
    ranking = rank_replacements(problem, RULES, roster, vacant)
    assert the_names(ranking) == ["free"]
    assert {each.rule: each.names for each in ranking.refused} == {
        "one_place_at_a_time": ("Busy",),
        "min_rest": ("Tired",),
        "time_off": ("Absent",),
        "qualified_work": ("Unskilled",),
        "max_weekly_minutes": ("Worked",),
    }


def test_who_covers_more_comes_first_then_who_bears_less() -> None:
    agents = [
        an_agent("gone"),
        an_agent("often", carried=Carried(burdens={"nights": 4})),
        an_agent("rarely"),
        an_agent("both", skills=("support", "billing"), carried=Carried(burdens={"nights": 4})),
    ]
    problem = a_problem(
        agents=agents,
        queues=[a_queue("support"), a_queue("billing", priority=9)],
        templates=TEMPLATES,
        need={"support": 1, "billing": 1},
        days=7,
    )
    night = a_shift("gone", "2026-03-03", "22:00", template="night")
    ranking = rank_replacements(problem, RULES, a_roster(night), night)
    assert the_names(ranking) == ["both", "rarely", "often"]
    best, second, third = ranking.replacements
    assert best.burdens == {"nights": 5, "unpopular_starts": 1}
    assert third.burdens == {"nights": 5, "unpopular_starts": 1}
    assert (second.paid_minutes, second.week_minutes, second.overtime_minutes) == (480, 480, 0)
    assert second.rest_before_minutes is None
    assert "service_coverage" in {each.rule for each in second.mends}


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Dublin", "2026-03-29", 11),
        ("Europe/Dublin", "2026-10-25", 13),
        ("Asia/Kolkata", "2026-03-29", 12),
        ("Pacific/Kiritimati", "2026-03-29", 12),
    ],
)
def test_rest_is_elapsed_time_on_the_night_the_clocks_change(zone: str, day: str, hours: int) -> None:
    """From ten in the evening to ten in the morning by the clock."""
    agents = [an_agent("gone", zone=zone), an_agent("ben", zone=zone)]
    templates = [a_template("morning", "10:00"), a_template("evening", "14:00")]
    first = date.fromisoformat(day).toordinal() - 2
    problem = a_problem(
        agents=agents, templates=templates, first_date=date.fromordinal(first), days=5, zone=zone
    )
    before = date.fromordinal(first + 1)
    vacant = a_shift("gone", day, "10:00", zone=zone, template="morning")
    evening = a_shift("ben", before, "14:00", zone=zone, template="evening")
    rules = a_rule_set(MinRest(hours=12))
    ranking = rank_replacements(problem, rules, a_roster(vacant, evening), vacant)
    if hours < 12:
        assert [each.rule for each in ranking.refused] == ["min_rest"]
    else:
        assert ranking.replacements[0].rest_before_minutes == hours * 60


def test_several_shifts_given_away_together_never_go_to_one_person_at_one_time() -> None:
    agents = [an_agent("gone"), an_agent("ben"), an_agent("cleo"), an_agent("dan", skills=("cooking",))]
    problem = a_problem(agents=agents, templates=TEMPLATES, need={"support": 2}, days=7)
    both = [a_shift("gone", "2026-03-03"), a_shift("gone", "2026-03-03", "14:00", template="late")]
    third = a_shift("gone", "2026-03-03", "22:00", template="night")
    filling = fill_shifts(problem, RULES, Roster(assignments=(*both, third)), [*both, third])
    assert {shift.agent for shift in filling.taken} == {"ben", "cleo"}
    assert len(filling.taken) == 2
    assert len(filling.vacant) == 1
    assert [ranking.lawful for ranking in filling.rankings] == [2, 2, 2]

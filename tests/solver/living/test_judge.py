"""A small change is judged as validating the whole roster before and after would judge it."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from solver.domain.due_work import DueWork
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment, Roster
from solver.living.difference import difference
from solver.living.judge import Given, Judge
from solver.rules import RuleSet
from solver.validate import structural_violations, violations_by_rule
from tests.solver.living.builders import a_random_roster, a_team, the_rules

WEEKS = [
    pytest.param(date(2026, 3, 2), "Europe/Dublin", id="an ordinary week"),
    pytest.param(date(2026, 3, 23), "Europe/Dublin", id="a week of 167 hours"),
    pytest.param(date(2026, 10, 19), "Europe/Dublin", id="a week of 169 hours"),
    pytest.param(date(2026, 3, 2), "Asia/Kolkata", id="a half-hour zone"),
    pytest.param(date(2026, 4, 20), "Africa/Cairo", id="midnight is skipped"),
    pytest.param(date(2026, 3, 2), "Pacific/Kiritimati", id="beside the date line"),
]


def whole(problem: Problem, rules: RuleSet, roster: Roster, given: Given) -> tuple[object, object]:
    """Prices and excess by place of the change, from two validations of the whole roster."""
    shifts = {**roster.by_agent(), **given}
    changed = Roster(assignments=tuple(shift for found in shifts.values() for shift in found))
    found = difference(_read(problem, rules, roster), _read(problem, rules, changed))
    return _told(found)


def _read(problem: Problem, rules: RuleSet, roster: Roster):
    return [
        (None, list(structural_violations(problem, roster))),
        *((rule, list(found)) for rule, found in violations_by_rule(problem, rules, roster)),
    ]


def _told(found) -> tuple[dict[Tier, int], Counter[tuple[object, ...]], Counter[tuple[object, ...]]]:
    def counted(violations):
        counts: Counter[tuple[object, ...]] = Counter()
        for each in violations:
            counts[each.rule, each.place, each.required] += each.excess
        return counts

    return dict(found.tiers), counted(found.come), counted(found.gone)


def a_random_change(problem: Problem, roster: Roster, rng: random.Random) -> Given:
    """Up to three people lose, gain or swap shifts."""
    shifts = roster.by_agent()
    people = rng.sample([agent.id for agent in problem.agents], rng.randint(1, 3))
    pool = [shift for agent_id in people for shift in shifts.get(agent_id, ())]
    given: dict[str, list[Assignment]] = {agent_id: [] for agent_id in people}
    for shift in pool:
        taker = rng.choice(people) if rng.random() < 0.4 else shift.agent
        if rng.random() < 0.9:
            given[taker].append(shift.model_copy(update={"agent": taker}))
    return given


@pytest.mark.parametrize(("first_date", "zone"), WEEKS)
def test_a_change_is_judged_as_two_validations_would(first_date: date, zone: str) -> None:
    problem, rules, rng = a_team(first_date=first_date, zone=zone), the_rules(), random.Random(5)
    seen: Counter[str] = Counter()
    for _ in range(2):
        roster = a_random_roster(problem, rng)
        judge = Judge(problem, rules, roster)
        for _ in range(4):
            given = a_random_change(problem, roster, rng)
            found = judge.difference(given)
            assert _told(found) == whole(problem, rules, roster, given)
            seen.update(each.rule for each in (*found.come, *found.gone))
    assert {"min_rest", "service_coverage", "lead_on_duty", "fair_burdens", "idle_hours"} <= set(seen)


def test_many_people_are_judged_at_once_as_each_would_be_alone() -> None:
    problem, rules, rng = a_team(agents=12), the_rules(), random.Random(2)
    roster = a_random_roster(problem, rng, share=0.08)
    judge = Judge(problem, rules, roster)
    vacant = rng.choice(roster.assignments)
    options = {
        agent.id: (*judge.shifts_of(agent.id), vacant.model_copy(update={"agent": agent.id}))
        for agent in problem.agents
        if agent.id != vacant.agent
    }
    lawful, refused = judge.each(options)
    told = {agent_id: whole(problem, rules, roster, {agent_id: options[agent_id]}) for agent_id in options}
    assert {agent_id: _told(each) for agent_id, each in lawful.items()} == {
        agent_id: told[agent_id] for agent_id in lawful
    }
    for agent_id in options:
        assert (agent_id in refused) == any(required for _, _, required in told[agent_id][1])
    assert lawful
    assert refused


def test_locked_shifts_and_unknown_people_are_told_as_in_a_whole_roster() -> None:
    problem, rules, rng = a_team(), the_rules(), random.Random(9)
    roster = a_random_roster(problem, rng)
    locked = roster.assignments[0]
    problem = problem.model_copy(update={"locked": (locked,)})
    given: Given = {locked.agent: (), "nobody": (locked.model_copy(update={"agent": "nobody"}),)}
    found = Judge(problem, rules, roster).difference(given)
    assert _told(found) == whole(problem, rules, roster, given)
    assert {"locked_shift", "known_agent"} <= {each.rule for each in found.broken}


def test_work_that_may_wait_makes_a_change_matter_later_too() -> None:
    problem, rules, rng = a_team(), the_rules(), random.Random(8)
    works = tuple(
        DueWork(
            queue="billing",
            released=problem.period.start + timedelta(days=day),
            due=problem.period.start + timedelta(days=day + 2),
            minutes=2_000,
        )
        for day in range(5)
    )
    problem = problem.model_copy(update={"due_work": works})
    roster = a_random_roster(problem, rng)
    judge = Judge(problem, rules, roster)
    for _ in range(6):
        given = a_random_change(problem, roster, rng)
        assert _told(judge.difference(given)) == whole(problem, rules, roster, given)

"""What a change of a problem must do to its best roster, whatever that is: small teams solved to proof."""

from datetime import timedelta

import pytest

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.time import TimeAxis
from solver.domain.work import Requirement
from solver.rules import RuleSet
from solver.solve import solve
from tests.solver.random_teams import a_random_team

SEEDS = range(100, 105)


def best(problem: Problem, rule_set: RuleSet) -> list[float]:
    """The proved value of every tier, the most important first."""
    result = solve(problem, rule_set, SolveOptions(seconds=30, workers=1))
    assert all(tier.proved for tier in result.tiers)
    values = {tier.tier: tier.value for tier in result.tiers}
    return [values.get(tier, 0) for tier in Tier]


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"team{seed}")
def team(request: pytest.FixtureRequest) -> tuple[Problem, RuleSet, list[float]]:
    problem, rule_set = a_random_team(request.param, plain=True)
    return problem, rule_set, best(problem, rule_set)


Team = tuple[Problem, RuleSet, list[float]]


def test_an_extra_agent_who_owes_no_hours_and_has_no_wishes_never_hurts(team: Team) -> None:
    problem, rule_set, before = team
    first = problem.agents[0]
    free = first.contract.model_copy(update={"min_weekly_minutes": 0})
    twin = first.model_copy(update={"id": "twin", "name": "Twin", "contract": free, "preferences": ()})
    more = problem.model_copy(update={"agents": (*problem.agents, twin)})
    assert best(more, rule_set) <= before


def test_other_names_and_another_order_change_no_tier(team: Team) -> None:
    problem, rule_set, before = team
    agents = tuple(
        agent.model_copy(update={"id": f"z{number}", "name": f"Z{number}"})
        for number, agent in enumerate(reversed(problem.agents))
    )
    templates = tuple(
        template.model_copy(update={"name": f"kind {number}"})
        for number, template in enumerate(reversed(problem.templates))
    )
    renamed = problem.model_copy(
        update={"agents": agents, "templates": templates, "queues": problem.queues[::-1]}
    )
    backwards = rule_set.model_copy(update={"rules": rule_set.rules[::-1]})
    assert best(renamed, backwards) == before


def test_leaving_out_a_required_rule_never_hurts(team: Team) -> None:
    problem, rule_set, before = team
    for left_out in [rule for rule in rule_set.rules if rule.required]:
        others = tuple(rule for rule in rule_set.rules if rule is not left_out)
        assert best(problem, RuleSet(name="fewer", rules=others)) <= before, left_out.rule


def test_a_shorter_rest_asked_for_never_hurts(team: Team) -> None:
    problem, rule_set, before = team
    shorter = tuple(
        rule.model_copy(update={"hours": rule.hours / 2}) if rule.rule == "min_rest" else rule
        for rule in rule_set.rules
    )
    assert best(problem, RuleSet(name="shorter", rules=shorter)) <= before


def test_twice_every_weight_is_twice_every_tier(team: Team) -> None:
    problem, rule_set, before = team
    dearer = tuple(
        rule if rule.required else rule.model_copy(update={"weight": 2 * rule.weight})
        for rule in rule_set.rules
    )
    assert best(problem, RuleSet(name="dearer", rules=dearer)) == [2 * value for value in before]


def test_more_work_never_lowers_what_is_uncovered(team: Team) -> None:
    problem, rule_set, before = team
    more = _needing(problem, lambda heads: heads + 0.5)
    after = best(more, rule_set)
    assert after[Tier.MUST_HAVE] == before[Tier.MUST_HAVE]
    assert after[Tier.SERVICE] >= before[Tier.SERVICE]


def test_a_queue_without_work_changes_no_tier(team: Team) -> None:
    problem, rule_set, before = team
    idle = problem.queues[0].model_copy(update={"id": "idle", "name": "Idle", "priority": 10})
    assert best(problem.model_copy(update={"queues": (idle, *problem.queues)}), rule_set) == before


def test_a_template_more_never_hurts(team: Team) -> None:
    problem, rule_set, before = team
    first = problem.templates[0]
    lengths = tuple(length.model_copy(update={"minutes": length.minutes + 60}) for length in first.lengths)
    longer = first.model_copy(update={"name": "longer", "lengths": lengths})
    more = problem.model_copy(update={"templates": (*problem.templates, longer)})
    assert best(more, rule_set) <= before


def test_two_queues_of_equal_priority_that_the_same_people_serve_are_as_good_as_one(team: Team) -> None:
    problem, rule_set, _ = team
    alike = tuple(
        queue.model_copy(update={"skills": (), "min_proficiency": 0.0, "priority": 5})
        for queue in problem.queues
    )
    two = problem.model_copy(update={"queues": alike})
    assert best(_merged(two), rule_set) == best(two, rule_set)


def test_a_week_later_where_no_clock_changes_the_roster_is_worth_the_same() -> None:
    problem, rule_set = _in_kolkata(100)
    assert best(_shifted(problem, timedelta(days=7)), rule_set) == best(problem, rule_set)


@pytest.mark.parametrize(("zone", "hours"), [("Asia/Karachi", 0.5), ("Asia/Tokyo", -3.5)])
def test_every_zone_and_time_shifted_alike_shifts_the_roster(zone: str, hours: float) -> None:
    problem, rule_set = _in_kolkata(103)
    shifted = _shifted(problem, timedelta(hours=hours), zone)
    assert TimeAxis.of(shifted.period, 60).start == problem.axis.start + timedelta(hours=hours)
    assert best(shifted, rule_set) == best(problem, rule_set)


def _needing(problem: Problem, change) -> Problem:
    requirements = tuple(
        need.model_copy(update={"agents": tuple(change(heads) for heads in need.agents)})
        for need in problem.requirements
    )
    return problem.model_copy(update={"requirements": requirements})


def _merged(problem: Problem) -> Problem:
    """Both queues as one: the sums of what they ask for."""
    kept, _ = problem.queues
    first, second = problem.requirements
    floors = [need.minimum for need in (first, second) if need.minimum is not None]
    merged = Requirement(
        queue=kept.id,
        agents=tuple(a + b for a, b in zip(first.agents, second.agents, strict=True)),
        minimum=tuple(map(sum, zip(*floors, strict=True))) if floors else None,
    )
    return problem.model_copy(update={"queues": (kept,), "requirements": (merged,)})


def _in_kolkata(seed: int) -> tuple[Problem, RuleSet]:
    """A team whose people and period all live by one clock that never changes."""
    problem, rule_set = a_random_team(seed, plain=True)
    agents = tuple(agent.model_copy(update={"zone": "Asia/Kolkata"}) for agent in problem.agents)
    moved = problem.period.model_copy(update={"zone": "Asia/Kolkata"})
    hours = 24 * problem.period.days
    requirements = tuple(
        need.model_copy(
            update={
                "agents": (need.agents * 2)[:hours],
                "minimum": need.minimum and (need.minimum * 2)[:hours],
            }
        )
        for need in problem.requirements
    )
    update = {"agents": agents, "period": moved, "requirements": requirements}
    return Problem.model_validate(problem.model_copy(update=update).model_dump()), rule_set


def _shifted(problem: Problem, later: timedelta, zone: str | None = None) -> Problem:
    """Every instant ``later``, on the clock of ``zone`` where one is named, which lies as much behind."""
    first = problem.period.first_date + (timedelta() if zone else later)
    period = problem.period.model_copy(update={"first_date": first, "zone": zone or problem.period.zone})

    dates = first - problem.period.first_date

    def moved(span):
        return span.model_copy(update={"start": span.start + later, "end": span.end + later})

    agents = tuple(
        agent.model_copy(
            update={
                "zone": zone or agent.zone,
                "skills": tuple(
                    skill.model_copy(update={"expires": skill.expires and skill.expires + dates})
                    for skill in agent.skills
                ),
                "unavailable": tuple(moved(span) for span in agent.unavailable),
                "time_off": tuple(off.model_copy(update={"span": moved(off.span)}) for off in agent.time_off),
                "preferences": tuple(
                    wish.model_copy(update={"span": moved(wish.span)}) for wish in agent.preferences
                ),
            }
        )
        for agent in problem.agents
    )
    return Problem.model_validate(
        problem.model_copy(update={"period": period, "agents": agents}).model_dump()
    )

"""The three coverage models as rule sets over one problem."""

from collections.abc import Mapping
from datetime import date

import pytest

from solver.domain.problem import Problem
from solver.domain.time import ClockWindow
from solver.model.roster_model import RosterModel
from solver.presets import (
    PRESETS,
    CoverageModel,
    distributed,
    follow_the_sun,
    owners_by_day,
    traditional_24x7,
)
from solver.rules import RuleSet
from solver.search.candidates import candidates
from tests.solver.builders import a_problem, a_roster, a_shift, a_template, an_agent

ZONES = {"manila": "Asia/Manila", "dublin": "Europe/Dublin", "denver": "America/Denver"}
SETS: Mapping[str, RuleSet] = {
    "follow_the_sun": follow_the_sun(owners_by_day(ZONES)),
    "traditional_24x7": traditional_24x7("Europe/Dublin"),
    "distributed": distributed(),
}


def a_week(**fields: object) -> Problem:
    """People on three sites, shifts of all three kinds, over the night the Dublin clocks go back."""
    return a_problem(
        agents=[
            an_agent(f"{site}-{role}", site=site, zone=zone, role=role)
            for site, zone in ZONES.items()
            for role in ("associate", "lead")
        ],
        templates=[
            a_template("site day", "07:00", hours=8.5, tags=frozenset({"follow_the_sun"})),
            a_template(
                "crew night", "22:00", hours=8.5, zone="Europe/Dublin", tags=frozenset({"traditional_24x7"})
            ),
            a_template("own clock", "10:00", hours=6, tags=frozenset({"distributed"})),
        ],
        need={"support": 1.5},
        minimum={"support": 1},
        first_date=date(2026, 10, 19),
        days=7,
        **fields,
    )


def broken(rule_set: RuleSet, problem: Problem, *shifts: object) -> set[str]:
    roster = a_roster(*shifts)
    return {
        violation.rule
        for rule in rule_set.active
        if rule.required
        for violation in rule.violations(problem, roster)
    }


@pytest.mark.parametrize("rule_set", SETS.values(), ids=SETS)
def test_an_empty_roster_breaks_nothing_that_is_required(rule_set: RuleSet) -> None:
    assert broken(rule_set, a_week()) == set()


@pytest.mark.parametrize("rule_set", SETS.values(), ids=SETS)
def test_every_rule_of_a_preset_can_be_put_to_the_solver(rule_set: RuleSet) -> None:
    problem = a_week()
    model = RosterModel(problem, offered=candidates(problem, rule_set), once_a_day=rule_set.once_a_day)
    offered = {shift.template for agent in problem.agents for shift in model.shifts(agent.id)}
    assert len(offered) == 1
    for rule in rule_set.active:
        for breach in rule.breaches(model):
            assert breach.most > 0
            assert breach.at_least


@pytest.mark.parametrize("rule_set", SETS.values(), ids=SETS)
def test_a_preset_is_data(rule_set: RuleSet) -> None:
    assert RuleSet.model_validate_json(rule_set.model_dump_json()).digest() == rule_set.digest()


def test_the_presets_are_three_sets_of_the_same_rules_by_name() -> None:
    assert list(PRESETS) == list(CoverageModel) == list(SETS)
    assert [rule_set.coverage_model for rule_set in SETS.values()] == list(CoverageModel)
    assert len({rule_set.digest() for rule_set in SETS.values()}) == 3


def test_following_the_sun_forbids_the_local_night_and_around_the_clock_does_not() -> None:
    night = a_shift("dublin-lead", "2026-10-19", "22:00", 8.5, zone="Europe/Dublin", template="any")
    assert "local_night" in broken(SETS["follow_the_sun"], a_week(), night)
    assert "local_night" not in broken(SETS["traditional_24x7"], a_week(), night)


def test_following_the_sun_takes_two_sites() -> None:
    with pytest.raises(ValueError, match="at least two sites"):
        follow_the_sun(owners_by_day({"dublin": "Europe/Dublin"}))


def test_around_the_clock_crews_rotate_forward_and_rest_after_nights() -> None:
    nights = [a_shift("dublin-lead", f"2026-10-{day}", "22:00", 8, zone="Europe/Dublin") for day in (19, 20)]
    back = a_shift("dublin-lead", "2026-10-22", "06:00", 8, zone="Europe/Dublin")
    assert broken(SETS["traditional_24x7"], a_week(), *nights, back) == {"rest_after_nights"}
    next_day = a_shift("dublin-lead", "2026-10-21", "14:00", 8, zone="Europe/Dublin")
    assert broken(SETS["traditional_24x7"], a_week(), *nights, next_day) == {
        "forward_rotation",
        "min_rest",
        "rest_after_nights",
    }


def test_a_distributed_team_may_split_days_where_it_is_said() -> None:
    split = [
        a_shift("dublin-lead", "2026-10-19", start, 3, zone="Europe/Dublin") for start in ("08:00", "17:00")
    ]
    assert broken(distributed(), a_week(), *split) == {"max_shifts_per_day"}
    assert broken(distributed(split_days=True), a_week(), *split) == set()


def test_comfort_hours_are_the_agent_s_own_or_the_team_s() -> None:
    early = ClockWindow.model_validate({"start": "06:00", "end": "14:00"})
    problem = a_problem(agents=[an_agent("anna", comfort=early), an_agent("ben")])
    roster = a_roster(a_shift("anna", start="07:00"), a_shift("ben", start="20:00", hours=4))
    rule = next(rule for rule in distributed().rules if rule.rule == "local_night" and rule.weight)
    assert [(found.place.agent, found.excess) for found in rule.violations(problem, roster)] == [
        ("anna", 60),
        ("ben", 180),
    ]


def test_comfort_all_day_is_refused() -> None:
    all_day = ClockWindow.model_validate({"start": "07:00", "end": "07:00"})
    with pytest.raises(ValueError, match="comfort"):
        distributed(comfort=all_day)


def test_no_tags_named_means_all_templates() -> None:
    assert "template_tags" not in {rule.rule for rule in distributed(template_tags=()).rules}

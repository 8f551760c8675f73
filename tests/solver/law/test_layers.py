"""Rules in layers: what holds for whom on which date, its source, and what layers say against another."""

from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain.people import TimeOff
from solver.domain.selection import DateSpan
from solver.law.layer_issues import layer_issues
from solver.law.layers import Layer, LayerRule, Level, effective_rules, layered
from solver.rule import Rule
from solver.rules import RuleSet
from solver.rules.contract_hours import ContractHours
from solver.rules.days_per_stretch import DaysPerStretch
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.service_coverage import ServiceCoverage
from tests.solver.builders import a_contract, a_problem, a_roster, a_rule_set, a_shift, a_span, an_agent

ANNA = an_agent("anna", site="Dublin")
BEN = an_agent("ben", site="Manila", zone="Asia/Manila")
CARA = an_agent("cara", site="Manila", zone="Asia/Manila", contract=a_contract("part time"))
TEAM = (ANNA, BEN, CARA)
BASE = a_rule_set(MinRest(hours=10), ServiceCoverage())
ON = date(2026, 3, 2)


def own(rule: Rule, **fields: object) -> LayerRule:
    return LayerRule(rule=rule, **fields)


def hours_of_rest(layers: list[Layer], agent: object) -> list[float]:
    kept, _ = effective_rules(BASE, layers, agent, ON)
    return [each.rule.hours for each in kept if isinstance(each.rule, MinRest)]


def a_chain(*levels: Level) -> list[Layer]:
    """Layers whose rests are 11, 12, 13, 14 hours at organization, Manila, part time and Cara."""
    subjects = {Level.SITE: "Manila", Level.CONTRACT: "part time", Level.AGENT: "cara"}
    return [
        Layer(
            level=level,
            subject=subjects.get(level),
            rules=(own(MinRest(hours=11 + list(Level).index(level))),),
        )
        for level in levels
    ]


def test_the_last_layer_that_is_about_an_agent_has_the_last_word() -> None:
    layers = a_chain(Level.AGENT, Level.SITE, Level.ORGANIZATION, Level.CONTRACT)
    assert hours_of_rest(layers, ANNA) == [11]
    assert hours_of_rest(layers, BEN) == [12]
    assert hours_of_rest(layers, CARA) == [14]
    assert hours_of_rest(layers[:0], CARA) == [10]


def test_a_rule_that_tightens_holds_beside_the_one_before() -> None:
    layer = Layer(level=Level.ORGANIZATION, rules=(own(MinRest(hours=12), mode="tighten"),))
    assert hours_of_rest([layer], ANNA) == [10, 12]


def test_a_rule_of_another_name_leaves_the_first_alone() -> None:
    layer = Layer(level=Level.ORGANIZATION, rules=(own(MinRest(hours=12), name="after training"),))
    assert hours_of_rest([layer], ANNA) == [10, 12]


def test_weight_zero_takes_a_rule_away_for_one_agent() -> None:
    layer = Layer(level=Level.AGENT, subject="ben", rules=(own(MinRest(weight=0)),))
    assert hours_of_rest([layer], BEN) == []
    assert hours_of_rest([layer], CARA) == [10]


@pytest.mark.parametrize(("on", "hours"), [(date(2026, 3, 1), []), (date(2026, 3, 2), [12])])
def test_a_rule_holds_on_the_dates_it_is_valid(on: date, hours: list[float]) -> None:
    valid = DateSpan(first_date=date(2026, 3, 2), last_date=date(2026, 3, 8))
    layer = Layer(level=Level.SITE, subject="Manila", rules=(own(MinRest(hours=12, valid=valid)),))
    kept, _ = effective_rules(RuleSet(name="none"), [layer], BEN, on)
    assert [each.rule.hours for each in kept if isinstance(each.rule, MinRest)] == hours


def test_the_rule_set_says_for_each_agent_what_the_layers_say() -> None:
    layers = [
        *a_chain(*Level),
        Layer(level=Level.SITE, subject="Dublin", presets=("ireland",)),
        Layer(level=Level.SITE, subject="Manila", presets=("philippines",)),
    ]
    found = layered(BASE, layers, TEAM)
    assert len(found.sources) == len(found.rule_set.rules)
    for agent in TEAM:
        kept, _ = effective_rules(BASE, layers, agent)
        held = {
            (sourced.source, sourced.name, rule.rule)
            for rule, sourced in zip(found.rule_set.rules, found.sources, strict=True)
            if rule.scope.includes(agent)
        }
        assert held == {(each.source, each.name, each.rule.rule) for each in kept}


def test_manila_keeps_its_own_rest_while_dublin_keeps_the_first() -> None:
    layer = Layer(level=Level.SITE, subject="Manila", rules=(own(MinRest(hours=16)),))
    problem = a_problem(agents=TEAM, days=3)
    rule_set = layered(BASE, [layer], TEAM).rule_set
    roster = a_roster(
        *(
            a_shift(agent, day, "09:00", 10, zone=zone)
            for agent, zone in (("anna", "UTC"), ("ben", "Asia/Manila"))
            for day in ("2026-03-02", "2026-03-03")
        )
    )
    found = [each for rule in rule_set.rules for each in rule.violations(problem, roster)]
    assert [each.place.agent for each in found if each.rule == "min_rest"] == ["ben"]


def test_without_layers_the_rule_set_is_as_it_was() -> None:
    assert layered(BASE, (), TEAM).rule_set is BASE


def test_a_preset_brings_its_articles_along() -> None:
    kept, _ = effective_rules(BASE, [Layer(level=Level.ORGANIZATION, presets=("ireland",))], ANNA, ON)
    cited = {each.name: (each.source, each.citation) for each in kept if each.citation}
    assert cited["daily_rest"] == (
        "preset ireland, organization",
        "Organisation of Working Time Act 1997 s. 11",
    )
    assert len(cited) == 6


def test_layers_that_contradict_each_other_are_told_with_both_sources() -> None:
    layers = [
        Layer(level=Level.ORGANIZATION, rules=(own(MaxWeeklyMinutes(minutes=1_800)),)),
        Layer(level=Level.SITE, subject="Manila", rules=(own(MinutesPerStretch(least=2_400)),)),
    ]
    problem = a_problem(agents=TEAM, days=7)
    (found,) = layer_issues(problem, layered(BASE, layers, TEAM))
    assert found.code == "contradicting_layers"
    assert "site Manila asks by minutes_per_stretch for at least 2400" in found.message
    assert "organization allows by max_weekly_minutes at most 1800" in found.message


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        ("Asia/Kolkata", "2026-03-02"),
        ("Africa/Cairo", "2026-04-20"),
        ("Europe/Dublin", "2026-10-19"),
        ("Pacific/Apia", "2011-12-26"),
    ],
)
def test_a_contradiction_is_one_by_every_clock_and_in_weeks_that_gain_or_lose_hours(
    zone: str, monday: str
) -> None:
    layers = [
        Layer(level=Level.ORGANIZATION, rules=(own(MaxWeeklyMinutes(minutes=1_800)),)),
        Layer(level=Level.AGENT, subject="dan", rules=(own(MinutesPerStretch(least=2_400)),)),
    ]
    agent = an_agent("dan", zone=zone)
    problem = a_problem(agents=[agent], days=7, zone=zone, first_date=date.fromisoformat(monday))
    (found,) = layer_issues(problem, layered(RuleSet(name="none"), layers, [agent]))
    assert (found.code, found.values["least"], found.values["most"]) == ("contradicting_layers", 2_400, 1_800)


def test_layers_for_different_people_contradict_nothing() -> None:
    layers = [
        Layer(level=Level.SITE, subject="Dublin", rules=(own(MaxWeeklyMinutes(minutes=1_800)),)),
        Layer(level=Level.SITE, subject="Manila", rules=(own(MinutesPerStretch(least=2_400)),)),
    ]
    assert layer_issues(a_problem(agents=TEAM, days=7), layered(BASE, layers, TEAM)) == ()


def test_days_of_work_and_a_day_of_rest_in_two_layers_are_told_with_both_sources() -> None:
    layers = [
        Layer(level=Level.ORGANIZATION, presets=("united_states_california",)),
        Layer(level=Level.AGENT, subject="anna", rules=(own(DaysPerStretch(least=7, per="week")),)),
    ]
    (found,) = layer_issues(a_problem(agents=TEAM, days=7), layered(BASE, layers, TEAM))
    assert found.code == "contradicting_layers"
    assert "agent anna" in found.message
    assert "preset united_states_california, organization" in found.message


def test_law_that_is_overridden_is_told_with_its_article() -> None:
    layers = [
        Layer(level=Level.ORGANIZATION, presets=("ireland",)),
        Layer(level=Level.AGENT, subject="anna", rules=(own(MinRest(hours=9), name="daily_rest"),)),
    ]
    (found,) = layer_issues(a_problem(agents=TEAM, days=7), layered(BASE, layers, TEAM))
    assert (found.code, found.severity) == ("law_overridden", "warning")
    assert "Organisation of Working Time Act 1997 s. 11" in found.message
    assert "agent anna" in found.message


@pytest.mark.parametrize(
    ("field", "own_minutes", "preset", "says"),
    [
        ("min_rest_minutes", 600, "ireland", "asks for at least 660, which holds"),
        ("max_weekly_minutes", 3_000, "european_union", "asks for at most 2880, which holds"),
        ("max_daily_minutes", 540, "philippines", "asks for at most 480, which holds"),
    ],
)
def test_where_a_contract_says_less_than_the_law_the_law_is_named_and_holds(
    field: str, own_minutes: int, preset: str, says: str
) -> None:
    lawful = a_contract("lawful", max_daily_minutes=480)
    tired = an_agent(
        "dan", site="Dublin", contract=a_contract("tired", **{"max_daily_minutes": 480, field: own_minutes})
    )
    fit = an_agent("eve", site="Dublin", contract=lawful)
    layers = [Layer(level=Level.SITE, subject="Dublin", presets=(preset,))]
    (found,) = layer_issues(a_problem(agents=[tired, fit], days=7), layered(BASE, layers, (tired, fit)))
    assert (found.code, found.severity) == ("contract_below_law", "warning")
    assert found.where == f"contracts[tired].{field}"
    assert says in found.message


def test_the_law_s_rest_holds_for_a_contract_with_less_of_it() -> None:
    tired = an_agent("dan", site="Dublin", contract=a_contract("tired", min_rest_minutes=480))
    found = layered(
        RuleSet(name="none"), [Layer(level=Level.SITE, subject="Dublin", presets=("ireland",))], [tired]
    )
    roster = a_roster(a_shift("dan", "2026-03-02", "14:00", 8), a_shift("dan", "2026-03-03", "07:00", 4))
    problem = a_problem(agents=[tired], days=7)
    broken = [each.rule for rule in found.rule_set.rules for each in rule.violations(problem, roster)]
    assert broken.count("min_rest") == 1


def test_limits_that_a_short_period_or_an_absence_leaves_room_for_contradict_nothing() -> None:
    layers = [
        Layer(level=Level.ORGANIZATION, presets=("united_states_california",)),
        Layer(level=Level.AGENT, subject="anna", rules=(own(DaysPerStretch(least=7, per="week")),)),
    ]
    found = layered(BASE, layers, TEAM)
    assert layer_issues(a_problem(agents=TEAM, days=6), found) == ()
    promised = an_agent("anna", contract=a_contract("long", min_weekly_minutes=2_400))
    away = promised.model_copy(
        update={
            "time_off": (TimeOff(span=a_span("2026-03-02 00:00", "2026-03-09 00:00"), paid_minutes=2_400),)
        }
    )
    capped = [Layer(level=Level.ORGANIZATION, rules=(own(MaxWeeklyMinutes(minutes=1_800)),))]
    base = a_rule_set(ContractHours(limits="min"))
    for agent, codes in ((promised, ["contradicting_layers"]), (away, [])):
        issues = layer_issues(a_problem(agents=[agent], days=7), layered(base, capped, [agent]))
        assert [each.code for each in issues] == codes


def test_a_rule_about_everyone_belongs_to_the_organization() -> None:
    with pytest.raises(ValidationError, match="looks at everyone"):
        Layer(level=Level.SITE, subject="Dublin", rules=(own(ServiceCoverage()),))


@pytest.mark.parametrize(("level", "subject"), [(Level.ORGANIZATION, "Dublin"), (Level.SITE, None)])
def test_a_layer_names_whom_it_is_about(level: Level, subject: str | None) -> None:
    with pytest.raises(ValidationError, match="subject: expected"):
        Layer(level=level, subject=subject)

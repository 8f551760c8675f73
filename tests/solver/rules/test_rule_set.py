"""Rule sets as data: discovered rules, JSON both ways, clear refusals, the catalogue."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

import solver.rules
from solver.domain.result import Tier
from solver.rule import Rule, Scope
from solver.rules import RULES, RuleSet, catalogue, discover
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.time_off import TimeOffKept
from tests.solver.builders import a_problem, a_roster, a_shift, an_agent
from tests.solver.rules.conformance import excess_read, the_rule

NEW_RULE = '''
from typing import ClassVar, Literal

from solver.domain.result import Tier
from solver.rule import ShiftRule


class NoMondays(ShiftRule):
    """Nobody works on Mondays."""

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "Mondays"
    sentence: ClassVar[str] = "Nobody works on Mondays."

    rule: Literal["no_mondays"] = "no_mondays"

    def excess_of(self, problem, agent, shift):
        return int(shift.start.weekday() == 0)

    def message_for(self, agent, shift, excess):
        return f"{agent.name} works on a Monday."
'''


def test_dropping_a_file_into_the_folder_is_all_a_new_rule_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no_mondays.py").write_text(NEW_RULE)
    monkeypatch.setattr(solver.rules, "__path__", [*solver.rules.__path__, str(tmp_path)])
    added = [kind for kind in discover() if kind not in RULES]
    monkeypatch.delitem(sys.modules, "solver.rules.no_mondays")
    monkeypatch.delattr(solver.rules, "no_mondays")
    assert [kind.__name__ for kind in added] == ["NoMondays"]
    found = list(added[0](weight=5).violations(a_problem(), a_roster(a_shift())))
    assert [violation.message for violation in found] == ["Anna works on a Monday."]


def test_every_rule_has_its_file_named_after_it() -> None:
    for kind in RULES:
        assert kind.__module__ == f"solver.rules.{kind.an_example()['rule']}"


def test_a_rule_set_is_the_same_after_json() -> None:
    written = RuleSet.model_validate({"name": "all", "rules": [kind.an_example() for kind in RULES]})
    again = RuleSet.model_validate_json(written.model_dump_json())
    assert again == written
    assert [type(rule) for rule in again.rules] == list(RULES)


def test_the_digest_does_not_depend_on_the_order_of_sets() -> None:
    script = (
        "from solver.rules import RuleSet;"
        "tags = ['a', 'b', 'c', 'd', 'e'];"
        "print(RuleSet(name='x', rules=[{'rule': 'template_tags', 'tags': tags}]).digest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_an_unknown_rule_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="max_coffee"):
        RuleSet.model_validate({"name": "x", "rules": [{"rule": "max_coffee"}]})


@pytest.mark.parametrize(
    "written",
    [
        {"rule": "min_rest", "hours": float("nan")},
        {"rule": "min_rest", "hours": -1},
        {"rule": "min_rest", "hour": 11},
        {"rule": "max_daily_minutes", "minutes": 100_000},
        {"rule": "site_hand_off", "owners": []},
        {"rule": "crew_hand_off", "zone": "Mars/Olympus", "changes": ["06:00"]},
        {"rule": "wishes", "weight": -1},
    ],
)
def test_parameters_out_of_range_are_refused_where_they_stand(written: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        RuleSet.model_validate({"name": "x", "rules": [written]})
    assert refused.value.errors()[0]["loc"][:3] == ("rules", 0, written["rule"])


def test_a_rule_of_weight_zero_is_off() -> None:
    rules = RuleSet(name="x", rules=(MinRest(weight=0), TimeOffKept()))
    assert rules.active == (TimeOffKept(),)


def test_only_required_rules_rule_shifts_out() -> None:
    dublin = Scope(sites=("dublin",))
    once = RuleSet(name="x", rules=(MaxShiftsPerDay(scope=dublin),))
    assert once.once_a_day(an_agent(site="dublin"))
    assert not once.once_a_day(an_agent(site="denver"))
    assert not RuleSet(name="x", rules=(MaxShiftsPerDay(weight=1),)).once_a_day(an_agent())
    assert not RuleSet(name="x", rules=(MaxShiftsPerDay(most=2),)).once_a_day(an_agent())


def test_the_catalogue_says_of_every_rule_what_it_asks_and_how_it_is_measured() -> None:
    entries = catalogue()
    assert [entry.rule for entry in entries] == [kind.an_example()["rule"] for kind in RULES]
    for entry, kind in zip(entries, RULES, strict=True):
        assert entry.sentence.endswith(".")
        assert entry.tier is not Tier.REQUIRED
        assert entry.description
        assert entry.parameters["properties"]["rule"]["const"] == entry.rule
        assert entry.parameters["examples"] == [entry.example]
        assert kind.model_validate(entry.example)
    assert len({entry.sentence for entry in entries}) == len(entries)


def test_the_schema_of_a_rule_set_tells_rules_apart_by_name() -> None:
    schema = TypeAdapter(RuleSet).json_schema()
    assert set(schema["properties"]["rules"]["items"]["discriminator"]["mapping"]) == {
        kind.an_example()["rule"] for kind in RULES
    }


def test_a_scope_takes_in_those_who_meet_all_it_names() -> None:
    anna = an_agent(site="dublin", role="lead", tags=frozenset({"senior"}))
    assert Scope().includes(anna)
    assert Scope(sites=("dublin",), roles=("lead",), tags=frozenset({"senior", "new"})).includes(anna)
    assert not Scope(sites=("dublin",), roles=("associate",)).includes(anna)
    assert not Scope(tags=frozenset({"new"})).includes(anna)
    assert not Scope(agents=("ben",)).includes(anna)


def test_what_is_reached_as_far_as_possible_is_priced_unless_required_in_so_many_words() -> None:
    written = RuleSet.model_validate({"name": "all", "rules": [kind.an_example() for kind in RULES]})
    assert {rule.rule for rule in written.rules if not rule.required} == {
        "crew_hand_off",
        "escalation_duty",
        "even_load",
        "fair_burdens",
        "idle_hours",
        "lead_on_duty",
        "minimum_staffing",
        "night_pay",
        "overtime_pay",
        "paid_hours",
        "people_per_shift",
        "service_coverage",
        "sessions_held",
        "sessions_if_quiet",
        "shift_requests",
        "site_hand_off",
        "site_ownership",
        "stability",
        "wishes",
        "work_in_time",
    }
    assert (
        RuleSet.model_validate({"name": "x", "rules": [{"rule": "minimum_staffing", "weight": None}]})
        .rules[0]
        .required
    )


ASKS_FOR_PEOPLE = {
    "cohort_session",
    "crew_hand_off",
    "fixed_rotation",
    "people_on_shift",
    "people_per_shift",
    "queues_in_turn",
    "site_hand_off",
    "site_ownership",
}
"""Rules whose examples ask for somebody's work even where nothing is required."""


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.an_example()["rule"])
def test_where_no_work_is_required_an_empty_roster_breaks_no_cap(kind: type[Rule]) -> None:
    tags = frozenset({"cohort-3", "learner", "agency", "galway"})
    problem = a_problem(agents=[an_agent(tags=tags), an_agent("ben", zone="Asia/Kolkata")], days=14)
    asked = excess_read(the_rule(kind, {}), problem, a_roster())
    assert (asked > 0) == (kind.an_example()["rule"] in ASKS_FOR_PEOPLE)

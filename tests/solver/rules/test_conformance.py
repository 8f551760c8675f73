"""One test for every rule, present and future: the solver and a reader see the same excess."""

import pytest

from solver.model.roster_model import RosterModel
from solver.rule import Rule
from solver.rules import RULES
from tests.solver.rules.conformance import (
    SHIFTING,
    Case,
    ModelReading,
    cases_of,
    every_choice,
    excess_read,
    places_read,
    the_rule,
)

EVERY_CASE = [
    pytest.param(kind, case, id=f"{kind.an_example()['rule']}-{case.name or number}")
    for kind in RULES
    for number, case in enumerate(cases_of(kind), 1)
]


@pytest.mark.parametrize(("kind", "case"), EVERY_CASE)
def test_both_readings_agree_on_every_roster_at_every_place_and_the_rule_is_kept_and_broken(
    kind: type[Rule], case: Case
) -> None:
    rule = the_rule(kind, {"weight": 1, **case.parameters})
    model = RosterModel(case.problem, apart=[rule.apart(case.problem)])
    reading = ModelReading(model, rule)
    seen = set()
    for chosen in every_choice(model):
        modelled, roster = reading.read_places(chosen)
        read = places_read(rule, case.problem, roster)
        assert modelled.total() == read.total(), f"model {modelled}, reader {read}: {roster}"
        assert modelled == read or rule.rule in SHIFTING, f"model {modelled}, reader {read}: {roster}"
        seen.add(read.total())
    assert min(seen) == 0, "no roster keeps the rule"
    assert max(seen) > 0, "no roster breaks the rule"


@pytest.mark.parametrize(("kind", "case"), EVERY_CASE)
def test_a_model_cut_down_by_what_is_required_loses_no_roster_that_keeps_the_rule(
    kind: type[Rule], case: Case
) -> None:
    rule = the_rule(kind, {**case.parameters, "weight": None})
    whole = RosterModel(case.problem)
    for chosen in every_choice(whole):
        people = whole.people
        cut = any(
            shift.fixed is None and rule.forbids(case.problem, people[shift.agent], shift) for shift in chosen
        )
        days = [(shift.agent, shift.day) for shift in chosen]
        twice = any(days.count(day) > 1 and rule.once_a_day(people[day[0]]) for day in days)
        if cut or twice:
            assert excess_read(rule, case.problem, _roster(whole, chosen)) > 0


def _roster(model, chosen):
    taken = {model.takes(shift).index for shift in chosen}
    return model.roster(lambda variable: int(variable.index in taken))

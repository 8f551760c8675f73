"""What a rule asks of one agent, and whether its layer or the contract says so."""

from typing import Any

import pytest

from solver.law.held_values import held_values
from solver.law.layers import Sourced
from solver.rule import Rule
from solver.rules.breaks_in_shift import BreaksInShift
from solver.rules.contract_hours import ContractHours
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest
from solver.rules.night_pay import NightPay
from tests.solver.builders import a_contract, an_agent

CONTRACT = a_contract(
    "thirty hours",
    min_rest_minutes=750,
    min_weekly_minutes=1_200,
    max_weekly_minutes=1_800,
    max_weekly_days=4,
)


def held(rule: Rule) -> dict[str, tuple[Any, str]]:
    agent = an_agent(contract=CONTRACT)
    found = held_values(Sourced(rule, rule.rule, "organization"), agent)
    return {each.name: (each.value, each.source.removesuffix(" thirty hours")) for each in found}


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (MinRest(hours=11), {"hours": (12.5, "contract")}),
        (MinRest(hours=13), {"hours": (13, "organization")}),
        (MaxWeeklyMinutes(), {"minutes": (1_800, "contract")}),
        (MaxWeeklyMinutes(minutes=2_400), {"minutes": (2_400, "organization")}),
        (MaxDaysPerWeek(), {"days": (4, "contract")}),
        (
            ContractHours(limits="min"),
            {"limits": ("min", "organization"), "min_minutes": (1_200, "contract")},
        ),
        (
            ContractHours(max_minutes=2_000),
            {
                "limits": ("both", "organization"),
                "max_minutes": (2_000, "organization"),
                "min_minutes": (1_200, "contract"),
            },
        ),
    ],
)
def test_a_figure_is_the_contracts_where_the_rule_reads_it_there(
    rule: Rule, values: dict[str, tuple[Any, str]]
) -> None:
    assert held(rule) == values


def test_usual_parameters_are_told_and_empty_ones_are_not() -> None:
    assert held(NightPay(percent=10)) == {
        "window": ({"start": "22:00:00", "end": "06:00:00"}, "organization"),
        "percent": (10, "organization"),
    }


def test_names_without_an_order_are_told_in_the_same_one_each_time() -> None:
    assert held(BreaksInShift(over_minutes=300, minutes=20))["activities"][0] == ["break", "meal"]

"""The ledger counts unpopular work and refused wishes; who carries most is relieved first."""

import random
from datetime import date

import pytest

from solver.domain.days import burdens_of
from solver.domain.people import Burden, Carried, Preference
from solver.domain.time import Span
from solver.living.ledger import KINDS, Correction, balances_of, entries_of, totals_of
from solver.rules.fair_burdens import FairBurdens
from solver.rules.wishes import Wishes
from solver.validate import validate
from tests.solver.builders import a_contract, a_problem, a_roster, a_rule_set, a_shift, an_agent, utc
from tests.solver.living.builders import a_random_roster, a_team


def test_the_sums_of_the_ledger_are_those_of_the_rosters() -> None:
    problem, rng = a_team(), random.Random(3)
    rosters = [a_random_roster(problem, rng) for _ in range(3)]
    entries = [entry for roster in rosters for entry in entries_of(problem, roster.assignments)]
    balances = balances_of(entries)
    people = {agent.id: agent for agent in problem.agents}
    every = [shift for roster in rosters for shift in roster.assignments]
    for burden in Burden:
        counted = sum(burden in burdens_of(people[shift.agent], shift.start, shift.end) for shift in every)
        assert sum(balance.counts[burden] for balance in balances) == counted
    assert sum(balance.shifts for balance in balances) == len(every)
    assert sum(balance.paid_minutes for balance in balances) == sum(shift.paid_minutes for shift in every)
    assert {balance.rosters for balance in balances} == {3}


def test_corrections_add_to_counts_and_totals_and_reach_those_without_any_roster() -> None:
    agents = [an_agent("anna"), an_agent("ben")]
    nights = [a_shift("ben", f"2026-03-0{day}", "22:00") for day in (2, 3, 4)]
    entries = list(entries_of(a_problem(agents=agents, days=7), nights))
    corrections = [
        Correction(agent="ben", kind="nights", amount=-2),
        Correction(agent="anna", kind="nights", amount=1),
        Correction(agent="zoe", kind="refused_wishes", amount=3),
    ]
    balances = {balance.agent: balance for balance in balances_of(entries, corrections)}
    assert {agent: each.counts["nights"] for agent, each in balances.items()} == {
        "anna": 1,
        "ben": 1,
        "zoe": 0,
    }
    assert balances["ben"].corrected == {**dict.fromkeys(KINDS, 0), "nights": -2}
    assert (balances["zoe"].rosters, balances["zoe"].counts["refused_wishes"]) == (0, 3)
    totals = totals_of(entries, corrections)
    assert totals == {kind: sum(each.counts[kind] for each in balances.values()) for kind in KINDS}
    assert totals["nights"] == 2


@pytest.mark.parametrize(
    ("zone", "day", "start", "kinds"),
    [
        ("Europe/Dublin", "2026-03-28", "22:00", {"nights", "weekends", "unpopular_starts"}),
        ("Asia/Kolkata", "2026-03-02", "06:59", {"unpopular_starts"}),
        ("Asia/Kolkata", "2026-03-02", "07:00", set()),
        ("Pacific/Kiritimati", "2026-03-01", "12:00", {"weekends"}),
        ("America/Denver", "2026-03-02", "20:00", {"nights", "unpopular_starts"}),
        ("America/Denver", "2026-12-25", "12:00", {"holidays"}),
    ],
)
def test_kinds_of_burden_go_by_the_agents_own_calendar_and_clock(
    zone: str, day: str, start: str, kinds: set[str]
) -> None:
    agent = an_agent(zone=zone, holidays=(date(2026, 12, 25),))
    shift = a_shift("anna", day, start, zone=zone)
    assert {str(kind) for kind in burdens_of(agent, shift.start, shift.end)} == kinds


def test_the_worst_off_come_first_and_shares_follow_the_contracts() -> None:
    half = a_contract("half", max_weekly_minutes=1_200)
    agents = [an_agent("anna"), an_agent("ben"), an_agent("cleo", contract=half)]
    problem = a_problem(agents=agents, days=7)
    nights = [a_shift("ben", f"2026-03-0{day}", "22:00") for day in (2, 3, 4)]
    nights += [a_shift("cleo", f"2026-03-0{day}", "22:00") for day in (2, 3)]
    first, second, third = balances_of(list(entries_of(problem, nights)))
    assert [balance.agent for balance in (first, second, third)] == ["ben", "cleo", "anna"]
    assert (first.shares["nights"], second.shares["nights"]) == (2, 1)
    assert (first.above, second.above, third.above) == (2, 2, 0)


def test_wishes_that_were_not_met_are_counted() -> None:
    free = Span(start=utc("2026-03-02 00:00"), end=utc("2026-03-03 00:00"))
    wish = Preference(wish="avoids", span=free)
    agents = [an_agent("anna", preferences=(wish,)), an_agent("ben", preferences=(wish,))]
    entries = {entry.agent: entry for entry in entries_of(a_problem(agents=agents), [a_shift("anna")])}
    assert (entries["anna"].refused_wishes, entries["ben"].refused_wishes) == (1, 0)
    assert "refused_wishes" in KINDS


def test_whose_wishes_were_refused_most_is_heard_first() -> None:
    free = Span(start=utc("2026-03-02 00:00"), end=utc("2026-03-03 00:00"))
    wish = Preference(wish="avoids", span=free)
    agents = [
        an_agent("anna", preferences=(wish,)),
        an_agent("ben", preferences=(wish,), carried=Carried(refused_wishes=2)),
        an_agent("cleo", preferences=(wish,), carried=Carried(refused_wishes=50)),
    ]
    problem, rules = a_problem(agents=agents), a_rule_set(Wishes(weight=1))
    excess = [validate(problem, rules, a_roster(a_shift(agent.id)))[0].excess for agent in agents]
    assert excess == [1, 3, 5]


def test_whoever_had_most_unpopular_starts_is_relieved_of_the_next() -> None:
    carried = Carried(burdens={Burden.UNPOPULAR_STARTS: 3})
    agents = [an_agent("anna", carried=carried), an_agent("ben")]
    problem = a_problem(agents=agents)
    rules = a_rule_set(FairBurdens(burdens=(Burden.UNPOPULAR_STARTS,), within="team", weight=1))
    again, relieved = (
        sum(each.excess for each in validate(problem, rules, a_roster(a_shift(name, start="06:00"))))
        for name in ("anna", "ben")
    )
    assert again > relieved

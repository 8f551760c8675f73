"""Heads wanted per shift, and shifts people ask for."""

from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain.people import Wish
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.rule import Scope
from solver.rules.min_run import MinRun
from solver.rules.people_per_shift import PeoplePerShift, ShiftTarget
from solver.rules.queues_in_turn import HeadsNeeded, QueuesInTurn, Turns
from solver.rules.shift_requests import ShiftRequest, ShiftRequests
from tests.solver.builders import MONDAY, a_problem, a_shift, an_agent
from tests.solver.rules.reading import daily, excess, excess_in

TEAM = a_problem(agents=[an_agent("anna"), an_agent("ben"), an_agent("cleo", zone="Pacific/Kiritimati")])


def of_template(name: str, agent: str = "anna", day: str = "2026-03-02") -> Assignment:
    return a_shift(agent, day).model_copy(update={"template": name})


def test_a_missing_person_and_one_too_many_have_prices_of_their_own() -> None:
    rule = PeoplePerShift(targets=(ShiftTarget(date=MONDAY, template="early", wanted=1, under=100, over=3),))
    early = [of_template("early", agent) for agent in ("anna", "ben")]
    assert excess_in(rule, TEAM) == 100
    assert excess_in(rule, TEAM, *early[:1]) == 0
    assert excess_in(rule, TEAM, *early) == 3
    assert excess_in(rule, TEAM, of_template("late")) == 100


def test_a_shift_counts_on_the_date_its_agent_starts_it() -> None:
    wanted = PeoplePerShift(targets=(ShiftTarget(date=MONDAY, template="day", wanted=1),))
    assert excess_in(wanted, TEAM, a_shift("cleo", "2026-03-02", "09:00")) == 0
    # Sixteen hours after midnight in London is Tuesday on the date line.
    assert excess_in(wanted, TEAM, a_shift("cleo", "2026-03-02", "16:00")) == 1


def test_only_people_of_the_scope_are_counted() -> None:
    target = ShiftTarget(date=MONDAY, template="early", wanted=1)
    assert excess_in(PeoplePerShift(targets=(target,)), TEAM, of_template("early", "ben")) == 0
    scoped = PeoplePerShift(targets=(target,), scope=Scope(agents=("anna",)))
    assert excess_in(scoped, TEAM, of_template("early", "ben")) == 1


def test_two_targets_for_one_shift_are_refused() -> None:
    with pytest.raises(ValidationError, match="the early shift of 2026-03-02 has more than one target"):
        PeoplePerShift(targets=(ShiftTarget(date=MONDAY, template="early", wanted=1),) * 2)


def test_a_request_is_for_one_shift_of_one_date() -> None:
    asked = ShiftRequest(agent="anna", date=MONDAY, template="early", weight=5)
    rule = ShiftRequests(requests=(asked,))
    assert excess(rule) == 5
    assert excess(rule, of_template("late")) == 5
    assert excess(rule, of_template("early", day="2026-03-03")) == 5
    assert excess(rule, of_template("early")) == 0


def test_a_shift_one_asked_to_be_spared_weighs_when_given() -> None:
    spared = ShiftRequest(agent="anna", date=MONDAY, template="early", wish=Wish.AVOIDS, weight=2)
    rule = ShiftRequests(requests=(spared,))
    assert excess(rule, of_template("early")) == 2
    assert excess(rule, of_template("late")) == 0


def test_requests_are_weighed_against_the_heads_each_shift_wants() -> None:
    assert ShiftRequests.tier is PeoplePerShift.tier is Tier.SERVICE


def test_a_run_from_an_open_start_may_have_begun_before() -> None:
    assert excess(MinRun(days=3, open_start=True), *daily([0]), days=7) == 0
    assert excess(MinRun(days=3, open_start=True), *daily([1]), days=7) == 2
    assert excess(MinRun(of="off", days=2, open_start=True), *daily([1, 2]), days=7) == 0


def test_a_clock_change_moves_no_shift_to_another_date() -> None:
    dublin = an_agent(zone="Europe/Dublin")
    target = ShiftTarget(date=date(2026, 3, 29), template="day", wanted=1)
    problem = a_problem(agents=[dublin], first_date=date(2026, 3, 28), days=3, zone="Europe/Dublin")
    night = a_shift("anna", "2026-03-29", "00:30", zone="Europe/Dublin")
    assert excess_in(PeoplePerShift(targets=(target,)), problem, night) == 0


def test_a_shift_works_its_queues_in_turn_and_surplus_counts_by_its_square() -> None:
    turns = (Turns(template="day", queues=("voice", "mail"), minutes=(240,)),)
    day = [0] * 9 + [1] * 8 + [0] * 7
    needs = tuple(HeadsNeeded(queue=queue, heads=tuple(day)) for queue in ("voice", "mail"))
    missing = QueuesInTurn(turns=turns, needs=needs)
    surplus = QueuesInTurn(turns=turns, needs=needs, of="surplus")
    problem = a_problem(agents=[an_agent("anna"), an_agent("ben"), an_agent("cleo")])
    both = [a_shift("anna", "2026-03-02", "09:00", 8), a_shift("ben", "2026-03-02", "09:00", 8)]
    assert excess_in(missing, problem) == 16
    assert excess_in(missing, problem, *both) == 8
    assert excess_in(surplus, problem, *both) == 8
    assert excess_in(surplus, problem, *both, a_shift("cleo", "2026-03-02", "09:00", 8)) == 32

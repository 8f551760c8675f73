"""Figures of a roster."""

import pytest

from solver.domain.people import Burden, Carried, Preference, Wish
from solver.domain.result import Measures
from solver.domain.roster import Roster
from solver.measures import measure
from solver.rules.availability import Availability
from tests.solver.builders import (
    a_contract,
    a_problem,
    a_roster,
    a_rule_set,
    a_segment,
    a_shift,
    a_span,
    a_template,
    an_agent,
    utc,
)

NO_RULES = a_rule_set()


def _measured(roster: Roster, **fields: object) -> Measures:
    return measure(a_problem(**fields), roster, NO_RULES.forbids)  # type: ignore[arg-type]


def test_hours_required_covered_short_and_idle_add_up() -> None:
    measures = _measured(
        a_roster(a_shift()), need={"support": lambda instant: 1.0 if 12 <= instant.hour < 20 else 0.0}
    )
    assert (measures.required_hours, measures.covered_hours) == (8, 5)
    assert (measures.short_hours, measures.idle_hours) == (3, 3)
    assert measures.coverage == pytest.approx(5 / 8)


def test_coverage_of_no_requirement_is_no_number() -> None:
    measures = _measured(a_roster(a_shift()))
    assert measures.coverage is None
    assert measures.reachable_coverage is None


def test_reachable_coverage_leaves_out_what_nobody_could_lawfully_cover() -> None:
    agent = an_agent(unavailable=(a_span("2026-03-02 12:00", "2026-03-03 00:00"),))
    problem = a_problem(
        agents=[agent],
        templates=[a_template(start="08:00", hours=4), a_template("late", start="12:00", hours=4)],
        need={"support": 1.0},
    )
    rules = a_rule_set(Availability())
    measures = measure(problem, a_roster(a_shift(start="08:00", hours=4)), rules.forbids)
    assert measures.coverage == pytest.approx(4 / 24)
    assert measures.reachable_coverage == 1
    assert measures.queues[0].reachable_required_hours == 4


def test_paid_hours_leave_out_unpaid_breaks_and_cost_follows_the_contract() -> None:
    shift = a_shift(breaks=[a_segment(utc("2026-03-02 12:00"), paid=False)])
    measures = _measured(a_roster(shift), agents=[an_agent(contract=a_contract(cost_per_hour=20))])
    assert measures.paid_hours == 7.5
    assert measures.cost == 150


def test_local_night_hours_are_read_on_the_agents_clock() -> None:
    agents = [an_agent("anna", zone="Asia/Manila")]
    measures = _measured(a_roster(a_shift(start="14:00")), agents=agents)
    # 14:00 to 22:00 in UTC is 22:00 to 06:00 in Manila.
    assert measures.local_night_hours == 7
    assert measures.agents[0].nights == 1


def test_fairness_is_one_when_burdens_are_equal_by_contract() -> None:
    agents = [
        an_agent(
            "anna", contract=a_contract(max_weekly_minutes=2_400), carried=Carried(burdens={Burden.NIGHTS: 4})
        ),
        an_agent(
            "bob", contract=a_contract(max_weekly_minutes=1_200), carried=Carried(burdens={Burden.NIGHTS: 2})
        ),
    ]
    assert _measured(a_roster(), agents=agents).fairness == pytest.approx(1)


def test_fairness_falls_when_one_person_bears_everything() -> None:
    agents = [an_agent("anna", carried=Carried(burdens={Burden.WEEKENDS: 3})), an_agent("bob")]
    assert _measured(a_roster(), agents=agents).fairness == pytest.approx(0)


def test_fairness_without_any_burden_is_no_number() -> None:
    assert _measured(a_roster(a_shift())).fairness is None


def test_wishes_met_are_a_share_of_all_wishes() -> None:
    day = a_span("2026-03-02 00:00", "2026-03-03 00:00")
    wishes = (Preference(wish=Wish.WANTS, span=day), Preference(wish=Wish.AVOIDS, span=day))
    measures = _measured(a_roster(a_shift()), agents=[an_agent(preferences=wishes)])
    assert measures.preferences_met == 0.5
    assert (measures.agents[0].wishes, measures.agents[0].wishes_met) == (2, 1)

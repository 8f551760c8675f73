"""The hiring gap: a published case, availability by tenure, dates, and empty or impossible cells."""

from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from forecasting.hiring.availability import equivalents, survival
from forecasting.hiring.documents import (
    CellGap,
    HiringCell,
    HiringGapReport,
    HiringRequest,
    month_after,
)
from forecasting.hiring.gap import hiring_gap
from forecasting.hiring.programme import plan_hires
from forecasting.hiring.ramp import ExponentialRamp, LinearRamp, SteppedRamp, months_to_proficiency

NOVEMBER = date(2026, 11, 1)
STEPPED = {"ramp": "stepped", "shares": (0.0, 0.5, 0.75, 0.9)}
GROWTH = (100, 100, 101, 102, 104, 106, 108, 110, 110, 112, 112, 112)


def a_cell(needs: tuple[float, ...] = GROWTH, **changes: Any) -> HiringCell:
    """100 English agents in Dublin, 3 % a month leaving (6 % when new), two months to hire, four to learn."""
    rows = tuple(
        {"month": month_after(NOVEMBER, index), "p50": need, "p80": need, "p95": need}
        for index, need in enumerate(needs)
    )
    fields = {"skill": "English", "site": "Dublin", "required": rows, "tenured_heads": 100, "attrition": 0.03}
    fields |= {"early_attrition": 0.06, "lead_months": 2, "ramp": STEPPED}
    return HiringCell(**(fields | changes))


def gap_of(cell: HiringCell) -> CellGap:
    return hiring_gap(HiringRequest(cells=(cell,))).cells[0]


def test_the_growing_team_hires_fifty_seven_where_heads_alone_say_twelve() -> None:
    gap = gap_of(a_cell())
    assert [month.hire_now for month in gap.months] == [23, 1, 5, 6, 6, 2, 8, 3, 3, 0, 0, 0]
    assert (gap.hires, gap.naive_hires, gap.proved) == (57, 12, True)
    assert gap.cost == pytest.approx(843.7826373535637, abs=1e-6)
    assert [month.shortage for month in gap.months[:4]] == pytest.approx([0.0, 3.0, 6.91, 0.0])
    assert [month.starting for month in gap.months[:4]] == [0, 0, 23, 1]


def test_every_figure_follows_from_the_inputs_by_the_stated_formula() -> None:
    agreed = ({"month": NOVEMBER, "heads": 2},)
    cell = a_cell(new_agents=({"tenure_months": 1, "heads": 4},), planned_hires=agreed)
    gap = gap_of(cell)
    for t, month in enumerate(gap.months):
        tenured = 100 * 0.97**t
        new = 4 * survival(cell, 1 + t) / survival(cell, 1) * cell.ramp.productivity(1 + t)
        planned = 2 * survival(cell, t) * cell.ramp.productivity(t)
        hired = sum(
            gap.months[h].hire_now * equivalents(cell, t - h - 2)
            for h in range(len(gap.months))
            if h + 2 <= t
        )
        assert month.available == pytest.approx(tenured + new + planned)
        assert month.gap_p80 == pytest.approx(month.required_p80 - month.available)
        assert month.available_with_hires == pytest.approx(month.available + hired)
        assert month.shortage == pytest.approx(max(month.required_p80 - month.available - hired, 0.0))


def test_hiring_begins_lead_and_ramp_before_the_month_that_needs_it() -> None:
    months = gap_of(a_cell((90.0,) * 10 + (120.0,), attrition=0.0)).months
    assert months[9].start_hiring_by is None
    # September 2027 less two months to hire and four until proficient.
    assert months[10].start_hiring_by == date(2027, 3, 1)
    assert not months[10].too_late
    assert gap_of(a_cell((100.0, 120.0), attrition=0.0)).months[1].too_late


def test_survival_knows_early_leavers() -> None:
    assert survival(a_cell(), 0) == 1.0
    assert survival(a_cell(), 5) == pytest.approx(0.94**3 * 0.97**2)
    assert survival(a_cell(early_attrition=None), 5) == pytest.approx(0.97**5)


def test_agreed_leavers_leave_from_their_month_on() -> None:
    leavers = ({"month": date(2027, 1, 1), "heads": 30},)
    months = gap_of(a_cell(attrition=0.1, planned_leavers=leavers)).months
    assert months[1].from_tenured == pytest.approx(90.0)
    assert months[2].from_tenured == pytest.approx(81.0 - 30.0)
    assert months[3].from_tenured == pytest.approx((81.0 - 30.0) * 0.9)
    gone = ({"month": NOVEMBER, "heads": 500},)
    assert gap_of(a_cell(planned_leavers=gone)).months[0].from_tenured == 0.0


def test_classes_are_hired_whole_and_no_larger_than_allowed() -> None:
    gap = gap_of(a_cell(class_size=6, largest_class=14))
    assert {month.hire_now % 6 for month in gap.months} == {0}
    assert max(month.hire_now for month in gap.months) <= 12


@settings(max_examples=15, deadline=None)
@given(
    needed=st.lists(st.floats(0.0, 3.0), min_size=3, max_size=3),
    lead=st.integers(0, 1),
    head=st.floats(0.1, 3.0),
    short=st.floats(0.5, 20.0),
)
def test_no_other_hires_are_cheaper(needed: list[float], lead: int, head: float, short: float) -> None:
    ramp = {"ramp": "stepped", "shares": (0.5,)}
    cell = a_cell(tuple(needed), lead_months=lead, head_month_cost=head, shortage_cost=short, ramp=ramp)
    none = np.zeros(3)
    plan = plan_hires(cell, np.array(needed), none)
    costs = []
    for hires in product(range(9), repeat=3):
        total = 0.0
        for t in range(3):
            there = [(count, t - h - lead) for h, count in enumerate(hires) if t - h - lead >= 0]
            total += head * sum(count * survival(cell, tenure) for count, tenure in there)
            total += short * max(needed[t] - sum(n * equivalents(cell, tenure) for n, tenure in there), 0.0)
        costs.append(total + cell.hire_cost * sum(hires))
    assert plan.cost == pytest.approx(min(costs), abs=1e-6)


def test_zero_demand_and_zero_heads_are_ordinary() -> None:
    idle = gap_of(a_cell((0.0,) * 18, tenured_heads=0))
    assert (idle.hires, idle.cost, idle.naive_hires) == (0, 0.0, 0)
    fresh = gap_of(a_cell((5.0,) * 12, tenured_heads=0, attrition=0.0, early_attrition=0.0))
    assert fresh.hires == 10
    assert fresh.months[-1].shortage == 0.0
    surplus = gap_of(a_cell((10.0,) * 12))
    assert surplus.hires == 0
    assert surplus.months[0].gap_p50 == -90.0


def test_a_lead_time_beyond_the_plan_hires_nobody_and_says_why() -> None:
    gap = gap_of(a_cell((110.0, 110.0), lead_months=2))
    assert gap.hires == 0
    assert any("lead time is longer" in warning for warning in gap.warnings)


def test_the_chosen_quantile_is_hired_for() -> None:
    rows = tuple({"month": month_after(NOVEMBER, i), "p50": 100, "p80": 110, "p95": 130} for i in range(12))
    cell = a_cell(attrition=0.0, early_attrition=0.0).model_copy(update={"required": a_cell().required})
    cell = HiringCell(**(cell.model_dump() | {"required": rows}))
    hires = [
        hiring_gap(HiringRequest(cells=(cell,), hire_for=level)).cells[0].hires
        for level in ("p50", "p80", "p95")
    ]
    assert hires[0] == 0
    assert hires[0] < hires[1] < hires[2]


def test_a_report_survives_json() -> None:
    report = hiring_gap(HiringRequest(cells=(a_cell(), a_cell(site="Manila"))))
    assert HiringGapReport.model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize(
    ("ramp", "shares"),
    [
        (SteppedRamp(shares=(0.0, 0.5)), [0.0, 0.5, 1.0]),
        (LinearRamp(new_handle_ratio=1.5, months=2, training_months=1), [0.0, 1 / 1.5, 1 / 1.25, 1.0]),
        (ExponentialRamp(new_handle_ratio=2.0, time_constant_months=1.0), [0.5, 1 / (1 + np.exp(-1))]),
    ],
)
def test_ramps_grow_as_their_handle_time_falls(ramp: Any, shares: list[float]) -> None:
    assert [ramp.productivity(month) for month in range(len(shares))] == pytest.approx(shares)
    proficient = months_to_proficiency(ramp)
    assert ramp.productivity(proficient) >= 0.95
    assert proficient == 0 or ramp.productivity(proficient - 1) < 0.95


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"required": ()}, "at least 1 item"),
    ({"attrition": 1.0}, "less than 1"),
    ({"tenured_heads": float("nan")}, "finite number"),
    ({"ramp": {"ramp": "stepped", "shares": (1.5,)}}, "less than or equal to 1"),
    ({"planned_hires": ({"month": date(2030, 1, 1), "heads": 1},)}, r"planned_hires\[0\]"),
    ({"planned_leavers": ({"month": date(2027, 1, 2), "heads": 1},)}, "first day of a month"),
    (
        {
            "required": (
                {"month": NOVEMBER, "p50": 1, "p80": 1, "p95": 1},
                {"month": date(2027, 1, 1), "p50": 1, "p80": 1, "p95": 1},
            )
        },
        r"required\[1\].month",
    ),
    ({"required": ({"month": NOVEMBER, "p50": 2, "p80": 1, "p95": 3},)}, "p50 ≤ p80 ≤ p95"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_bad_input_is_refused_by_name(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        a_cell(**changes)


def test_a_cell_given_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"cells\[1\]"):
        HiringRequest(cells=(a_cell(), a_cell()))

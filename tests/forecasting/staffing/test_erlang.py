"""Erlang B, C and A against exact arithmetic, at their limits and over the whole range of use."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from forecasting.staffing.erlang import erlang_b, queue_figures, queue_waiting
from forecasting.staffing.service_level import ServiceLevelDefinition
from tests.forecasting.staffing.builders import exact_asa, exact_erlang_a

POINTS = [
    (1, "0.5", "0.4", "0.1"),
    (1, "5", "1", "0.5"),
    (3, "1", "2.5", "0.0667"),
    (12, "10", "1.6667", "0.1111"),
    (12, "16", "0.05", "0.3"),
    (40, "25", "1000", "0.2"),
    (50, "50", "2", "0.3333"),
    (50, "75", "20", "10"),
    (100, "4", "3", "0.02"),
    (150, "140", "0.6", "12"),
    (400, "380", "10", "0.05"),
    (1000, "990", "0.5", "0.0667"),
]


@pytest.mark.parametrize(("n", "load", "patience", "threshold"), POINTS)
def test_erlang_a_agrees_with_sixty_digit_arithmetic(
    n: int, load: str, patience: str, threshold: str
) -> None:
    exact = exact_erlang_a(n, load, patience, threshold)
    # Handle time 300 s, so that a slip between rates and multiples of it would show.
    figures = queue_figures(n, float(load) / 300, 300, float(patience) * 300, float(threshold) * 300)
    assert figures.wait_probability[0] == pytest.approx(exact["wait"], abs=1e-11)
    assert figures.abandon_probability[0] == pytest.approx(exact["lost"], abs=1e-11)
    assert figures.service_level()[0] == pytest.approx(exact["served"], abs=1e-11)
    assert figures.wait_exceeds[0] == pytest.approx(exact["exceeds"], abs=1e-11)
    virtual = figures.service_level(ServiceLevelDefinition.VIRTUAL)
    assert virtual[0] == pytest.approx(exact["virtual"], abs=1e-11)
    assert figures.mean_wait[0] == pytest.approx(exact["mean_wait"] * 300, rel=1e-9, abs=1e-9)
    assert erlang_b(n, float(load))[0] == pytest.approx(exact["blocking"], abs=1e-13)


@pytest.mark.parametrize(
    ("n", "load", "patience"), [("1", "5", "1"), ("12", "10", "1.7"), ("50", "60", "20")]
)
def test_speed_of_answer_agrees_with_the_sum_over_queue_lengths(n: str, load: str, patience: str) -> None:
    figures = queue_figures(int(n), float(load) / 60, 60, float(patience) * 60)
    assert figures.asa[0] == pytest.approx(exact_asa(int(n), load, patience) * 60, rel=1e-11)


@pytest.mark.parametrize("n", [0.3, 2.5, 17.25, 240.8])
@pytest.mark.parametrize("ratio", [0.2, 0.95, 1.0, 3.0, 40.0])
def test_blocking_of_real_lines_agrees_with_its_integral(n: float, ratio: float) -> None:
    a = n * ratio
    # 1/B = a ∫ e^(−au) (1 + u)^n du; the recursion of the integer formula holds for real lines too.
    part = n - math.floor(n)
    inverse = a * integrate.quad(lambda u: math.exp(-a * u) * (1 + u) ** part, 0, np.inf, epsabs=0)[0]
    for k in range(1, math.floor(n) + 1):
        inverse = 1 + (part + k) / a * inverse
    assert erlang_b(n, a)[0] == pytest.approx(1 / inverse, rel=1e-9)


def test_blocking_stays_exact_where_its_inverse_overflows_and_where_lines_are_swamped() -> None:
    inverse = 1.0
    for k in range(1, 41):
        inverse = 1 + k * inverse / 4000
    assert erlang_b(40, 4000)[0] == pytest.approx(1 / inverse, rel=1e-14)
    assert erlang_b(9000, 900)[0] == 0.0
    assert erlang_b([0, 0, 3], [0, 2, 0]).tolist() == [1.0, 1.0, 0.0]


def test_erlang_c_gives_the_textbook_ten_erlang_queue() -> None:
    figures = queue_figures(14, 100 / 1800, 180, np.inf, 20)
    assert figures.wait_probability[0] == pytest.approx(0.17413193359504984, abs=1e-14)
    assert figures.service_level()[0] == pytest.approx(0.8883500191794669, abs=1e-14)
    assert figures.asa[0] == pytest.approx(7.835937011777243, rel=1e-13)
    assert figures.occupancy[0] == pytest.approx(10 / 14)


def test_a_queue_without_abandonment_at_or_above_its_agents_is_flagged_unstable() -> None:
    figures = queue_figures([10, 9, 10.000001], 10 / 300, 300, np.inf, 20)
    assert figures.stable.tolist() == [False, False, True]
    assert figures.service_level()[:2].tolist() == [0.0, 0.0]
    assert np.isinf(figures.asa[:2]).all()
    assert np.isinf(figures.queue_length[:2]).all()
    assert figures.occupancy[:2].tolist() == [1.0, 1.0]


def test_long_patience_tends_to_erlang_c_and_none_is_erlang_b() -> None:
    patient = queue_figures(14, 10 / 300, 300, 1e9, 20)
    endless = queue_figures(14, 10 / 300, 300, np.inf, 20)
    assert patient.service_level()[0] == pytest.approx(endless.service_level()[0], abs=1e-6)
    gone = queue_figures(14, 10 / 300, 300, 0, 20)
    assert gone.abandon_probability[0] == pytest.approx(erlang_b(14, 10)[0], rel=1e-12)
    assert gone.service_level()[0] == pytest.approx(1 - erlang_b(14, 10)[0], rel=1e-12)
    assert gone.mean_wait[0] == 0.0


def test_nobody_at_work_serves_nobody_and_no_contacts_need_nobody() -> None:
    empty = queue_figures(0, 0.1, 300, 150, 20)
    assert (empty.service_level()[0], empty.abandon_probability[0], empty.occupancy[0]) == (0.0, 1.0, 1.0)
    quiet = queue_figures([0, 3], 0, 300, 150, 20)
    assert quiet.service_level().tolist() == [1.0, 1.0]
    assert quiet.asa.tolist() == [0.0, 0.0]
    weightless = queue_figures(2, 0.1, 0, 150, 20)
    assert weightless.service_level()[0] == 1.0


def test_a_threshold_of_zero_asks_for_no_wait_and_an_endless_one_for_not_giving_up() -> None:
    at_once, ever = (queue_figures(9, 8 / 300, 300, 150, limit) for limit in (0, np.inf))
    assert at_once.service_level()[0] == pytest.approx(1 - at_once.wait_probability[0], abs=1e-15)
    assert ever.service_level()[0] == pytest.approx(1 - ever.abandon_probability[0], abs=1e-14)


def test_the_named_definitions_differ_as_published() -> None:
    figures = queue_figures(4, 3 / 300, 300, 60, 20)
    levels = {
        definition.value: float(figures.service_level(definition)[0]) for definition in ServiceLevelDefinition
    }
    assert levels["offered"] == pytest.approx(0.7723, abs=5e-5)
    assert levels["answered"] == pytest.approx(0.9231, abs=5e-5)
    assert levels["virtual"] == pytest.approx(0.7794, abs=5e-5)
    assert levels["excluding_short_abandons"] == pytest.approx(0.8301, abs=5e-5)
    assert levels["short_abandons_met"] == pytest.approx(1 - figures.wait_exceeds[0])


def test_no_figure_is_nan_or_outside_its_range_anywhere_in_use() -> None:
    random = np.random.default_rng(7)
    count = 6000
    n = np.where(random.random(count) < 0.2, random.uniform(0, 3, count), 10 ** random.uniform(-3, 4, count))
    n[:40] = 0.0
    handle = 10 ** random.uniform(0, 4, count)
    rate = random.uniform(0, 2, count) * np.maximum(n, 0.5) / handle
    patience = handle * 10 ** random.uniform(-1.3, 3, count)
    patience[50:100], patience[100:150], patience[150:200] = np.inf, 0.0, handle[150:200] * 1e12
    limit = handle * random.uniform(0, 10, count) * 10 ** random.uniform(-5, 0, count)
    limit[200:250], limit[250:300] = 0.0, np.inf
    figures = queue_figures(n, rate, handle, patience, limit)
    shares = [figures.service_level(definition) for definition in ServiceLevelDefinition]
    shares += [
        figures.wait_probability,
        figures.abandon_probability,
        figures.abandon_in_time,
        figures.occupancy,
    ]
    for share in shares:
        assert ((share >= 0.0) & (share <= 1.0)).all()
    for time in (figures.asa, figures.mean_wait, figures.queue_length):
        assert (time >= 0.0).all()
    assert np.isfinite(figures.mean_wait[figures.stable]).all()


@settings(max_examples=60, deadline=None)
@given(
    n=st.one_of(st.just(0.0), st.floats(0.001, 500.0)),
    more=st.floats(0.001, 30.0),
    load=st.floats(0.01, 500.0),
    patience=st.floats(0.05, 1000.0),
    limit=st.floats(0.0, 10.0),
)
def test_more_agents_never_serve_worse(
    n: float, more: float, load: float, patience: float, limit: float
) -> None:
    few, many = (queue_figures(agents, load, 1, patience, limit) for agents in (n, n + more))
    for definition in ServiceLevelDefinition:
        assert many.service_level(definition)[0] >= few.service_level(definition)[0] - 1e-10
    assert many.abandon_probability[0] <= few.abandon_probability[0] + 1e-10
    assert many.occupancy[0] <= few.occupancy[0] + 1e-10
    assert many.asa[0] <= few.asa[0] + 1e-9 * max(few.asa[0], 1.0)


@settings(max_examples=40, deadline=None)
@given(n=st.floats(0.5, 300.0), ratio=st.floats(0.05, 2.0), unit=st.floats(0.01, 1000.0))
def test_the_unit_of_time_does_not_matter(n: float, ratio: float, unit: float) -> None:
    one = queue_waiting(n, n * ratio, 1.0, 0.5, 0.1).served_in_time[0]
    other = queue_waiting(n, n * ratio / unit, unit, 0.5 * unit, 0.1 * unit).served_in_time[0]
    assert other == pytest.approx(one, abs=1e-10)


@pytest.mark.parametrize("name", ["agents", "arrival_rate", "handle_seconds"])
@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_impossible_input_is_named(name: str, value: float) -> None:
    inputs = {"agents": 3.0, "arrival_rate": 0.01, "handle_seconds": 300.0} | {name: value}
    with pytest.raises(ValueError, match=name):
        queue_waiting(**inputs)

import numpy as np
import pytest

from forecasting.cold_start import NewQueue, forecast_new_queue
from forecasting.errors import BadFieldError
from forecasting.forecast import Forecast
from forecasting.volume import forecast_volume
from tests.forecasting.builders import OFFICE_HOURS, Truth, a_request


@pytest.fixture(scope="module")
def similar():
    truth = Truth(opening=OFFICE_HOURS, per_day=900)
    return forecast_volume(a_request(truth, days=14))


def test_a_new_queue_has_the_similar_ones_shape_and_its_own_volume(similar):
    made = forecast_new_queue(NewQueue("new", 700), similar)
    assert sum(made.volume) == pytest.approx(1400)
    assert np.array(made.volume) / 1400 == pytest.approx(np.array(similar.volume) / sum(similar.volume))
    assert made.queue == "new"
    assert made.method == "similar_queue"
    assert Forecast.model_validate_json(made.model_dump_json()) == made


def test_its_bands_are_wider_and_never_a_bare_zero(similar):
    made = forecast_new_queue(NewQueue("new", sum(similar.volume) / 2), similar)
    assert sum(made.volume) == pytest.approx(sum(similar.volume))
    busy = int(np.argmax(similar.volume))
    assert made.quantiles[0.9][busy] > 1.2 * similar.quantiles[0.9][busy]
    tiny = forecast_new_queue(NewQueue("tiny", 5), similar)
    assert tiny.daily[0].quantiles[0.95] >= 1


def test_what_is_seen_replaces_the_guess(similar):
    guessed, some, much = (NewQueue("new", 700, seen=seen, seen_days=7) for seen in (0.0, 200.0, 20_000.0))
    assert NewQueue("new", 700).volume == 700
    assert guessed.volume == 700
    assert some.volume == pytest.approx(450)
    assert much.volume == pytest.approx(20_000, rel=0.01)
    assert forecast_new_queue(much, similar).dispersion < forecast_new_queue(some, similar).dispersion


def test_handle_time_may_be_given(similar):
    made = forecast_new_queue(NewQueue("new", 700, handle_seconds=420), similar)
    assert set(made.handle_seconds) == {420}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("weekly_contacts", {"weekly_contacts": -1}),
        ("weekly_contacts", {"weekly_contacts": float("nan")}),
        ("seen_days", {"weekly_contacts": 5, "seen": 9}),
        ("handle_seconds", {"weekly_contacts": 5, "handle_seconds": 0}),
    ],
)
def test_what_cannot_be_is_named(field, wrong):
    with pytest.raises(BadFieldError, match=f"^{field}: expected"):
        NewQueue("new", **wrong)


def test_a_silent_or_short_model_is_refused(similar):
    silent = similar.model_copy(update={"volume": (0.0,) * len(similar.volume)})
    with pytest.raises(BadFieldError, match=r"^similar\.volume"):
        forecast_new_queue(NewQueue("new", 700), silent)
    with pytest.raises(BadFieldError, match=r"^similar\.days: expected at least 7"):
        forecast_new_queue(NewQueue("new", 700), forecast_volume(a_request(days=3)))

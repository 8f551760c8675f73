from datetime import timedelta

import pytest

from forecasting.errors import BadFieldError, ShortHistoryError
from forecasting.many import forecast_many
from forecasting.volume import forecast_volume
from tests.forecasting.builders import FIRST, a_request


def some_requests(number=3):
    short = a_request(queue="new", history_days=5, first_date=FIRST + timedelta(days=5))
    return [short, *(a_request(queue=f"queue {index}", days=7) for index in range(number))]


@pytest.mark.parametrize("workers", [1, 2])
def test_every_queue_gets_its_forecast_or_its_refusal(workers):
    answers = {answer.queue: answer for answer in forecast_many(some_requests(), workers=workers)}
    assert set(answers) == {"new", "queue 0", "queue 1", "queue 2"}
    assert isinstance(answers["new"].refusal, ShortHistoryError)
    assert "5 days of usable history" in str(answers["new"].refusal)
    assert answers["queue 1"].forecast == forecast_volume(some_requests()[2])


@pytest.mark.parametrize("workers", [1, 2])
def test_after_a_stop_no_further_queue_is_begun(workers):
    taken = []

    def requests():
        for number in range(40):
            taken.append(number)
            yield a_request(days=7, history_days=60)

    answers = []
    answers.extend(forecast_many(requests(), workers=workers, stop=lambda: len(answers) >= 2))
    assert 2 <= len(answers) <= 6
    assert len(taken) <= 10


def test_no_workers_are_refused():
    with pytest.raises(BadFieldError, match=r"^workers: expected 1 to 256, got 0"):
        next(forecast_many([], workers=0))

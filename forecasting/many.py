"""Forecast many queues in processes of their own, telling as they come and stopping when asked."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context

from forecasting.errors import BadFieldError, ForecastError
from forecasting.forecast import Forecast
from forecasting.request import ForecastRequest
from forecasting.volume import forecast_volume

MOST_WORKERS = 256
# Enough that no process waits, few enough that memory does not grow with the number of queues.
WAITING_PER_WORKER = 2
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one queue: its forecast, or why there is none."""

    queue: str
    forecast: Forecast | None
    refusal: ForecastError | None


def forecast_many(
    requests: Iterable[ForecastRequest], *, workers: int, stop: Callable[[], bool] = lambda: False
) -> Iterator[Answer]:
    """Answers as they are ready, in any order; after ``stop`` says so no further queue is begun.

    Requests are taken from the iterable as they are needed, and answers are let go as they are taken: neither
    is held. The caller gives each process one BLAS thread (OMP_NUM_THREADS=1 before the first starts), since
    two processes that each use all cores are slower than one. Raises BadFieldError.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise BadFieldError(field="workers", expected=f"1 to {MOST_WORKERS}", got=workers)
    if workers == 1:
        for request in requests:
            if stop():
                return
            yield _answer(request)
        return
    coming = iter(requests)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running: set[Future[Answer]] = set()
        more = True
        while running or more:
            while more and len(running) < WAITING_PER_WORKER * workers:
                following = None if stop() else next(coming, None)
                more = following is not None
                if following is not None:
                    running.add(pool.submit(_answer, following))
            done, running = wait(running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            if more and stop():
                more = False
                for future in running:
                    future.cancel()
                running = {future for future in running if not future.cancelled()}
            for future in done:
                yield future.result()


def _answer(request: ForecastRequest) -> Answer:
    try:
        return Answer(request.queue, forecast_volume(request), None)
    except ForecastError as refusal:
        return Answer(request.queue, None, refusal)

"""Queues are worked through one by one; what is finished survives a stop."""

import time
import uuid
from threading import Thread

from pydantic import BaseModel

from app.forecasts.by_queue import Worked, work_through
from tests.app.planning.builders import MONDAY, Planner

NAMES = {uuid.UUID(int=number): name for number, name in enumerate(("first", "second", "third"))}
FIRST, SECOND, THIRD = NAMES
FIGURES: list[dict[str, object]] = []


class Positive(BaseModel):
    number: int


def worked(work, stops_after: int = 3) -> Worked[str]:
    kept: list[int] = []
    return work_through(
        NAMES,
        NAMES,
        work,
        progress=lambda **figures: FIGURES.append(figures),
        stop_requested=lambda: len(kept) == stops_after,
        keep=lambda so_far: kept.append(len(so_far.results)),
    )


def test_a_stop_keeps_the_queues_that_are_done() -> None:
    found = worked(str.upper, stops_after=1)
    assert found.results == {FIRST: "FIRST"}
    left_out = found.left_out(NAMES, {})
    assert [(each.queue, each.unfinished) for each in left_out] == [("second", True), ("third", True)]


def test_a_queue_that_is_refused_leaves_the_others_alone() -> None:
    def work(name: str) -> str:
        if name == "second":
            raise ValueError("expected something else")
        return name

    found = worked(work)
    assert found.results == {FIRST: "first", THIRD: "third"}
    assert found.refusals == {SECOND: "expected something else"}
    (refusal,) = found.left_out(NAMES, {})
    assert (refusal.queue, refusal.reason, refusal.unfinished) == ("second", "expected something else", False)


def test_a_refused_document_names_the_field_and_repeats_no_input() -> None:
    found = worked(lambda name: str(Positive(number=f"secret {name}")))
    assert found.refusals[FIRST].startswith("number: ")
    assert "secret" not in found.refusals[FIRST]


def test_progress_tells_the_queue_and_how_many_are_done() -> None:
    FIGURES.clear()
    worked(str.upper)
    assert FIGURES[1] == {"queue": "second", "queues_done": 1, "queues": 3}
    assert FIGURES[-1] == {"queues_done": 3, "queues": 3}


def test_a_forecast_stopped_before_any_queue_is_done_ends_stopped(planner: Planner) -> None:
    planner.a_busy_queue()
    job = planner.asked("/v1/forecasts", first_date=str(MONDAY), days=7)
    doing = Thread(target=planner.performed, args=(job,))
    doing.start()
    while planner.get(f"/v1/jobs/{job['id']}")["state"] == "queued":
        time.sleep(0.01)
    planner.client.post(f"/v1/jobs/{job['id']}:cancel")
    doing.join()
    assert planner.get(f"/v1/jobs/{job['id']}")["state"] == "stopped"
    assert planner.get(f"/v1/forecasts/{job['subject_id']}")["state"] == "failed"

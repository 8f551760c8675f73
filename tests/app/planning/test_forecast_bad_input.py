"""Histories that nobody would wish for: a usable forecast with a warning, or a refusal that says why."""

from collections.abc import Callable
from typing import Any

import pytest

from app.planning import forecast_volume
from tests.app.builders import a_queue
from tests.app.planning.builders import MONDAY, Planner, history_of

WEEK = {"first_date": str(MONDAY), "days": 7, "backtest_origins": 1}
HEADER = "queue,start,volume\n"


def changed(name: str, days: int, volume: Callable[[int, int], int | None]) -> str:
    """A history of which each row's volume is a function of its number and the usual volume; None: no row."""
    kept = []
    for number, line in enumerate(history_of(name, days=days, handle_seconds=None).splitlines()[1:]):
        queue, start, usual = line.split(",")
        value = volume(number, int(usual))
        if value is not None:
            kept.append(f"{queue},{start},{value}")
    return HEADER + "\n".join(kept) + "\n"


def test_odd_histories_give_wide_bands_and_a_warning_or_say_what_is_missing(planner: Planner) -> None:
    histories = {
        "Constant": changed("Constant", 35, lambda _number, _usual: 5),
        "Huge": changed("Huge", 35, lambda _number, usual: usual * 100_000_000),
        "Nearly all missing": changed(
            "Nearly all missing", 35, lambda number, usual: usual if number % 100 == 0 else None
        ),
        "One day": history_of("One day", days=1),
        "One week": history_of("One week", days=7),
        "Stepped": changed("Stepped", 35, lambda number, usual: usual * (4 if number < 480 else 1)),
        "Zero": history_of("Zero", days=35, scale=0),
    }
    for name, content in histories.items():
        a_queue(planner.client, name=name)
        planner.imports(content)
    made = planner.made("/v1/forecasts", **WEEK)
    refusals = {each["queue"]: each["reason"] for each in made["refusals"]}
    assert refusals.keys() == {"Nearly all missing", "One day", "One week"}
    for name, reason in refusals.items():
        assert "at least 14 days are needed" in reason, name
    told: dict[str, dict[str, Any]] = {each["queue"]: each for each in made["queues"]}
    assert told["Constant"]["contacts"] == pytest.approx(7 * 24 * 5, rel=0.05)
    assert told["Zero"]["contacts"] == 0
    assert told["Huge"]["contacts"] > 1e9
    for name, each in told.items():
        assert each["warnings"], name
        assert all(day["quantiles"]["0.1"] <= day["quantiles"]["0.9"] for day in each["daily"])
        assert any(day["quantiles"]["0.9"] > day["mean"] for day in each["daily"]), name


@pytest.mark.parametrize("volume", ["-3", "nan", "inf", "1e12", "many"])
def test_counts_that_cannot_be_never_become_history(planner: Planner, volume: str) -> None:
    a_queue(planner.client)
    answer = planner.client.post(
        "/v1/history/imports",
        content=f"{HEADER}Voice English,2026-01-05T08:00Z,{volume}\n".encode(),
        headers={"content-type": "text/csv"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "history.refused")
    assert answer.json()["errors"][0]["row"] == 2
    assert planner.refused("/v1/forecasts", **WEEK)[1]["code"] == "history.none"


def test_the_same_history_twice_gives_the_same_forecast(planner: Planner) -> None:
    queue = a_queue(planner.client)
    content = history_of("Voice English", days=21)
    planner.imports(content)
    planner.imports(content + content.partition("\n")[2])
    made = planner.made("/v1/forecasts", **WEEK)
    weekly = sum(int(line.split(",")[2]) for line in content.splitlines()[1:]) / 3
    (told,) = made["queues"]
    assert told["queue_id"] == queue["id"]
    assert told["contacts"] == pytest.approx(weekly, rel=0.1)


def test_queues_are_given_out_in_parts_and_counted_over_all(
    planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecast_volume, "QUEUES_AT_ONCE", 1)
    for name in ("Billing", "Sales"):
        a_queue(planner.client, name=name)
        planner.imports(history_of(name, days=21))
    job = planner.done("/v1/forecasts", **WEEK)
    assert job["state"] == "succeeded"
    assert (job["progress"]["queues_done"], job["progress"]["queues"]) == (2, 2)
    made = planner.get(job["links"]["result"])
    assert [each["queue"] for each in made["queues"]] == ["Billing", "Sales"]

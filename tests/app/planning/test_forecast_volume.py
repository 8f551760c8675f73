"""Forecasts over HTTP: what was asked comes back with its grounds, and what cannot be is refused in words."""

import csv
import io
import uuid
from datetime import date, timedelta

import pytest

from tests.app.builders import a_queue
from tests.app.planning.builders import MONDAY, OFFICE_HOURS, Planner, history_of

WEEK = {"first_date": str(MONDAY), "days": 7}


def test_a_forecast_tells_its_method_its_backtest_and_what_it_found(planner: Planner) -> None:
    queue = planner.a_busy_queue()
    made = planner.made("/v1/forecasts", **WEEK)
    assert (made["state"], made["refusals"], made["first_date"]) == ("ready", [], str(MONDAY))
    (told,) = made["queues"]
    assert (told["queue_id"], told["interval_minutes"]) == (queue["id"], 60)
    methods = {each["method"]: each for each in told["backtest"]["methods"]}
    assert methods["seasonal_naive"]["ratio"] == 1
    assert told["wape"] == methods["selected"]["wape"]
    assert told["ratio"] == methods["selected"]["ratio"] < 1
    assert told["method_reason"]
    assert told["mean_handle_seconds"] == pytest.approx(300)
    assert abs(sum(day["mean"] for day in told["daily"]) - told["contacts"]) < 1e-6
    assert 0.9 < told["contacts"] / (5 * 96 + 2 * 47) < 1.1
    assert {"starts", "volume", "quantiles"}.isdisjoint(told)
    (listed,) = planner.get("/v1/forecasts")["items"]
    assert listed["id"] == made["id"]
    assert listed["queues"] == [{name: told[name] for name in listed["queues"][0]}]


def test_the_intervals_of_a_queue_are_the_same_in_json_and_csv(planner: Planner) -> None:
    queue = planner.a_busy_queue(opening_hours=OFFICE_HOURS)
    made = planner.made("/v1/forecasts", **WEEK, backtest_origins=0)
    path = f"/v1/forecasts/{made['id']}/queues/{queue['id']}"
    document = planner.get(path)
    written = planner.client.get(path, headers={"accept": "text/csv"})
    assert written.headers["content-type"].startswith("text/csv")
    table = list(csv.DictReader(io.StringIO(written.text)))
    assert [row["start"] for row in table] == document["starts"]
    assert len(table) == 7 * 24
    for row, mean, p80, is_open in zip(
        table, document["volume"], document["quantiles"]["0.8"], document["open"], strict=True
    ):
        assert abs(float(row["volume"]) - mean) < 1e-3
        assert abs(float(row["p80"]) - p80) < 1e-3
        assert is_open or mean == p80 == 0
    assert sum(document["open"]) == 5 * 10


def test_a_period_across_both_clock_changes_has_every_hour_once(planner: Planner) -> None:
    queue = planner.a_busy_queue()
    made = planner.made("/v1/forecasts", first_date="2026-03-28", days=215, backtest_origins=0)
    document = planner.get(f"/v1/forecasts/{made['id']}/queues/{queue['id']}")
    assert (document["starts"][0], document["starts"][-1]) == ("2026-03-28T00:00:00Z", "2026-10-28T23:00:00Z")
    assert len(set(document["starts"])) == 215 * 24
    by_day = {day["date"]: day["mean"] for day in document["daily"]}
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        assert 0.9 < by_day[str(day)] / by_day[str(day + timedelta(days=7 if day.month == 3 else -7))] < 1.1


def test_queues_that_cannot_be_forecast_are_named_and_the_others_are_forecast(planner: Planner) -> None:
    planner.a_busy_queue("Fine")
    a_queue(planner.client, name="Short")
    planner.imports(history_of("Short", days=10))
    a_queue(planner.client, name="Silent")
    planner.imports(history_of("Silent", scale=0))
    a_queue(planner.client, name="Never open", opening_hours={"weekly": []})
    planner.imports(history_of("Never open", days=20))
    a_queue(planner.client, name="Unknown past")
    made = planner.made("/v1/forecasts", **WEEK, backtest_origins=2)
    refusals = {each["queue"]: each["reason"] for each in made["refusals"]}
    assert refusals.keys() == {"Short", "Never open"}
    assert "10 days of usable history; at least 14" in refusals["Short"]
    assert "opening_hours" in refusals["Never open"]
    told = {each["queue"]: each for each in made["queues"]}
    assert told.keys() == {"Fine", "Silent"}
    assert told["Silent"]["contacts"] == 0
    assert any("no contact in the whole history" in warning for warning in told["Silent"]["warnings"])


def test_a_forecast_without_any_queue_fails_and_says_what_each_one_lacks(planner: Planner) -> None:
    a_queue(planner.client)
    planner.imports(history_of("Voice English", days=5))
    job = planner.done("/v1/forecasts", **WEEK)
    assert (job["state"], job["problem"]["code"]) == ("failed", "forecast.nothing")
    (error,) = job["problem"]["errors"]
    assert error["queue"] == "Voice English"
    assert "5 days of usable history; at least 14 days are needed" in error["reason"]
    made = planner.get(f"/v1/forecasts/{job['subject_id']}")
    assert (made["state"], made["queues"]) == ("failed", [])


def test_a_grain_finer_than_the_history_is_refused_with_the_grain_it_has(planner: Planner) -> None:
    planner.a_busy_queue()
    job = planner.done("/v1/forecasts", **WEEK, interval_minutes=15)
    assert "ask for 60 minutes or coarser" in job["problem"]["errors"][0]["reason"]


def test_dates_too_far_after_the_history_are_refused(planner: Planner) -> None:
    planner.a_busy_queue()
    for day in ("2027-04-02", "2150-01-01"):
        status, problem = planner.refused("/v1/forecasts", first_date=day, days=7)
        assert (status, problem["code"], problem["last"]) == (422, "forecast.too_far_ahead", "2026-03-01")
        assert "400 days after the history, which ends on 2026-03-01" in problem["detail"]
    status, problem = planner.refused("/v1/forecasts", first_date=str(MONDAY), days=401)
    assert (status, problem["errors"][0]["loc"]) == (422, ["body", "days"])


def test_one_queue_too_far_behind_the_others_is_refused_by_itself(planner: Planner) -> None:
    planner.a_busy_queue()
    a_queue(planner.client, name="Of old")
    planner.imports(history_of("Of old", days=21).replace("2026-", "2024-"))
    made = planner.made("/v1/forecasts", **WEEK)
    assert [each["queue"] for each in made["queues"]] == ["Voice English"]
    assert "days after the history, which ends on 2024-" in made["refusals"][0]["reason"]


def test_dates_before_the_history_are_refused_with_the_day_it_begins(planner: Planner) -> None:
    planner.a_busy_queue()
    status, problem = planner.refused("/v1/forecasts", first_date="1950-01-01", days=7)
    assert (status, problem["code"]) == (422, "forecast.before_history")
    assert problem["detail"].endswith(f"on {problem['first']}, got 1950-01-01.")


def test_a_queue_of_few_contacts_leans_on_those_of_its_channel_clock_and_hours(planner: Planner) -> None:
    for name, scale, fields in (
        ("Busy", 50.0, {}),
        ("Small", 2.0, {}),
        ("Small email", 2.0, {"channel": "email"}),
        ("Small office", 2.0, {"opening_hours": OFFICE_HOURS}),
    ):
        a_queue(planner.client, name=name, **fields)
        planner.imports(history_of(name, days=42, scale=scale))
    made = planner.made("/v1/forecasts", **WEEK, backtest_origins=0)
    leaning = {
        each["queue"]: "similar queues" in each["formulas"]["volume"]
        and "few contacts: 1 similar queues are heeded" in each["warnings"]
        for each in made["queues"]
    }
    assert leaning == {"Busy": False, "Small": True, "Small email": False, "Small office": False}


def test_what_does_not_exist_is_told(planner: Planner) -> None:
    assert planner.refused("/v1/forecasts", **WEEK)[1]["code"] == "history.none"
    a_queue(planner.client)
    status, problem = planner.refused("/v1/forecasts", **WEEK, queues=["Voice English"])
    assert (status, problem["code"], problem["queue"]) == (422, "history.missing", "Voice English")
    status, problem = planner.refused("/v1/forecasts", **WEEK, queues=["Voice English", str(uuid.uuid4())])
    assert (status, problem["field"]) == (422, "queues[1]")
    nowhere = uuid.uuid4()
    for path in (f"/v1/forecasts/{nowhere}", f"/v1/forecasts/{nowhere}/queues/{nowhere}"):
        assert planner.client.get(path).status_code == 404


def test_history_deleted_before_the_job_begins_is_told(planner: Planner) -> None:
    planner.a_busy_queue()
    job = planner.asked("/v1/forecasts", **WEEK)
    assert planner.get(f"/v1/forecasts/{job['subject_id']}")["state"] == "pending"
    assert planner.client.delete("/v1/history", params={"queue": "Voice English"}).status_code == 204
    assert "has no history yet" in planner.performed(job)["problem"]["errors"][0]["reason"]


def test_a_cancelled_forecast_counts_as_failed(planner: Planner) -> None:
    planner.a_busy_queue()
    job = planner.asked("/v1/forecasts", **WEEK)
    assert planner.client.post(f"/v1/jobs/{job['id']}:cancel").status_code == 202
    assert planner.get(f"/v1/forecasts/{job['subject_id']}")["state"] == "failed"


def test_the_same_key_does_not_forecast_twice(planner: Planner) -> None:
    planner.a_busy_queue()
    answers = [
        planner.client.post("/v1/forecasts", json=WEEK, headers={"Idempotency-Key": "once"}).json()["id"]
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(planner.get("/v1/forecasts")["items"]) == 1

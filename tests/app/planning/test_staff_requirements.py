"""Requirements over HTTP: from a forecast or from dates, each interval explained, bad goals named."""

import csv
import io
import math
import uuid
from typing import Any

import pytest

from tests.app.builders import a_queue
from tests.app.planning.builders import MONDAY, Planner, history_of

WEEK = {"first_date": str(MONDAY), "days": 7}


@pytest.fixture
def forecast(planner: Planner) -> dict[str, Any]:
    planner.a_busy_queue(patience_seconds=180.0, minimum_staffing=1)
    made: dict[str, Any] = planner.made("/v1/forecasts", **WEEK, backtest_origins=0)
    return made


def test_every_interval_of_a_requirement_can_be_recomputed(
    planner: Planner, forecast: dict[str, Any]
) -> None:
    made = planner.made("/v1/requirements", forecast_id=forecast["id"])
    (told,) = made["queues"]
    assert (made["state"], made["basis"], told["channel"]) == ("ready", "mean", "voice")
    assert "Erlang A" in told["method"]
    path = f"/v1/requirements/{made['id']}/queues/{told['queue_id']}"
    document = planner.get(path)
    assert abs(sum(document["agents"]) - told["agent_hours"]) < 1e-6
    assert abs(0.7 * told["agent_hours"] - told["net_hours"]) < 1e-6
    assert told["peak_heads"] == max(document["heads"])
    noon = document["starts"].index("2026-03-04T12:00:00Z")
    explained = planner.get(f"{path}/intervals/2026-03-04T13:00:00+01:00")
    figures = {each["name"]: each["value"] for each in explained["figures"]}
    assert figures["agents"] == document["agents"][noon]
    assert figures["agents"] == pytest.approx(
        max(figures["agents_net"], figures["minimum_staffing"]) / (1 - figures["shrinkage"])
    )
    assert figures["heads"] == math.ceil(figures["agents"] - 1e-9)
    for wrong, status in (("2026-03-04T12:05:00Z", 404), ("2026-03-04T12:00:00", 422), ("noon", 422)):
        assert planner.client.get(f"{path}/intervals/{wrong}").status_code == status
    table = list(csv.DictReader(io.StringIO(planner.client.get(path, params={"format": "csv"}).text)))
    assert [int(row["heads"]) for row in table] == document["heads"]
    (listed,) = planner.get("/v1/requirements")["items"]
    assert listed["id"] == made["id"]


def test_overrides_hold_for_one_requirement_only(planner: Planner, forecast: dict[str, Any]) -> None:
    usual = forecast["queues"][0]
    override = {"queue": "Voice English", "shrinkage": 0.0, "volume_factor": 2.0, "handle_seconds": 150.0}
    made = planner.made("/v1/requirements", forecast_id=forecast["id"], basis="P80", overrides=[override])
    document = planner.get(f"/v1/requirements/{made['id']}/queues/{usual['queue_id']}")
    asked = document["inputs"]
    source = planner.get(f"/v1/forecasts/{forecast['id']}/queues/{usual['queue_id']}")
    assert asked["basis"] == "P80"
    assert asked["volume"] == [2 * each for each in source["quantiles"]["0.8"]]
    assert (asked["handle_seconds"], asked["shrinkage"][0]["share"]) == (150, 0)
    assert made["overrides"][0]["queue"] == usual["queue_id"]


def test_waiting_seen_tells_the_patience_of_a_requirement(planner: Planner, forecast: dict[str, Any]) -> None:
    seen = {"abandons": 20, "waited_seconds": 2400.0}
    override = {"queue": "Voice English", "waiting_seen": seen}
    made = planner.made("/v1/requirements", forecast_id=forecast["id"], overrides=[override])
    document = planner.get(f"/v1/requirements/{made['id']}/queues/{made['queues'][0]['queue_id']}")
    assert (document["inputs"]["waiting_seen"], document["inputs"]["patience_seconds"]) == (seen, None)
    assert document["patience_interval"]["low"] < 120 < document["patience_interval"]["high"]
    both = {**override, "patience_seconds": 60.0}
    status, problem = planner.refused("/v1/requirements", forecast_id=forecast["id"], overrides=[both])
    assert status == 422
    assert "not both" in str(problem["errors"])


def test_dates_are_forecast_first_and_a_forecast_that_still_holds_is_used_again(planner: Planner) -> None:
    planner.a_busy_queue()
    first = planner.made("/v1/requirements", **WEEK)
    inner = planner.made("/v1/requirements", first_date="2026-03-03", days=2, basis="P90")
    assert inner["forecast_id"] == first["forecast_id"]
    document = planner.get(f"/v1/requirements/{inner['id']}/queues/{inner['queues'][0]['queue_id']}")
    assert (len(document["starts"]), document["starts"][0]) == (48, "2026-03-03T00:00:00Z")
    planner.imports(history_of("Voice English", scale=9, days=3))
    assert planner.made("/v1/requirements", **WEEK)["forecast_id"] != first["forecast_id"]


def test_queues_whose_goals_or_history_do_not_suffice_are_named(planner: Planner) -> None:
    planner.a_busy_queue("Fine")
    a_queue(planner.client, name="No time", channel="voice")
    planner.imports(history_of("No time", handle_seconds=None))
    goal = {"max_average_wait_seconds": 60}
    planner.a_busy_queue("No window", channel="email", service_goal=goal)
    certain = {"share": 1.0, "within_seconds": 20}
    planner.a_busy_queue("Certain", channel="chat", service_goal=certain)
    a_queue(planner.client, name="Short")
    planner.imports(history_of("Short", days=3))
    made = planner.made("/v1/requirements", **WEEK)
    assert [each["queue"] for each in made["queues"]] == ["Fine"]
    reasons = {each["queue"]: each["reason"] for each in made["refusals"]}
    assert "handle_seconds in overrides" in reasons["No time"]
    assert "share and within_seconds" in reasons["No window"]
    assert "no number of agents answers 100 %" in reasons["Certain"]
    assert "at least 14 days" in reasons["Short"]
    job = planner.done("/v1/requirements", forecast_id=made["forecast_id"], queues=["Certain", "Short"])
    assert job["problem"]["code"] == "requirement.nothing"
    assert [each["queue"] for each in job["problem"]["errors"]] == ["Certain", "Short"]


def test_deferred_work_on_a_quantile_adds_up_to_the_quantile_of_the_day(planner: Planner) -> None:
    queue = planner.a_busy_queue(channel="ticket", service_goal={"share": 0.9, "within_seconds": 28_800})
    made = planner.made("/v1/requirements", **WEEK, basis="P95")
    volume = planner.get(f"/v1/requirements/{made['id']}/queues/{queue['id']}")["inputs"]["volume"]
    daily = planner.get(f"/v1/forecasts/{made['forecast_id']}")["queues"][0]["daily"]
    for number, day in enumerate(daily):
        assert sum(volume[24 * number : 24 * number + 24]) == pytest.approx(day["quantiles"]["0.95"])


def test_what_is_not_there_or_contradicts_itself_is_refused(planner: Planner) -> None:
    planner.a_busy_queue()
    job = planner.asked("/v1/forecasts", **WEEK)
    status, problem = planner.refused("/v1/requirements", forecast_id=job["subject_id"])
    assert (status, problem["code"], problem["job"]) == (409, "plan.not_ready", f"/v1/jobs/{job['id']}")
    status, problem = planner.refused("/v1/requirements", forecast_id=str(uuid.uuid4()))
    assert (status, problem["field"]) == (422, "forecast_id")
    for body in ({}, {**WEEK, "forecast_id": str(uuid.uuid4())}, {"first_date": str(MONDAY)}):
        assert planner.refused("/v1/requirements", **body)[1]["code"] == "request.invalid"
    unknown = {**WEEK, "overrides": [{"queue": "Nobody"}]}
    assert planner.refused("/v1/requirements", **unknown)[1]["field"] == "overrides[0]"
    nowhere = f"/v1/requirements/{uuid.uuid4()}"
    for path in (nowhere, f"{nowhere}/queues/{uuid.uuid4()}"):
        assert planner.client.get(path).status_code == 404

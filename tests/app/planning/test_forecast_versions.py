"""Versions of a forecast: what a planner changes, what the morning brought, and how each did."""

from datetime import timedelta
from typing import Any

import pytest

from tests.app.planning.builders import MONDAY, Planner, history_of

WEEK = {"first_date": str(MONDAY), "days": 7, "backtest_origins": 0}
TUESDAY = {"start": "2026-03-03T00:00:00Z", "end": "2026-03-04T00:00:00Z"}
SAID = {"reason": "bills go out", "author": "Ada"}


@pytest.fixture
def forecast(planner: Planner) -> dict[str, Any]:
    """A forecast of two queues."""
    planner.a_young_queue("Billing")
    planner.a_young_queue("Sales")
    made: dict[str, Any] = planner.made("/v1/forecasts", **WEEK)
    return made


def days_of(made: dict[str, Any], queue: str) -> dict[str, float]:
    (told,) = (each for each in made["queues"] if each["queue"] == queue)
    return {day["date"]: day["mean"] for day in told["daily"]}


def adjusted(planner: Planner, forecast: dict[str, Any], **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = planner.made(f"/v1/forecasts/{forecast['id']}:adjust", **body)
    return made


def test_an_adjustment_makes_a_version_and_leaves_the_parent_alone(
    planner: Planner, forecast: dict[str, Any]
) -> None:
    change = {"queue": "Billing", "factor": 1.5, **TUESDAY, **SAID}
    made = adjusted(planner, forecast, adjustments=[change])
    assert (made["parent_id"], made["state"], made["what_if"]) == (forecast["id"], "ready", False)
    before, after = days_of(forecast, "Billing"), days_of(made, "Billing")
    assert after == pytest.approx(before | {"2026-03-03": 1.5 * before["2026-03-03"]})
    assert days_of(made, "Sales") == days_of(forecast, "Sales")
    told = {each["queue"]: each["adjustments"] for each in made["queues"]}
    assert "by Ada: bills go out" in told["Billing"][0]
    assert told["Sales"] == []
    assert planner.get(f"/v1/forecasts/{forecast['id']}") == forecast
    assert made["changes"]["adjustments"][0]["factor"] == 1.5

    found = planner.get(f"/v1/forecasts/{forecast['id']}:compare", **{"with": made["id"]})
    billing, sales = found["queues"]
    assert [day["date"] for day in billing["days"]] == ["2026-03-03"]
    assert billing["after"] - billing["before"] == pytest.approx(0.5 * before["2026-03-03"])
    assert billing["adjustments"] == told["Billing"]
    assert (sales["days"], sales["intervals"], sales["ratio"]) == ([], [], 1)
    query = {"with": made["id"], "queue": "Sales"}
    (only,) = planner.get(f"/v1/forecasts/{forecast['id']}:compare", **query)["queues"]
    assert only == sales


def test_requirements_of_an_adjusted_forecast_use_its_numbers(
    planner: Planner, forecast: dict[str, Any]
) -> None:
    window = {"start": "2026-03-02T00:00:00Z", "end": "2026-03-09T00:00:00Z"}
    made = adjusted(planner, forecast, adjustments=[{"factor": 2.0, **window, **SAID}])
    hours = [
        sum(each["agent_hours"] for each in planner.made("/v1/requirements", forecast_id=which)["queues"])
        for which in (forecast["id"], made["id"])
    ]
    assert hours[1] > 1.2 * hours[0]
    unasked = planner.made("/v1/requirements", first_date=str(MONDAY), days=7)
    assert unasked["forecast_id"] == made["id"]


def test_a_what_if_is_staffed_when_named_and_never_unasked(
    planner: Planner, forecast: dict[str, Any]
) -> None:
    campaign = {
        "queue": "Sales",
        "start": "2026-03-04T08:00:00Z",
        "reached": 10_000,
        "response_share": 0.03,
        "half_life_hours": 6,
        **SAID,
    }
    what_if = adjusted(planner, forecast, campaigns=[campaign], what_if=True)
    more = sum(days_of(what_if, "Sales").values()) - sum(days_of(forecast, "Sales").values())
    assert more == pytest.approx(300, rel=0.01)
    thought_on = adjusted(planner, what_if, adjustments=[{"contacts": 500, **TUESDAY, **SAID}])
    assert thought_on["what_if"]
    assert days_of(thought_on, "Billing")["2026-03-03"] == pytest.approx(500)
    unasked = planner.made("/v1/requirements", first_date=str(MONDAY), days=7)
    assert unasked["forecast_id"] == forecast["id"]


def test_deflection_takes_contacts_away_and_leaves_the_long_ones(
    planner: Planner, forecast: dict[str, Any]
) -> None:
    bot = {"queue": "Sales", "start": "2026-03-01T00:00:00Z", "share": 0.3, "deflected_seconds": 120, **SAID}
    made = adjusted(planner, forecast, deflections=[bot])
    figures = {each["queue"]: each for each in made["queues"]}
    before = {each["queue"]: each for each in forecast["queues"]}
    assert figures["Sales"]["contacts"] == pytest.approx(0.7 * before["Sales"]["contacts"])
    assert figures["Sales"]["mean_handle_seconds"] == pytest.approx((300 - 0.3 * 120) / 0.7)
    returning = adjusted(
        planner, forecast, deflections=[bot | {"returning_share": 0.2, "hand_over_seconds": 60}]
    )
    (told,) = (each for each in returning["queues"] if each["queue"] == "Sales")
    assert told["contacts"] == pytest.approx((1 - 0.3 + 0.3 * 0.2) * before["Sales"]["contacts"])
    work = before["Sales"]["contacts"] * (300 - 0.3 * 0.8 * 120 + 0.3 * 0.2 * 60)
    assert told["contacts"] * told["mean_handle_seconds"] == pytest.approx(work)


def test_changes_that_cannot_be_are_refused_and_say_why(planner: Planner, forecast: dict[str, Any]) -> None:
    path = f"/v1/forecasts/{forecast['id']}:adjust"
    assert planner.refused(path)[0] == 422
    change = {"factor": 1.5, **TUESDAY, **SAID}
    for wrong in ({"factor": -1}, {"contacts": 3}, {"end": TUESDAY["start"]}, {"author": ""}):
        assert planner.refused(path, adjustments=[change | wrong])[0] == 422
    status, problem = planner.refused(path, adjustments=[change | {"queue": "Nobody"}])
    assert (status, problem["field"]) == (422, "adjustments[0].queue")
    deflection = {"start": "2026-03-02T00:00:00Z", "share": 0.5, "hand_over_seconds": 9, **SAID}
    assert planner.refused(path, deflections=[deflection | {"returning_share": 0.1}])[0] == 422
    job = planner.done(
        path, adjustments=[change | {"end": "2026-02-02T00:00:00Z", "start": "2026-02-01T00:00:00Z"}]
    )
    assert (job["state"], job["problem"]["code"]) == ("failed", "forecast.change_refused")
    assert [each["queue"] for each in job["problem"]["errors"]] == ["Billing", "Sales"]
    assert "expected a window touching 2026-03-02" in job["problem"]["errors"][0]["reason"]
    assert planner.get(f"/v1/forecasts/{job['subject_id']}")["state"] == "failed"
    job = planner.asked("/v1/forecasts", **WEEK)
    status, problem = planner.refused(f"/v1/forecasts/{job['subject_id']}:adjust", adjustments=[change])
    assert (status, problem["code"]) == (409, "plan.not_ready")


def test_the_rest_of_a_day_moves_with_its_morning(planner: Planner, forecast: dict[str, Any]) -> None:
    path = f"/v1/forecasts/{forecast['id']}"
    status, problem = planner.refused(f"{path}:reforecast")
    assert (status, problem["code"]) == (422, "forecast.nothing_came_yet")
    morning = [f"2026-03-03T{hour:02}:00" for hour in range(12)]
    planner.imports("queue,start,volume\n" + "".join(f"Billing,{start}Z,30\n" for start in morning))
    made = planner.made(f"{path}:reforecast", as_of="2026-03-03T12:00:00Z")
    before, after = days_of(forecast, "Billing"), days_of(made, "Billing")
    assert after["2026-03-03"] > 360 + 0.5 * before["2026-03-03"]
    assert {**after, "2026-03-03": 0} == {**before, "2026-03-03": 0}
    assert days_of(made, "Sales") == days_of(forecast, "Sales")
    told = {each["queue"]: each["adjustments"] for each in made["queues"]}
    assert "360 contacts came where" in told["Billing"][0]
    assert (made["parent_id"], made["as_of"]) == (forecast["id"], "2026-03-03T12:00:00Z")
    document = planner.get(f"/v1/forecasts/{made['id']}/queues/{made['queues'][0]['queue_id']}")
    assert document["volume"][24:36] == [30] * 12


def test_a_forecast_is_held_against_what_came(planner: Planner, forecast: dict[str, Any]) -> None:
    path = f"/v1/forecasts/{forecast['id']}/accuracy"
    nothing = planner.get(path)
    assert nothing["queues"] == []
    assert [each["queue"] for each in nothing["refusals"]] == ["Billing", "Sales"]
    planner.imports(history_of("Billing", days=3, until=MONDAY + timedelta(days=3)))
    planner.imports(history_of("Sales", days=3, until=MONDAY + timedelta(days=3), scale=24))
    billing, sales = planner.get(path)["queues"]
    assert (billing["intervals"], len(billing["days"])) == (72, 3)
    assert billing["wape"] < 0.3 < 0.8 < billing["coverage"]
    assert sales["bias"] == pytest.approx(-2 / 3, abs=0.1)
    assert sales["signal"] == pytest.approx(3)
    assert not sales["drift"]


def test_a_forecast_that_came_out_wrong_for_long_raises_the_alarm(planner: Planner) -> None:
    planner.a_young_queue("Billing")
    made = planner.made("/v1/forecasts", **WEEK | {"days": 14})
    planner.imports(history_of("Billing", days=12, until=MONDAY + timedelta(days=12), scale=24))
    (told,) = planner.get(f"/v1/forecasts/{made['id']}/accuracy")["queues"]
    assert told["drift"]
    assert "more came than forecast" in told["reason"]


def test_versions_of_what_does_not_exist_are_not_found(planner: Planner, forecast: dict[str, Any]) -> None:
    nowhere = "00000000-0000-0000-0000-000000000000"
    change = {"factor": 1.5, **TUESDAY, **SAID}
    assert planner.refused(f"/v1/forecasts/{nowhere}:adjust", adjustments=[change])[0] == 404
    assert planner.refused(f"/v1/forecasts/{nowhere}:reforecast")[0] == 404
    for path in (f"{nowhere}/accuracy", f"{nowhere}/findings", f"{forecast['id']}:compare?with={nowhere}"):
        assert planner.client.get(f"/v1/forecasts/{path}").status_code == 404
    assert planner.client.get(f"/v1/forecasts/{forecast['id']}:compare").status_code == 422

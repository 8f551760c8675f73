"""The planner's hand on a forecast: events, decisions about findings, new queues, levels of quantiles."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.app.builders import a_queue, created
from tests.app.planning.builders import MONDAY, OFFICE_HOURS, Planner, history_of

WEEK = {"first_date": str(MONDAY), "days": 7, "backtest_origins": 0}
SPIKE = date(2026, 2, 10)


def an_event(planner: Planner, **fields: Any) -> dict[str, Any]:
    body = {
        "name": "Price change",
        "starts_at": "2026-03-03T00:00:00Z",
        "ends_at": "2026-03-04T00:00:00Z",
        "effect": "factor",
        "factor": 2.0,
        "reason": "letters go out",
        "author": "Ada",
        **fields,
    }
    return created(planner.client, "/v1/planned-events", body)


def by_day(planner: Planner, queue: dict[str, Any], **asked: Any) -> dict[str, float]:
    """Contacts by date of a new forecast of the queue."""
    made = planner.made("/v1/forecasts", **(WEEK | asked))
    (told,) = (each for each in made["queues"] if each["queue_id"] == queue["id"])
    return {day["date"]: day["mean"] for day in told["daily"]}


def with_spike(content: str, day: date = SPIKE, times: int = 10) -> str:
    """The history with the contacts of one day multiplied."""
    lines = content.splitlines()
    for number, line in enumerate(lines):
        if str(day) in line:
            queue, start, volume, *rest = line.split(",")
            lines[number] = ",".join((queue, start, str(int(volume) * times), *rest))
    return "\n".join(lines) + "\n"


def test_a_coming_event_multiplies_the_forecast_until_it_is_withdrawn(planner: Planner) -> None:
    queue = planner.a_young_queue()
    before = by_day(planner, queue)
    event = an_event(planner)
    during = by_day(planner, queue)
    assert during["2026-03-03"] == pytest.approx(2 * before["2026-03-03"])
    assert during["2026-03-05"] == pytest.approx(before["2026-03-05"])
    kept = {name: event[name] for name in event if name not in ("id", "created_at", "updated_at")}
    path = f"/v1/planned-events/{event['id']}"
    withdrawn = planner.client.put(path, json=kept | {"withdrawn": True}).json()
    assert withdrawn["withdrawn"]
    assert planner.get(path) == withdrawn == planner.get("/v1/planned-events")["items"][0]
    assert by_day(planner, queue) == pytest.approx(before)


def test_an_event_adds_contacts_to_the_queues_it_names_and_to_no_other(planner: Planner) -> None:
    queue, other = planner.a_young_queue("Billing"), planner.a_young_queue("Sales")
    before = by_day(planner, queue)
    an_event(planner, effect="add", factor=None, contacts=120.0, queue_ids=[queue["id"]])
    made = planner.made("/v1/forecasts", **WEEK)
    told = {each["queue_id"]: each for each in made["queues"]}
    days = {day["date"]: day["mean"] for day in told[queue["id"]]["daily"]}
    assert days["2026-03-03"] == pytest.approx(before["2026-03-03"] + 120)
    assert "Price change: letters go out" in told[queue["id"]]["adjustments"][0]
    assert told[other["id"]]["adjustments"] == []


def test_contacts_added_where_the_queue_is_closed_are_told_in_a_warning(planner: Planner) -> None:
    planner.a_young_queue(opening_hours=OFFICE_HOURS)
    an_event(
        planner,
        effect="add",
        factor=None,
        contacts=9.0,
        starts_at="2026-03-07T00:00:00Z",
        ends_at="2026-03-08T00:00:00Z",
    )
    (told,) = planner.made("/v1/forecasts", **WEEK)["queues"]
    assert any("so none was added" in warning for warning in told["warnings"])


def test_an_event_of_the_past_is_not_learnt_from(planner: Planner) -> None:
    queue = a_queue(planner.client)
    planner.imports(with_spike(history_of("Voice English", days=28), date(2026, 2, 24), 3))
    spoilt = by_day(planner, queue)
    an_event(
        planner,
        effect="exclude",
        factor=None,
        starts_at="2026-02-24T00:00:00Z",
        ends_at="2026-02-25T00:00:00Z",
    )
    assert by_day(planner, queue)["2026-03-03"] < 0.8 * spoilt["2026-03-03"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"ends_at": "2026-03-03T00:00:00Z"}, "ends_at after starts_at"),
        ({"factor": None}, "factor with effect factor"),
        ({"contacts": 3.0}, "contacts with effect add"),
        ({"factor": -1.0}, "greater than 0"),
        ({"starts_at": "2026-03-03T00:00:00"}, "time"),
    ],
)
def test_an_event_that_cannot_be_is_refused_in_words(
    planner: Planner, fields: dict[str, Any], expected: str
) -> None:
    body = {
        "name": "Price change",
        "starts_at": "2026-03-03T00:00:00Z",
        "ends_at": "2026-03-04T00:00:00Z",
        "effect": "factor",
        "factor": 2.0,
        "reason": "letters go out",
        "author": "Ada",
    }
    status, problem = planner.refused("/v1/planned-events", **(body | fields))
    assert status == 422
    assert expected in problem["errors"][0]["message"]


def test_the_latest_word_on_a_finding_counts(planner: Planner) -> None:
    queue = a_queue(planner.client)
    planner.imports(with_spike(history_of("Voice English", days=42)))
    made = planner.made("/v1/forecasts", **WEEK)
    (finding,) = planner.get(f"/v1/forecasts/{made['id']}/findings")["items"]
    assert (finding["queue_id"], finding["kind"], finding["verdict"]) == (queue["id"], "outlier_day", None)
    assert (finding["decidable"], finding["action"]) == (True, "made missing")
    said = {name: finding[name] for name in ("queue_id", "kind", "starts_at", "ends_at")}
    said |= {"reason": "it was real", "author": "Ada"}
    edit = created(planner.client, "/v1/finding-decisions", said | {"verdict": "edit", "size": 10.0})
    created(planner.client, "/v1/finding-decisions", said | {"verdict": "dismiss"})
    made = planner.made("/v1/forecasts", **WEEK)
    (finding,) = planner.get(f"/v1/forecasts/{made['id']}/findings")["items"]
    assert (finding["verdict"], finding["action"]) == ("dismiss", "left as it is")
    listed = planner.get("/v1/finding-decisions", queue_id=queue["id"])["items"]
    assert [each["verdict"] for each in listed] == ["edit", "dismiss"]
    assert planner.get(f"/v1/finding-decisions/{edit['id']}") == edit == listed[0]


@pytest.mark.parametrize(
    "fields", [{"verdict": "edit"}, {"size": 2.0}, {"ends_at": "2026-02-10T00:00:00Z"}, {"kind": "gap"}]
)
def test_a_decision_that_cannot_be_is_refused(planner: Planner, fields: dict[str, Any]) -> None:
    queue = a_queue(planner.client)
    body = {
        "queue_id": queue["id"],
        "kind": "outlier_day",
        "starts_at": "2026-02-10T00:00:00Z",
        "ends_at": "2026-02-11T00:00:00Z",
        "verdict": "accept",
        "reason": "seen",
        "author": "Ada",
    }
    assert planner.refused("/v1/finding-decisions", **(body | fields))[0] == 422
    created(planner.client, "/v1/finding-decisions", body)


def test_a_roster_s_forecast_is_made_anew_once_a_planner_has_spoken(planner: Planner) -> None:
    planner.a_young_queue()
    asked = {"first_date": str(MONDAY), "days": 7}
    first = planner.made("/v1/requirements", **asked)
    an_event(planner)
    second = planner.made("/v1/requirements", **asked)
    assert second["forecast_id"] != first["forecast_id"]
    assert second["queues"][0]["agent_hours"] > first["queues"][0]["agent_hours"]


def test_a_new_queue_takes_the_shape_of_another_and_the_volume_expected(planner: Planner) -> None:
    like = planner.a_young_queue("Billing")
    new = a_queue(planner.client, name="Disputes", opening_hours=OFFICE_HOURS)
    asked = {"queue": "Disputes", "like_queue": "Billing", "weekly_contacts": 100.0, "handle_seconds": 420.0}
    made = planner.made("/v1/forecasts", **WEEK, new_queues=[asked])
    told = {each["queue"]: each for each in made["queues"]}
    assert told.keys() == {"Billing", "Disputes"}
    assert told["Disputes"]["contacts"] == pytest.approx(100)
    assert (told["Disputes"]["method"], told["Disputes"]["mean_handle_seconds"]) == (
        "similar_queue",
        pytest.approx(420),
    )
    assert told["Disputes"]["daily"][-1]["mean"] == 0 < told["Billing"]["daily"][-1]["mean"]
    assert made["new_queues"] == [asked | {"queue": new["id"], "like_queue": like["id"]}]


def test_a_new_queue_s_own_contacts_weigh_against_the_guess(planner: Planner) -> None:
    planner.a_young_queue("Billing")
    a_queue(planner.client, name="Disputes")
    planner.imports(history_of("Disputes", days=7))
    seen = sum(int(line.split(",")[2]) for line in history_of("Disputes", days=7).splitlines()[1:])
    asked = {"queue": "Disputes", "like_queue": "Billing", "weekly_contacts": 100.0}
    made = planner.made("/v1/forecasts", **WEEK, queues=["Disputes"], new_queues=[asked])
    (told,) = made["queues"]
    assert 100 < told["contacts"] < seen


def test_a_new_queue_on_another_clock_is_refused_and_unknown_ones_are_told(planner: Planner) -> None:
    planner.a_young_queue("Billing")
    a_queue(planner.client, name="Manila", zone="Asia/Manila")
    asked = {"queue": "Manila", "like_queue": "Billing", "weekly_contacts": 100.0}
    job = planner.done("/v1/forecasts", **WEEK, queues=["Manila"], new_queues=[asked])
    assert "like_queue: expected a queue on the clock of Asia/Manila" in job["problem"]["errors"][0]["reason"]
    status, problem = planner.refused("/v1/forecasts", **WEEK, new_queues=[asked | {"like_queue": "Nobody"}])
    assert (status, problem["field"]) == (422, "new_queues[0].like_queue")
    status, problem = planner.refused("/v1/forecasts", **WEEK, new_queues=[asked | {"like_queue": "Manila"}])
    assert (status, problem["code"]) == (422, "history.missing")
    short = WEEK | {"days": 6}
    assert planner.refused("/v1/forecasts", **short, new_queues=[asked])[0] == 422


def test_other_levels_of_quantiles_are_told_beside_the_usual_ones(planner: Planner) -> None:
    queue = planner.a_young_queue()
    made = planner.made("/v1/forecasts", **WEEK, levels=[0.99, 0.025])
    assert made["levels"] == [0.99, 0.025]
    quantiles = planner.get(f"/v1/forecasts/{made['id']}/queues/{queue['id']}")["quantiles"]
    assert sorted(float(level) for level in quantiles) == [0.025, 0.1, 0.5, 0.8, 0.9, 0.95, 0.99]
    assert planner.refused("/v1/forecasts", **WEEK, levels=[1.0])[0] == 422


def test_the_answer_tells_the_weight_of_each_method_and_those_it_beat(planner: Planner) -> None:
    planner.a_busy_queue()
    (told,) = planner.made("/v1/forecasts", first_date=str(MONDAY), days=7)["queues"]
    assert sum(told["weights"].values()) == pytest.approx(1)
    assert {*told["weights"], "selected", "seasonal_naive"} <= {
        each["method"] for each in told["backtest"]["methods"]
    }


def test_a_month_is_the_sum_of_its_days(planner: Planner) -> None:
    queue = planner.a_young_queue()
    made = planner.made("/v1/forecasts", first_date=str(MONDAY), days=60, backtest_origins=0)
    months = planner.get(f"/v1/forecasts/{made['id']}/queues/{queue['id']}/months")["items"]
    assert [(each["month"], each["days"], each["whole"]) for each in months] == [
        ("2026-03-01", 30, False),
        ("2026-04-01", 30, True),
    ]
    (told,) = made["queues"]
    assert sum(each["contacts"] for each in months) == pytest.approx(told["contacts"])
    start = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=30)
    april = sum(day["mean"] for day in told["daily"] if day["date"] >= str(start.date()))
    assert months[1]["contacts"] == pytest.approx(april)
    wide = months[1]["quantiles"]
    assert wide["0.1"] < wide["0.5"] < april < wide["0.9"] < wide["0.95"]
    assert months[1]["work_hours"] == pytest.approx(april * 300 / 3600)

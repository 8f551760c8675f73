"""Many queues are forecast in several processes, and come out as they would one by one."""

from tests.app.builders import a_queue
from tests.app.planning.builders import MONDAY, Planner, history_of

WEEK = {"first_date": str(MONDAY), "days": 7, "backtest_origins": 0}


def test_queues_in_several_processes_have_the_forecasts_they_have_alone(planner: Planner) -> None:
    names = [f"Queue {number}" for number in range(8)]
    for number, name in enumerate(names):
        a_queue(planner.client, name=name)
        planner.imports(history_of(name, days=10 if number == 5 else 21, scale=4 + number))
    a_queue(planner.client, name="New")
    new = {"queue": "New", "like_queue": "Queue 1", "weekly_contacts": 50.0}
    together = planner.made("/v1/forecasts", **WEEK, new_queues=[new])
    told = {each["queue"]: each["contacts"] for each in together["queues"]}
    assert told.keys() == {"New", *names} - {"Queue 5"}
    assert [each["queue"] for each in together["refusals"]] == ["Queue 5"]
    (alone,) = planner.made("/v1/forecasts", **WEEK, queues=["Queue 3"])["queues"]
    assert alone["contacts"] == told["Queue 3"]
    assert 49 < told["New"] < 51

"""Programmes of training, coaching and meetings."""

import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.builders import a_programme, an_agent

BODY = {
    "name": "Crisis desk",
    "minutes": 60,
    "cohorts": [{"name": "A", "tags": ["new"]}],
    "zone": "Europe/Dublin",
    "first_date": "2026-11-02",
}


def test_a_programme_is_read_with_its_cohorts_and_facilitators(client: TestClient) -> None:
    ids = sorted(an_agent(client, name=name, external_ref=name)["id"] for name in ("Ada", "Ben", "Cleo"))
    fields: dict[str, Any] = {
        "activity": "coaching",
        "cohorts": [
            {"name": "B", "agent_ids": ids[:2], "tags": []},
            {"name": "A", "agent_ids": [ids[1]], "tags": ["new"]},
        ],
        "facilitator_ids": [ids[2]],
        "times_a_week": 2,
        "weekdays": [1, 3],
        "opens": "22:00:00",
        "closes": "02:00:00",
        "step_minutes": 15,
        "deadline": "2026-12-18",
        "favour": "attendance",
        "least": 2,
        "paid": False,
    }
    programme = a_programme(client, **fields)
    read = client.get(f"/v1/programmes/{programme['id']}").json()
    assert {key: read[key] for key in fields} == fields


def test_a_programme_is_held_once_on_workdays_for_service_unless_told_otherwise(client: TestClient) -> None:
    programme = a_programme(client)
    assert programme["times_a_week"] is None
    assert programme["weekdays"] == [0, 1, 2, 3, 4]
    assert (programme["opens"], programme["closes"]) == ("09:00:00", "17:00:00")
    assert (programme["favour"], programme["least"], programme["deadline"]) == ("service", 1, None)


def test_replacing_a_programme_replaces_its_people(client: TestClient) -> None:
    agent = an_agent(client)["id"]
    cohorts = [{"name": "A", "agent_ids": [agent]}]
    programme = a_programme(client, cohorts=cohorts, facilitator_ids=[])
    answer = client.put(f"/v1/programmes/{programme['id']}", json=BODY).json()
    assert answer["cohorts"] == [{"name": "A", "agent_ids": [], "tags": ["new"]}]


def test_an_agent_who_attends_or_leads_is_not_deleted(client: TestClient) -> None:
    attends, leads = (an_agent(client, name=name, external_ref=name)["id"] for name in ("Ada", "Ben"))
    a_programme(client, cohorts=[{"name": "A", "agent_ids": [attends]}], facilitator_ids=[leads])
    for agent, used_by in ((attends, "programme attendee"), (leads, "programme facilitator")):
        answer = client.delete(f"/v1/agents/{agent}")
        assert (answer.status_code, answer.json()["used_by"]) == (409, used_by)


@pytest.mark.parametrize("field", ["cohorts", "facilitator_ids"])
def test_people_who_do_not_exist_are_refused(client: TestClient, field: str) -> None:
    nobody = [str(uuid.UUID(int=1))]
    given = [{"name": "A", "agent_ids": nobody}] if field == "cohorts" else nobody
    answer = client.post("/v1/programmes", json={**BODY, field: given})
    assert (answer.status_code, answer.json()["code"]) == (422, "reference.unknown")
    assert answer.json()["field"] == "agent_id"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"activity": "party"}, "training"),
        ({"minutes": 0}, "greater than or equal to 5"),
        ({"minutes": 481}, "minutes must fit between the start and the end of the window"),
        ({"deadline": "2026-11-01"}, "deadline must not be before first_date"),
        ({"times_a_week": 3, "weekdays": [0, 1]}, "times_a_week must not exceed the number of weekdays"),
        ({"weekdays": [0, 0]}, "nothing twice in weekdays"),
        ({"weekdays": []}, "at least 1 item"),
        ({"cohorts": []}, "at least 1 item"),
        ({"cohorts": [{"name": "A"}]}, "cohort A must name agents or tags"),
        ({"cohorts": [{"name": "A", "tags": ["new"]}] * 2}, "every cohort must have a name of its own"),
        ({"cohorts": [{"name": "A", "agent_ids": [str(uuid.UUID(int=1))] * 2}]}, "names an agent twice"),
        ({"facilitator_ids": [str(uuid.UUID(int=1))] * 2}, "must not name an agent twice"),
        ({"zone": "Europe/Nowhere"}, "IANA time zone"),
        ({"opens": "09:00+01:00"}, "without offset"),
        ({"least": 0}, "greater than or equal to 1"),
        ({"favour": "nobody"}, "service"),
    ],
)
def test_a_programme_that_cannot_be_is_refused_with_what_was_expected(
    client: TestClient, fields: dict[str, Any], expected: str
) -> None:
    answer = client.post("/v1/programmes", json=BODY | fields)
    assert answer.status_code == 422
    message = answer.json()["errors"][0]["message"]
    assert expected in message
    assert "\n" not in message

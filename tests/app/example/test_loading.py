from datetime import date
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.example.documents import Ids
from app.example.history import write_interval_history, write_ticket_history
from app.example.organization import example_organization
from app.fields import Document
from tests.app.builders import created

EXAMPLE = example_organization()


def create(client: TestClient, noun: str, body: Document) -> Any:
    return created(client, f"/v1/{noun}", body.model_dump(mode="json"))["id"]


def load(client: TestClient) -> Ids:
    """Every document of the example, in the order in which each finds what it names."""
    ids = Ids({}, {}, {}, {}, {})
    for noun, bodies, known in (
        ("sites", EXAMPLE.sites, ids.sites),
        ("skills", EXAMPLE.skills, ids.skills),
        ("roles", EXAMPLE.roles, ids.roles),
    ):
        for body in bodies:
            known[body.name] = create(client, noun, body)
    for template in EXAMPLE.shift_templates:
        create(client, "shift-templates", template.body(ids))
    for contract in EXAMPLE.contracts:
        ids.contracts[contract.name] = create(client, "contracts", contract)
    for agent in EXAMPLE.agents:
        ids.agents[agent.name] = create(client, "agents", agent.body(ids))
    for queue in EXAMPLE.queues:
        create(client, "queues", queue.body(ids))
    for noun, documents in (
        ("time-off", EXAMPLE.time_off),
        ("availability", EXAMPLE.availability),
        ("preferences", EXAMPLE.preferences),
    ):
        for document in documents:
            create(client, noun, document.body(ids))
    return ids


@pytest.fixture
def loaded(client: TestClient) -> TestClient:
    load(client)
    return client


def test_the_service_accepts_every_document_and_both_files_as_they_are(loaded: TestClient):
    week = (date(2026, 10, 19), date(2026, 10, 25))
    for write, shape in ((write_interval_history, "counts"), (write_ticket_history, "tickets")):
        file = StringIO()
        rows = write(file, *week)
        answer = loaded.post(
            "/v1/history/imports", content=file.getvalue(), headers={"content-type": "text/csv"}
        )
        assert answer.status_code == 201, answer.text
        report = answer.json()["report"]
        assert (report["shape"], report["rows_accepted"]) == (shape, rows)
        assert report["gaps_total"] == 0

"""A request repeated with its Idempotency-Key has one effect and one answer."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select
from starlette.responses import JSONResponse, Response

from app.database import TenantSession, tenant_session
from app.dependencies import WriteSession
from app.fields import Document
from app.idempotency.problems import KeyInFlight
from app.idempotency.service import Repeatable, RepeatableRequest
from app.idempotency.tables import KeptAnswer
from app.jobs.answers import accepted
from app.jobs.service import enqueue
from app.main import create_app
from app.organizations.tables import Organization
from app.settings import Settings

KEY = {"Idempotency-Key": "4f9c"}


class Wanted(Document):
    amount: int


@pytest.fixture
def caller(engine: Engine, organization: Organization) -> TestClient:
    """A caller of an application with one more route, which enqueues a job."""
    app: FastAPI = create_app(Settings(home=Path("nowhere")))
    app.state.engine = engine

    @app.post("/v1/things", status_code=202)
    def make(session: WriteSession, once: RepeatableRequest, wanted: Wanted) -> Response:
        amount = uuid.UUID(int=wanted.amount)
        return once.answer(session, lambda: accepted(enqueue(session, "test.quick", amount=amount)))

    return TestClient(app, base_url="http://localhost")


def jobs(caller: TestClient) -> int:
    return len(caller.get("/v1/jobs").json()["items"])


def test_the_same_request_with_the_same_key_has_one_effect_and_one_answer(caller: TestClient) -> None:
    first = caller.post("/v1/things", json={"amount": 1}, headers=KEY)
    second = caller.post("/v1/things", json={"amount": 1}, headers=KEY)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.content == second.content
    assert first.headers["location"] == second.headers["location"]
    assert first.headers["content-type"] == second.headers["content-type"]
    assert ("idempotency-replayed" in first.headers, second.headers["idempotency-replayed"]) == (
        False,
        "true",
    )
    assert jobs(caller) == 1


def test_another_body_under_the_same_key_is_refused(caller: TestClient) -> None:
    caller.post("/v1/things", json={"amount": 1}, headers=KEY)
    answer = caller.post("/v1/things", json={"amount": 2}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.reused")
    assert jobs(caller) == 1


def test_without_a_key_every_request_is_a_new_one(caller: TestClient) -> None:
    for _ in range(2):
        caller.post("/v1/things", json={"amount": 1})
    assert jobs(caller) == 2


def test_a_request_that_fails_validation_keeps_nothing_under_its_key(caller: TestClient) -> None:
    assert caller.post("/v1/things", json={"amount": "x"}, headers=KEY).status_code == 422
    assert caller.post("/v1/things", json={"amount": 1}, headers=KEY).status_code == 202


@pytest.mark.parametrize("key", ["", "k" * 256, "two words"])
def test_a_key_is_one_to_255_visible_characters(caller: TestClient, key: str) -> None:
    answer = caller.post("/v1/things", json={"amount": 1}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


def an_answer(session: TenantSession, request: Repeatable, body: str = "first") -> Response:
    return request.answer(session, lambda: JSONResponse(body))


def test_a_repetition_before_the_first_is_answered_is_told_to_come_again(
    engine: Engine, organization: Organization
) -> None:
    request = Repeatable("key", "POST /v1/things", "hash")
    with tenant_session(engine, organization.id) as first:
        an_answer(first, request)
        with tenant_session(engine, organization.id) as second, pytest.raises(KeyInFlight):
            an_answer(second, request)


@pytest.mark.parametrize(
    "changed",
    [
        lambda key: Repeatable(f"{key}2", "POST /v1/things", "hash"),
        lambda key: Repeatable(key, "POST /v1/others", "hash"),
    ],
    ids=["another key", "another route"],
)
def test_another_key_or_route_is_another_request(
    engine: Engine, organization: Organization, changed: Callable[[str], Repeatable]
) -> None:
    for request, body in (
        (Repeatable("key", "POST /v1/things", "hash"), "first"),
        (changed("key"), "second"),
    ):
        with tenant_session(engine, organization.id) as session:
            assert an_answer(session, request, body).body == f'"{body}"'.encode()


def test_the_same_key_of_two_organizations_is_two_requests(
    engine: Engine, organization: Organization
) -> None:
    other = Organization(name="Boreal Support", zone="Europe/Oslo")
    with tenant_session(engine, other.id) as session:
        session.add(other)
    request = Repeatable("key", "POST /v1/things", "hash")
    for tenant, body in ((organization.id, "ours"), (other.id, "theirs")):
        with tenant_session(engine, tenant) as session:
            assert an_answer(session, request, body).body == f'"{body}"'.encode()


def test_work_that_is_rolled_back_keeps_no_answer(engine: Engine, organization: Organization) -> None:
    request = Repeatable("key", "POST /v1/things", "hash")
    with TenantSession(engine, organization.id) as session:
        an_answer(session, request)
        session.rollback()
    with tenant_session(engine, organization.id) as session:
        assert an_answer(session, request, "second").body == b'"second"'


@pytest.mark.parametrize(("age", "kept"), [(timedelta(hours=23), True), (timedelta(hours=25), False)])
def test_an_answer_is_kept_for_a_day(
    engine: Engine, organization: Organization, age: timedelta, *, kept: bool
) -> None:
    request = Repeatable("old", "POST /v1/things", "hash")
    with tenant_session(engine, organization.id) as session:
        an_answer(session, request)
        kept_answer = session.exec(select(KeptAnswer)).one()
        kept_answer.created_at -= age
    with tenant_session(engine, organization.id) as session:
        an_answer(session, Repeatable("new", "POST /v1/things", "hash"))
        found = session.get(KeptAnswer, (organization.id, "POST /v1/things", "old"))
        assert (found is not None) == kept

import base64
import json

import pytest
from fastapi.testclient import TestClient

from tests.app.builders import a_skill, an_agent, some_availability, some_time_off


def names_by_page(client: TestClient, limit: int) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        answer = client.get(
            "/v1/skills", params={"limit": limit} | ({"cursor": cursor} if cursor else {})
        ).json()
        pages.append([item["name"] for item in answer["items"]])
        cursor = answer["next_cursor"]
        if cursor is None:
            return pages


def test_pages_neither_skip_nor_repeat_and_the_last_one_has_no_cursor(client: TestClient) -> None:
    for name in "ecadb":
        a_skill(client, name=name)
    assert names_by_page(client, 2) == [["a", "b"], ["c", "d"], ["e"]]
    assert names_by_page(client, 5) == [["a", "b", "c", "d", "e"]]


def test_an_empty_list_is_one_empty_page(client: TestClient) -> None:
    assert names_by_page(client, 10) == [[]]


def test_a_row_inserted_before_the_cursor_does_not_shift_the_next_page(client: TestClient) -> None:
    for name in ("b", "d", "f"):
        a_skill(client, name=name)
    first = client.get("/v1/skills", params={"limit": 2}).json()
    a_skill(client, name="a")
    rest = client.get("/v1/skills", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["name"] for item in rest["items"]] == ["f"]


def test_lists_in_order_of_time_are_paged_too(client: TestClient) -> None:
    agent = an_agent(client)["id"]
    for day in (3, 1, 2):
        span = {"starts_at": f"2026-07-0{day}T00:00:00Z", "ends_at": f"2026-07-0{day}T12:00:00Z"}
        some_time_off(client, agent_id=agent, **span)
        some_availability(client, agent_id=agent, weekday=day)
    for path, field in (("/v1/time-off", "starts_at"), ("/v1/availability", "created_at")):
        first = client.get(path, params={"limit": 2}).json()
        rest = client.get(path, params={"limit": 2, "cursor": first["next_cursor"]}).json()
        read = [item[field] for item in first["items"] + rest["items"]]
        assert len(set(read)) == 3
        assert read == sorted(read)


@pytest.mark.parametrize(
    "cursor",
    ["x", "!!!", "AAAA", "é"]
    + [
        base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
        for values in (
            [],
            ["a"],
            ["a", "b"],
            [1, 2],
            {"a": 1},
            ["a\u0000", "00000000-0000-0000-0000-000000000000"],
        )
    ],
)
def test_a_cursor_that_the_list_did_not_issue_is_refused(client: TestClient, cursor: str) -> None:
    answer = client.get("/v1/skills", params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["code"] == "cursor.invalid"


@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00", "0001-01-01T00:00:00+23:00", "soon", 5])
def test_a_cursor_with_a_moment_that_none_was_issued_with_is_refused(
    client: TestClient, moment: object
) -> None:
    text = json.dumps([moment, "00000000-0000-0000-0000-000000000000"])
    cursor = base64.urlsafe_b64encode(text.encode()).decode()
    answer = client.get("/v1/jobs", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor.invalid")


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1e9", "ten"])
def test_a_page_holds_1_to_200_rows(client: TestClient, limit: str) -> None:
    assert client.get("/v1/skills", params={"limit": limit}).status_code == 422


def test_a_list_can_be_asked_for_one_name(client: TestClient) -> None:
    for name in ("German", "Spanish"):
        a_skill(client, name=name)
    found = client.get("/v1/skills", params={"name": "Spanish"}).json()["items"]
    assert [item["name"] for item in found] == ["Spanish"]
    assert client.get("/v1/skills", params={"name": "Spanish\x00"}).status_code == 422

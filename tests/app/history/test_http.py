"""History over HTTP: streamed in, refused row by row, read back as JSON and CSV."""

import csv
import gzip
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.history.builders import counts, tickets

URL = "/v1/history/imports"
FILE = counts(
    "2026-01-05T08:00Z,4,3,200,1", "2026-01-05T08:30Z,5,5,100,0",
    header="queue,start,volume,handled,handle_seconds,abandoned",
)  # fmt: skip


def post(client: TestClient, content: Any, headers: dict[str, str] | None = None, **query: Any) -> Any:
    return client.post(
        URL,
        content=content,
        params={"create_queues": True, **query},
        headers={"Content-Type": "text/csv", **(headers or {})},
    )


def test_an_import_answers_with_its_report_and_can_be_found_again(client: TestClient) -> None:
    answer = post(client, FILE.encode())
    assert answer.status_code == 201, answer.text
    assert answer.json()["report"]["rows_new"] == 2
    assert client.get(answer.headers["Location"]).json() == answer.json()
    assert client.get(URL).json()["items"] == [answer.json()]


def test_a_body_larger_than_other_calls_accept_is_streamed(client: TestClient) -> None:
    rows = (f"Sales,2026-01-{1 + each // 1440 % 28:02}T00:00Z,x\n".encode() for each in range(120_000))
    answer = post(client, (piece for piece in [b"queue,start,volume\n", *rows]))
    assert (answer.status_code, answer.json()["errors_total"]) == (422, 120_000)


def test_a_gzip_body_is_unpacked(client: TestClient) -> None:
    assert post(client, gzip.compress(FILE.encode()), {"Content-Encoding": "gzip"}).status_code == 201


def test_options_travel_as_query_parameters(client: TestClient) -> None:
    file = b"ds,y,n\n2026-01-05 09:00,10,1\n"
    answer = post(
        client, file, column=["ds=start", "y=volume", "n=ignore"], queue="Bank", zone="America/New_York",
        interval_minutes=30, absent_means="zero", channel="voice", gap_hours=5,
    )  # fmt: skip
    report = answer.json()["report"]
    assert answer.status_code == 201, answer.text
    assert (report["interval_minutes"], report["absent_means"], report["zone"]) == (
        30,
        "zero",
        "America/New_York",
    )
    assert report["first_start"] == "2026-01-05T14:00:00Z"


@pytest.mark.parametrize(
    "query",
    [
        {"zone": "Europe/Atlantis"},
        {"interval_minutes": 20},
        {"absent_means": "perhaps"},
        {"column": "ds"},
        {"queue": "a\nb"},
        {"gap_hours": 0},
    ],
)
def test_a_wrong_option_is_a_problem_not_a_failure(client: TestClient, query: dict[str, Any]) -> None:
    answer = post(client, FILE.encode(), **query)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


def test_a_refused_file_names_rows_and_columns_and_repeats_no_value(client: TestClient) -> None:
    answer = post(client, counts("2026-01-05T08:00Z,4", "2026-01-05T09:00Z,secret").encode())
    body = answer.json()
    assert (answer.status_code, body["code"], body["errors_total"], body["rows_read"]) == (
        422,
        "history.refused",
        1,
        2,
    )
    assert body["errors"] == [
        {"row": 3, "column": "volume", "found": "text", "expected": "a whole number from 0 to 1,000,000,000"}
    ]
    assert "secret" not in answer.text
    assert client.get(URL).json()["items"] == []
    assert client.get("/v1/queues").json()["items"] == []


def test_an_empty_body_is_refused(client: TestClient) -> None:
    assert post(client, b"").json()["errors"][0]["found"] == "an empty file"


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "multipart/form-data; boundary=x"}, {"Content-Encoding": "br"}]
)
def test_a_body_that_is_not_the_file_itself_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = post(client, FILE.encode(), headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "history.not_csv")


def test_history_reads_back_as_columns(client: TestClient) -> None:
    queue = post(client, FILE.encode()).json()["report"]["queues"][0]["id"]
    for called in (queue, "Sales"):
        found = client.get("/v1/history", params={"queue": called}).json()
        assert found["starts"] == ["2026-01-05T08:00:00Z", "2026-01-05T08:30:00Z"]
        assert (found["volume"], found["handle_seconds"], found["abandoned"]) == ([4, 5], [200, 100], [1, 0])
    span = {"queue": queue, "from": "2026-01-05T08:30:00Z", "to": "2026-01-05T10:00:00+01:00"}
    assert client.get("/v1/history", params=span).json()["volume"] == [5]
    hour = client.get("/v1/history", params={"queue": queue, "interval": 60}).json()
    assert (hour["volume"], hour["handle_seconds"]) == ([9], [137.5])


@pytest.mark.parametrize("asked", [{"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}])
def test_history_as_csv_can_be_imported_again(client: TestClient, asked: dict[str, Any]) -> None:
    post(client, FILE.encode())
    asked["params"] = {"queue": "Sales", **asked.get("params", {})}
    answer = client.get("/v1/history", **asked)
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert post(client, answer.content).json()["report"]["rows_unchanged"] == 2


@pytest.mark.parametrize("name", ["=1+1", "@cmd", "-2", "+3", "＝A1"])
def test_no_cell_of_a_csv_answer_is_a_formula(client: TestClient, name: str) -> None:
    post(client, FILE.replace("Sales", name).encode())
    answer = client.get("/v1/history", params={"queue": name, "format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert [row[0] for row in rows[1:]] == [f"'{name}"] * 2


@pytest.mark.parametrize("address", ["/v1/history", "/v1/history/kpis"])
def test_a_span_that_ends_before_it_begins_is_refused(client: TestClient, address: str) -> None:
    span = {"from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}
    answer = client.get(address, params={"queue": "any", **span})
    assert (answer.status_code, answer.json()["code"]) == (422, "history.span_empty")


def test_unknown_queues_and_imports_are_not_found(client: TestClient) -> None:
    missing = "5bd2a7a0-0000-4000-8000-000000000000"
    for url in (f"{URL}/{missing}", f"/v1/history?queue={missing}", "/v1/history?queue=Nobody"):
        answer = client.get(url)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_queue_without_history_is_a_problem_with_a_name(client: TestClient) -> None:
    post(client, FILE.encode())
    assert client.delete("/v1/history", params={"queue": "Sales"}).status_code == 204
    answer = client.get("/v1/history", params={"queue": "Sales"})
    assert (answer.status_code, answer.json()["code"]) == (422, "history.missing")


def test_kpis_are_counted_over_the_tickets_that_answer_them(client: TestClient) -> None:
    rows = (
        "1,2026-01-05T12:00Z,2026-01-05T12:10Z,2026-01-05T13:00Z,email,Sales,600,5,10,7",
        "2,2026-01-05T12:00Z,2026-01-05T12:20Z,,email,Sales,300,3,6,",
        "3,2026-01-05T12:30Z,2026-01-05T12:30Z,,email,Sales,,,8,",
        "4,2026-01-05T11:00Z,,,chat,Billing,,,,",
    )
    post(client, tickets(*rows).encode())
    everything, billing, sales = client.get("/v1/history/kpis").json()["items"]
    assert (everything["queue"], everything["tickets"]) == (None, 4)
    assert sales["first_response"] == {
        "n": 3, "mean_seconds": 600, "median_seconds": 600, "p90_seconds": pytest.approx(1080),
    }  # fmt: skip
    assert sales["csat"] == {"n": 2, "satisfied": 1, "share": 0.5}
    assert sales["nps"]["score"] == 0
    assert sales["ces"] == {"n": 1, "mean": 7}
    assert (sales["unresolved"], sales["resolution"]["mean_seconds"]) == (2, 3600)
    assert (billing["unanswered"], billing["oldest_unanswered"]) == (1, "2026-01-05T11:00:00Z")
    assert billing["csat"] == {"n": 0, "satisfied": 0, "share": None}
    chats = client.get("/v1/history/kpis", params={"channel": "chat"}).json()["items"]
    assert [each["tickets"] for each in chats] == [1, 1]


def test_kpis_of_no_tickets_are_null_not_zero(client: TestClient) -> None:
    (everything,) = client.get("/v1/history/kpis", params={"from": "2030-01-01T00:00:00Z"}).json()["items"]
    assert (everything["tickets"], everything["first_response"]["mean_seconds"]) == (0, None)
    assert everything["nps"]["score"] is None


def test_a_queue_with_history_is_not_deleted_until_its_history_is(client: TestClient) -> None:
    queue = post(client, FILE.encode()).json()["report"]["queues"][0]["id"]
    refused = client.delete(f"/v1/queues/{queue}")
    assert (refused.status_code, refused.json()["code"]) == (409, "still_in_use")
    client.delete("/v1/history", params={"queue": queue})
    assert client.delete(f"/v1/queues/{queue}").status_code == 204

from fastapi.testclient import TestClient


def test_an_address_that_leads_nowhere_is_a_problem_body(client: TestClient) -> None:
    answer = client.get("/v1/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"

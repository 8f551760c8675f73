import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.builders import a_contract, a_site, a_skill, an_agent, role_named


def test_an_agent_is_read_with_skills_site_and_contract(client: TestClient) -> None:
    english, german = a_skill(client)["id"], a_skill(client, name="German")["id"]
    skills = [
        {"skill_id": english, "proficiency": 1.0, "assessed_on": "2026-01-05", "expires_on": "2027-01-05"},
        {"skill_id": german, "proficiency": 0.6, "assessed_on": None, "expires_on": None},
    ]
    fields: dict[str, Any] = {
        "site_id": a_site(client)["id"],
        "zone": None,
        "contract_id": a_contract(client)["id"],
        "external_ref": "HR-17",
        "email": "ada@example.org",
        "hired_on": "2024-02-29",
        "leaves_on": None,
        "tags": ["mentor", "early-bird"],
    }
    agent = an_agent(client, skills=skills, **fields)
    read = client.get(f"/v1/agents/{agent['id']}").json()
    assert {key: read[key] for key in fields} == fields
    assert sorted(read["skills"], key=lambda skill: skill["proficiency"]) == sorted(
        skills, key=lambda skill: skill["proficiency"]
    )


def test_replacing_an_agent_replaces_the_skills(client: TestClient) -> None:
    skill = a_skill(client)["id"]
    agent = an_agent(client, skills=[{"skill_id": skill}])
    body = {key: agent[key] for key in ("name", "zone", "role_id")}
    assert client.put(f"/v1/agents/{agent['id']}", json=body).json()["skills"] == []
    assert client.delete(f"/v1/skills/{skill}").status_code == 204


def test_a_skill_that_somebody_has_cannot_be_deleted(client: TestClient) -> None:
    skill = a_skill(client)["id"]
    an_agent(client, skills=[{"skill_id": skill}])
    answer = client.delete(f"/v1/skills/{skill}")
    assert (answer.status_code, answer.json()["used_by"]) == (409, "agent skill")


@pytest.mark.parametrize("field", ["site_id", "role_id", "contract_id", "skill_id"])
def test_a_reference_to_nothing_names_its_field(client: TestClient, field: str) -> None:
    unknown = str(uuid.uuid4())
    body: dict[str, Any] = {"name": "Ada", "zone": "UTC", "role_id": role_named(client)["id"]}
    body |= {"skills": [{"skill_id": unknown}]} if field == "skill_id" else {field: unknown}
    answer = client.post("/v1/agents", json=body)
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["field"]) == ("reference.unknown", field)
    assert client.get("/v1/agents").json()["items"] == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"zone": None}, "an agent lives by some clock"),
        ({"hired_on": "2026-02-01", "leaves_on": "2026-01-01"}, "leaves_on not before hired_on"),
        ({"email": "no address"}, "match pattern"),
        ({"tags": ["Not A Tag"]}, "match pattern"),
        ({"skills": [{"skill_id": str(uuid.UUID(int=1))}] * 2}, "every skill once"),
        ({"skills": [{"skill_id": str(uuid.UUID(int=1)), "proficiency": 0}]}, "greater than 0"),
        (
            {
                "skills": [
                    {
                        "skill_id": str(uuid.UUID(int=1)),
                        "assessed_on": "2026-02-01",
                        "expires_on": "2026-01-01",
                    }
                ]
            },
            "expires_on not before assessed_on",
        ),
    ],
)
def test_an_agent_that_cannot_be_is_refused_with_what_was_expected(
    client: TestClient, fields: dict[str, Any], expected: str
) -> None:
    body = {"name": "Ada", "zone": "UTC", "role_id": str(uuid.uuid4())} | fields
    answer = client.post("/v1/agents", json=body)
    assert answer.status_code == 422
    assert expected in answer.json()["errors"][0]["message"]


def test_agents_can_be_asked_for_by_site(client: TestClient) -> None:
    site = a_site(client)["id"]
    an_agent(client, name="Ada", site_id=site)
    an_agent(client, name="Ben")
    assert [
        agent["name"] for agent in client.get("/v1/agents", params={"site_id": site}).json()["items"]
    ] == ["Ada"]


def test_other_systems_ids_are_unique(client: TestClient) -> None:
    an_agent(client, name="Ada", external_ref="HR-1")
    body = {"name": "Ben", "zone": "UTC", "role_id": role_named(client)["id"], "external_ref": "HR-1"}
    answer = client.post("/v1/agents", json=body)
    assert (answer.status_code, answer.json()["field"]) == (409, "external_ref")

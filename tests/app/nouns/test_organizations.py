from fastapi.testclient import TestClient

from app.organizations.tables import Organization
from app.roles.schemas import FIRST_ROLES
from tests.app.builders import a_site


def test_a_new_organization_has_the_roles_of_a_support_organization(
    client: TestClient, organization: Organization
) -> None:
    client.delete(f"/v1/organizations/{organization.id}")
    answer = client.post("/v1/organizations", json={"name": "Nova", "zone": "Asia/Manila", "currency": "PHP"})
    assert answer.status_code == 201
    assert client.get(answer.headers["location"]).json() == answer.json()
    names = {role["name"] for role in client.get("/v1/roles").json()["items"]}
    assert names == {role.name for role in FIRST_ROLES}


def test_an_organization_can_be_changed(client: TestClient, organization: Organization) -> None:
    path = f"/v1/organizations/{organization.id}"
    body = {"name": "Renamed", "zone": "America/Denver", "week_start": 6, "currency": "USD"}
    assert client.put(path, json=body).status_code == 200
    assert {key: client.get(path).json()[key] for key in body} == body


def test_an_organization_that_has_anything_cannot_be_deleted(
    client: TestClient, organization: Organization
) -> None:
    a_site(client)
    answer = client.delete(f"/v1/organizations/{organization.id}")
    assert (answer.status_code, answer.json()["used_by"]) == (409, "site")


def test_two_organizations_do_not_share_a_name(client: TestClient, organization: Organization) -> None:
    answer = client.post("/v1/organizations", json={"name": organization.name, "zone": "UTC"})
    assert (answer.status_code, answer.json()["field"]) == (409, "name")

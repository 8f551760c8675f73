"""Manual corrections of the ledger: reason and author kept, sums reconciled, the next roster told."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.access.keys import issue
from app.access.schemas import ApiKeyBody, Scope
from app.ledgers.schemas import LedgerKind
from app.organizations.tables import Organization
from app.planning.build_problem import period_of
from app.planning.carry_over import read_told
from app.rosters.schemas import RosterBody
from solver.domain.people import Agent, Burden, Contract
from solver.living.ledger import KINDS
from tests.app.ledgers.test_fairness_ledger import counts, the_ledger
from tests.app.rosters.builders import MONDAY, Drawer, a_shift, a_team

ADDRESS = "/v1/fairness-ledger/corrections"


def a_correction(agent: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "agent_id": agent["id"],
        "date": str(MONDAY),
        "kind": "nights",
        "amount": 2,
        "reason": "covered for the night desk of another team",
        **fields,
    }


def corrected(client: TestClient, agent: dict[str, Any], **fields: Any) -> dict[str, Any]:
    answer = client.post(ADDRESS, json=a_correction(agent, **fields))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_correction_counts_and_all_sums_reconcile(client: TestClient, drawer: Drawer) -> None:
    ada, ben, cleo = people = a_team(client)
    drawer.published(a_shift(ada, MONDAY, "22:00"), agents=people)
    corrected(client, ben)
    corrected(client, ada, amount=-1, reason="was ill, never worked it")
    corrected(client, cleo, kind="refused_wishes", amount=1)
    found = the_ledger(client)
    assert {name: each["nights"] for name, each in counts(found).items()} == {
        "Ada Byrne": 0,
        "Ben Kelly": 2,
        "Cleo Walsh": 0,
    }
    assert found["lines"][0]["agent"] == "Ben Kelly"
    assert (found["corrected"]["nights"], found["totals"]["nights"]) == (1, 2)
    for kind in KINDS:
        given = sum(
            each["entry"][kind]
            for agent in people
            for each in client.get(f"/v1/agents/{agent['id']}/fairness-ledger").json()
        )
        assert found["totals"][kind] == given + found["corrected"][kind]
        assert found["totals"][kind] == sum(line["balance"]["counts"][kind] for line in found["lines"])
        assert found["corrected"][kind] == sum(line["balance"]["corrected"][kind] for line in found["lines"])


def test_corrections_of_other_dates_are_left_out(client: TestClient, drawer: Drawer) -> None:
    ada, *_ = people = a_team(client)
    drawer.published(a_shift(ada, MONDAY, "22:00"), agents=people)
    corrected(client, ada, date=str(MONDAY + timedelta(days=7)))
    assert the_ledger(client)["totals"]["nights"] == 3
    assert the_ledger(client, last_date=MONDAY)["totals"]["nights"] == 1


def test_who_corrected_what_and_why_stays_known(
    client: TestClient, engine: Engine, organization: Organization, drawer: Drawer
) -> None:
    ada, *_ = a_team(client)
    with drawer.session() as session:
        key = issue(session, ApiKeyBody(name="payroll desk", scopes=(Scope.WRITE,)))
    first = corrected(client, ada)
    sent = client.post(
        ADDRESS,
        json=a_correction(ada, amount=-1, reason="one of them was a late shift"),
        headers={"authorization": f"Bearer {key.token}"},
    )
    assert sent.status_code == 201, sent.text
    assert (first["author"], first["author_key_id"]) == ("administrator", None)
    assert (sent.json()["author"], sent.json()["author_key_id"]) == ("payroll desk", str(key.id))
    assert client.delete(f"/v1/keys/{key.id}").status_code == 204
    kept = client.get(ADDRESS, params={"agent_id": ada["id"]}).json()
    assert [each["author"] for each in kept] == ["payroll desk", "administrator"]
    assert kept[0]["reason"] == "one of them was a late shift"
    assert client.delete(f"{ADDRESS}/{first['id']}").status_code in (404, 405)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": 0}, "request.invalid"),
        ({"amount": 1.5}, "request.invalid"),
        ({"kind": "mondays"}, "request.invalid"),
        ({"reason": "  "}, "request.invalid"),
        ({"reason": "nul\u0000byte"}, "request.invalid"),
        ({"date": "yesterday"}, "request.invalid"),
        ({"agent_id": "00000000-0000-0000-0000-000000000000"}, "reference.unknown"),
        ({"amount": -1}, "ledger.below_zero"),
    ],
)
def test_what_cannot_be_a_correction_is_refused(
    client: TestClient, drawer: Drawer, fields: dict[str, Any], code: str
) -> None:
    ada, *_ = a_team(client)
    answer = client.post(ADDRESS, json=a_correction(ada, **fields))
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text


def test_what_was_corrected_reaches_the_next_problem(client: TestClient, drawer: Drawer) -> None:
    ada, ben, _ = people = a_team(client)
    drawer.published(a_shift(ada, MONDAY, "22:00"), agents=people)
    corrected(client, ada, amount=-1, kind="unpopular_starts")
    corrected(client, ben, date=str(MONDAY + timedelta(days=6)))
    corrected(client, ben, kind="refused_wishes", amount=1)
    corrected(client, ben, date=str(MONDAY + timedelta(days=7)), amount=5)
    following = MONDAY + timedelta(days=7)
    with drawer.session() as session:
        row = drawer.row(session, RosterBody(first_date=following, coverage_model="distributed", seconds=1))
        period = period_of(row)
        told = read_told(session, row, period)
        carried = {
            each["name"]: told.with_past(
                Agent(id=each["id"], name="Some", zone="Europe/Dublin", contract=Contract(name="full time")),
                period,
            ).carried
            for each in (ada, ben)
        }
    assert carried["Ada Byrne"].burdens == {Burden.NIGHTS: 1}
    assert (carried["Ben Kelly"].burdens, carried["Ben Kelly"].refused_wishes) == ({Burden.NIGHTS: 2}, 1)


def test_the_kinds_that_can_be_corrected_are_those_the_ledger_counts() -> None:
    assert set(LedgerKind) == set(KINDS)

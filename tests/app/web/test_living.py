"""Living rosters on the page: the fairness ledger, what a repair changed, and the trades that wait."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.organizations.tables import Organization
from solver.rules import RuleSet
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import MONDAY, Drawer, a_shift, a_team

RULES = RuleSet(name="living", rules=[{"rule": "time_off"}, {"rule": "service_coverage", "weight": 1}])


def test_the_ledger_and_a_waiting_trade_are_shown(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    drawer = Drawer(client, engine, organization)
    ada, *_ = people = a_team(client)
    monday = (datetime.now(UTC) + timedelta(days=14)).date()
    night = a_shift(ada, monday, "22:00")
    roster = drawer.published(night, agents=people, first_date=monday)
    given = {"agent_id": ada["id"], "start": night.start.isoformat()}
    offer = {"kind": "offer", "roster_id": roster["id"], "given": given}
    assert client.post("/v1/trades", json=offer).status_code == 201
    html = client.get("/").text
    assert "Fairness ledger" in html
    assert "<td>1 / 1</td>" in html
    assert "/v1/fairness-ledger?first_date=" in html
    assert "waits for an answer" in html
    assert "anyone" in html


def test_what_a_repair_changed_is_told_in_sentences_with_its_proof(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    drawer, planner = Drawer(client, engine, organization), Planner(client, engine, organization)
    ada, *_ = people = a_team(client)
    roster = drawer.a_draft(a_shift(ada, MONDAY), agents=people, rules=RULES)
    absence: dict[str, Any] = {
        "event": "absence",
        "agent_id": ada["id"],
        "starts_at": f"{MONDAY}T00:00:00Z",
        "ends_at": f"{MONDAY + timedelta(days=1)}T00:00:00Z",
    }
    asked = {"events": [absence], "as_of": "2026-02-20T12:00:00Z", "seconds": 3}
    repair = planner.made(f"/v1/rosters/{roster['id']}:repair", **asked)
    html = client.get("/", params={"roster": repair["result_roster_id"]}).text
    assert repair["repair"]["changes"][0]["sentence"] in html
    assert "Steps of the repair with their proof" in html


def test_a_draft_nothing_happened_to_has_neither_part(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    drawer = Drawer(client, engine, organization)
    ada, *_ = people = a_team(client)
    drawer.a_draft(a_shift(ada), agents=people)
    html = client.get("/").text
    assert "Fairness ledger" not in html
    assert 'id="changes"' not in html

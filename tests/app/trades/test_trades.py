"""Trades over HTTP: proposed, judged, answered and decided, with everything written down."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.access.service import Access, Scope, access_of_request
from app.organizations.tables import Organization
from solver.rules import RuleSet
from tests.app.rosters.builders import Drawer, a_shift, a_team

MONDAY = (datetime.now(UTC) + timedelta(days=14)).date()
MONDAY -= timedelta(days=MONDAY.weekday())
RULES = RuleSet(
    name="trading",
    rules=[{"rule": "min_rest"}, {"rule": "max_shifts_per_day", "most": 1}, {"rule": "service_coverage"}],
)


class Floor:
    """A published week: Ada works Tuesday, Ben Thursday, Cleo not at all."""

    def __init__(self, client: TestClient, drawer: Drawer) -> None:
        self.client = client
        self.ada, self.ben, self.cleo = a_team(client)
        self.tuesday = a_shift(self.ada, self.day(1))
        self.thursday = a_shift(self.ben, self.day(3))
        self.roster = drawer.published(
            self.tuesday,
            self.thursday,
            agents=[self.ada, self.ben, self.cleo],
            rules=RULES,
            first_date=MONDAY,
        )

    def day(self, number: int) -> date:
        return MONDAY + timedelta(days=number)

    def body(self, kind: str, **fields: Any) -> dict[str, Any]:
        given = {"agent_id": self.ada["id"], "start": self.tuesday.start.isoformat()}
        body = {"kind": kind, "roster_id": self.roster["id"], "acting_agent_id": self.ada["id"]}
        return {**body, **({} if kind == "open_shift" else {"given": given}), **fields}

    def swap(self, **fields: Any) -> dict[str, Any]:
        taken = {"agent_id": self.ben["id"], "start": self.thursday.start.isoformat()}
        return self.body("swap", **{"receiver_id": self.ben["id"], "taken": taken, **fields})

    def an_open_shift(self, **fields: Any) -> dict[str, Any]:
        shift = a_shift(self.cleo, self.day(4))
        written = {"agent_id": shift.agent, **shift.model_dump(mode="json", exclude={"agent"})}
        return self.body("open_shift", **{"open_shift": written, "acting_agent_id": None, **fields})

    def proposed(self, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post("/v1/trades", json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def does(
        self, trade: dict[str, Any], verb: str, agent: dict[str, Any] | None = None, **fields: Any
    ) -> Any:
        who = {} if agent is None else {"agent_id": agent["id"]}
        return self.client.post(f"/v1/trades/{trade['id']}:{verb}", json={**who, **fields})

    def rostered(self, roster_id: str) -> dict[str, set[str]]:
        """Start dates by agent's name, as the roster of that id has them."""
        found: dict[str, set[str]] = {}
        for shift in self.client.get(f"/v1/rosters/{roster_id}").json()["shifts"]:
            found.setdefault(shift["agent"], set()).add(shift["local_date"])
        return found


@pytest.fixture
def floor(client: TestClient, drawer: Drawer) -> Floor:
    return Floor(client, drawer)


def the_actions(trade: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(event["action"], event["outcome"]) for event in trade["history"]]


def test_a_swap_that_both_agree_to_is_a_new_published_edition(floor: Floor) -> None:
    trade = floor.proposed(floor.swap(note="Dentist."))
    assert (trade["state"], trade["verdict"]["outcome"]) == ("open", "allowed")
    done = floor.does(trade, "accept", floor.ben).json()
    assert done["state"] == "approved", done
    assert floor.rostered(done["result_roster_id"]) == {
        "Ada Byrne": {floor.day(3).isoformat()},
        "Ben Kelly": {floor.day(1).isoformat()},
    }
    edition = floor.client.get(f"/v1/rosters/{done['result_roster_id']}").json()
    assert (edition["state"], edition["parent_id"]) == ("published", floor.roster["id"])
    assert floor.client.get(f"/v1/rosters/{floor.roster['id']}").json()["state"] == "superseded"
    assert the_actions(done) == [("proposed", "allowed"), ("accepted", "allowed")]
    assert done["history"][0]["note"] == "Dentist."
    assert [event["agent_id"] for event in done["history"]] == [floor.ada["id"], floor.ben["id"]]


def test_the_other_may_decline_and_only_the_proposer_may_withdraw(floor: Floor) -> None:
    declined = floor.does(floor.proposed(floor.swap()), "decline", floor.ben).json()
    assert declined["state"] == "declined"
    trade = floor.proposed(floor.swap())
    refused = floor.does(trade, "withdraw", floor.ben)
    assert (refused.status_code, refused.json()["code"]) == (409, "trade.not_yours")
    assert floor.does(trade, "withdraw", floor.ada).json()["state"] == "withdrawn"
    again = floor.does(trade, "accept", floor.ben)
    assert (again.status_code, again.json()["code"]) == (409, "trade.decided")


def test_an_offer_to_anyone_is_bid_for_and_a_manager_chooses(floor: Floor) -> None:
    trade = floor.proposed(floor.body("offer"))
    assert trade["verdict"] is None
    floor.does(trade, "bid", floor.cleo)
    bids = floor.does(trade, "bid", floor.ben).json()["bids"]
    assert [bid["agent_id"] for bid in bids] == [floor.cleo["id"], floor.ben["id"]]
    done = floor.does(trade, "approve", floor.cleo, note="Cleo has fewest hours.").json()
    assert (done["state"], done["receiver_id"]) == ("approved", floor.cleo["id"])
    assert floor.rostered(done["result_roster_id"])["Cleo Walsh"] == {floor.day(1).isoformat()}
    assert done["history"][-1] | {"at": None} == {
        "at": None,
        "action": "approved",
        "agent_id": None,
        "key_id": None,
        "note": "Cleo has fewest hours.",
        "outcome": "allowed",
        "codes": [],
    }


def test_an_open_shift_goes_to_the_first_who_takes_it(floor: Floor) -> None:
    trade = floor.proposed(floor.an_open_shift())
    done = floor.does(trade, "accept", floor.cleo).json()
    assert done["state"] == "approved"
    assert floor.rostered(done["result_roster_id"])["Cleo Walsh"] == {floor.day(4).isoformat()}
    late = floor.does(trade, "accept", floor.ben)
    assert (late.status_code, late.json()["code"]) == (409, "trade.decided")


def test_who_cannot_take_it_is_told_the_rule_and_the_attempt_is_written_down(floor: Floor) -> None:
    shift = a_shift(floor.cleo, floor.day(3), "18:00")
    written = {"agent_id": shift.agent, **shift.model_dump(mode="json", exclude={"agent"})}
    trade = floor.proposed(floor.an_open_shift(open_shift=written))
    answer = floor.does(trade, "accept", floor.ben)
    assert answer.status_code == 409
    told = answer.json()
    assert told["code"] == "trade.refused"
    assert "receiver.rule.max_shifts_per_day" in told["codes"]
    assert all(refusal["rule"] for refusal in told["refusals"])
    history = floor.client.get(f"/v1/trades/{trade['id']}").json()
    assert the_actions(history) == [("proposed", None), ("accepted", "refused")]
    assert history["state"] == "open"


def test_what_is_refused_outright_is_kept_with_every_reason(floor: Floor) -> None:
    floor.client.put("/v1/trade-settings", json={"swaps": False, "most_days_apart": 1})
    trade = floor.proposed(floor.swap())
    assert trade["state"] == "refused"
    codes = {refusal["code"] for refusal in trade["verdict"]["refusals"]}
    assert codes == {"trade.swaps_off", "trade.too_far_apart"}
    assert set(trade["history"][0]["codes"]) == codes


def test_what_is_to_be_reviewed_waits_for_a_manager(floor: Floor) -> None:
    floor.client.put("/v1/trade-settings", json={"auto_approve": False})
    accepted = floor.does(floor.proposed(floor.swap()), "accept", floor.ben).json()
    assert (accepted["state"], accepted["result_roster_id"]) == ("accepted", None)
    assert floor.does(accepted, "approve").json()["state"] == "approved"
    other = floor.proposed(floor.an_open_shift())
    assert floor.does(other, "refuse", note="No budget.").json()["state"] == "refused"


def test_a_shift_is_exchanged_for_an_alternative_at_once_where_nothing_is_lost(floor: Floor) -> None:
    wanted = a_shift(floor.ada, floor.day(2))
    written = {"agent_id": wanted.agent, **wanted.model_dump(mode="json", exclude={"agent"})}
    done = floor.proposed(floor.body("alternative", wanted=written))
    assert done["state"] == "approved", done
    assert floor.rostered(done["result_roster_id"])["Ada Byrne"] == {floor.day(2).isoformat()}


def test_a_shift_that_went_elsewhere_meanwhile_is_gone(floor: Floor) -> None:
    first, second = floor.proposed(floor.swap()), floor.proposed(floor.body("offer"))
    floor.does(first, "accept", floor.ben)
    told = floor.does(second, "accept", floor.cleo).json()
    assert told["codes"] == ["initiator.shift_gone"]


def test_nobody_trades_on_behalf_of_another(floor: Floor) -> None:
    trade = floor.proposed(floor.swap(acting_agent_id=floor.cleo["id"]))
    assert trade["state"] == "refused"
    assert [each["code"] for each in trade["verdict"]["refusals"]] == ["trade.acting_for_another"]


def test_judging_stores_nothing(floor: Floor) -> None:
    verdict = floor.client.post("/v1/trades:judge", json=floor.swap()).json()
    assert verdict["outcome"] == "allowed"
    assert floor.client.get("/v1/trades").json()["items"] == []


def test_trades_are_found_by_state_kind_and_agent(floor: Floor) -> None:
    swap, offer = floor.proposed(floor.swap()), floor.proposed(floor.body("offer"))
    floor.does(swap, "decline", floor.ben)

    def ids(**query: Any) -> list[str]:
        return [each["id"] for each in floor.client.get("/v1/trades", params=query).json()["items"]]

    assert ids() == [swap["id"], offer["id"]]
    assert ids(state="open") == ids(open_to_all=True) == ids(kind="offer") == [offer["id"]]
    assert ids(agent_id=floor.ben["id"]) == [swap["id"]]


def test_agents_keys_cannot_decide_what_managers_decide(floor: Floor, organization: Organization) -> None:
    trade = floor.proposed(floor.an_open_shift())
    app: Any = floor.client.app
    app.dependency_overrides[access_of_request] = lambda: Access(
        organization.id, frozenset({Scope.READ, Scope.WRITE})
    )
    answer = floor.does(trade, "approve", floor.cleo)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope.missing")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "offer"}, "taken for a swap"),
        ({"given": None}, "given for every other kind"),
        ({"receiver_id": None}, "receiver_id for a swap"),
    ],
)
def test_a_body_that_contradicts_its_kind_is_refused_with_what_was_expected(
    floor: Floor, change: dict[str, Any], said: str
) -> None:
    answer = floor.client.post("/v1/trades", json={**floor.swap(), **change})
    assert answer.status_code == 422
    assert said in answer.text


def test_shifts_and_agents_that_are_not_in_the_roster_are_named_by_field(floor: Floor) -> None:
    missing = {"agent_id": floor.ben["id"], "start": "2026-01-01T09:00:00Z"}
    answer = floor.client.post("/v1/trades", json=floor.swap(taken=missing))
    assert (answer.status_code, answer.json()["field"]) == (422, "taken")
    answer = floor.client.post("/v1/trades", json=floor.swap(receiver_id=floor.roster["id"]))
    assert (answer.status_code, answer.json()["field"]) == (422, "receiver_id")


def test_every_code_is_listed_with_its_meaning(client: TestClient, organization: object) -> None:
    listed = client.get("/v1/trade-refusals").json()
    assert len(listed) >= 41
    assert {"trade.off", "receiver.shift_gone", "initiator.rule.min_rest"} <= {
        each["code"] for each in listed
    }
    assert all(each["meaning"] for each in listed)

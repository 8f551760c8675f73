"""Who holds which escalation duty, over HTTP and on the page."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient

from app.rosters.schemas import Duty
from app.web.activities import DutyLine, _duties
from solver.rules import RuleSet
from tests.app.rosters.builders import Drawer, a_shift, a_team

DUTY: dict[str, Any] = {
    "rule": "escalation_duty",
    "tiers": [{"name": "second line"}],
    "during": "window",
    "window": {"start": "10:00", "end": "18:00"},
}


def held(client: TestClient, roster: dict[str, Any]) -> list[tuple[str, str | None, str, str]]:
    """Part, holder and span of each stretch on the first day."""
    told = client.get(f"/v1/rosters/{roster['id']}/duties").json()
    assert told["version"] == roster["version"]
    return [
        (each["part"], each["agent"], each["start"][11:16], each["end"][11:16])
        for each in told["duties"]
        if each["start"].startswith("2026-03-02")
    ]


def test_each_tier_has_a_primary_and_a_backup_while_somebody_is_there(
    client: TestClient, drawer: Drawer
) -> None:
    ada, ben, _ = a_team(client)
    shifts = [a_shift(ada, start="06:00", hours=8), a_shift(ben, start="09:00", hours=8)]
    draft = drawer.a_draft(*shifts, agents=[ada, ben], rules=RuleSet(name="duty", rules=[DUTY]))
    found = held(client, draft)
    assert {each[1] for each in found if each[2] == "10:00"} == {"Ada Byrne", "Ben Kelly"}
    assert ("primary", "Ben Kelly", "17:00") in [(*each[:2], each[3]) for each in found], "left to call"
    assert ("primary", None, "17:00", "18:00") in found, "both have gone home"


def test_without_such_a_rule_there_are_no_duties(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    assert held(client, drawer.a_draft(a_shift(ada), agents=[ada])) == []


def test_the_page_tells_duties_by_the_date_and_clock_of_the_roster() -> None:
    def a_duty(start: int, end: int, agent: str | None) -> Duty:
        return Duty(
            tier="second line",
            part="primary",
            agent_id=None,
            agent=agent,
            start=datetime(2026, 3, 1, start, tzinfo=UTC),
            end=datetime(2026, 3, 1, end, tzinfo=UTC),
        )

    lines = _duties([a_duty(3, 6, "Ada Byrne"), a_duty(6, 8, None), a_duty(20, 22, "Ben Kelly")], KOLKATA)
    assert lines == [
        DutyLine("1 Mar 2026", "second line, primary", "08:30–11:30 Ada Byrne, 11:30–13:30 nobody"),
        DutyLine("2 Mar 2026", "second line, primary", "01:30–03:30 Ben Kelly"),
    ]


KOLKATA = ZoneInfo("Asia/Kolkata")

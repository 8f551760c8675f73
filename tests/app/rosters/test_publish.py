"""Publishing: who may, which version, what gives way, and what people are told."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.access.service import Access, Scope, access_of_request
from app.calendars.feed import EventStatus
from app.rosters.tables import PublishedShift
from solver.rules import RuleSet
from tests.app.rosters.builders import MONDAY, Drawer, a_shift, a_team, publish

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


def told(drawer: Drawer) -> dict[tuple[str, str], PublishedShift]:
    """What people were told, by agent and local date."""
    with drawer.session() as session:
        rows = session.exec(select(PublishedShift)).all()
    return {(str(row.agent_id), row.local_date.isoformat()): row for row in rows}


def test_a_published_roster_is_told_with_a_new_version_and_moment(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(a_shift(ada), agents=[ada])
    answer = publish(client, draft)
    assert answer.status_code == 200
    assert answer.headers["etag"] == f'"{draft["version"] + 1}"'
    assert answer.json()["state"] == "published"
    assert answer.json()["published_at"] is not None


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 428, "precondition.required"),
        ('"1"', 412, "precondition.failed"),
        ('W/"2"', 412, "precondition.failed"),
        ("2", 412, "precondition.failed"),
        ('"no version"', 412, "precondition.failed"),
    ],
)
def test_publishing_takes_the_version_that_was_read(
    client: TestClient, drawer: Drawer, header: str | None, status: int, code: str
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(a_shift(ada), agents=[ada])
    headers = {} if header is None else {"If-Match": header}
    answer = client.post(f"/v1/rosters/{draft['id']}:publish", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert client.get(f"/v1/rosters/{draft['id']}").json()["state"] == "draft"


def test_of_fifty_that_publish_one_version_at_a_time_one_wins(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(a_shift(ada), agents=[ada])
    with ThreadPoolExecutor(10) as pool:
        answers = [pool.submit(publish, client, draft) for _ in range(50)]
        statuses = sorted(answer.result().status_code for answer in answers)
    assert statuses == [200] + [412] * 49
    assert len(told(drawer)) == 1


def test_of_drafts_for_one_week_published_at_a_time_one_stays_published(
    client: TestClient, drawer: Drawer
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    drafts = [drawer.a_draft(a_shift(ada), agents=[ada]) for _ in range(6)]
    with ThreadPoolExecutor(3) as pool:
        statuses = list(pool.map(lambda draft: publish(client, draft).status_code, drafts))
    assert statuses == [200] * 6
    assert len(client.get("/v1/rosters", params={"state": "published"}).json()["items"]) == 1
    assert len(client.get("/v1/rosters", params={"state": "superseded"}).json()["items"]) == 5
    assert len(told(drawer)) == 1


def test_the_new_roster_of_a_week_supersedes_the_old_and_shifts_keep_their_identity(
    client: TestClient, drawer: Drawer
) -> None:
    ada, ben = a_team(client, "Ada Byrne", "Ben Kelly")
    old = drawer.published(
        a_shift(ada, MONDAY), a_shift(ada, TUESDAY), a_shift(ben, MONDAY), agents=[ada, ben]
    )
    before = told(drawer)
    new = drawer.published(
        a_shift(ada, MONDAY),
        a_shift(ada, TUESDAY, "10:00"),
        a_shift(ben, WEDNESDAY),
        agents=[ada, ben],
    )
    after = told(drawer)
    assert client.get(f"/v1/rosters/{old['id']}").json()["state"] == "superseded"
    same, moved, gone, come = (
        (ada["id"], "2026-03-02"),
        (ada["id"], "2026-03-03"),
        (ben["id"], "2026-03-02"),
        (ben["id"], "2026-03-04"),
    )
    assert {row.roster_id for row in after.values()} == {uuid.UUID(new["id"])}
    assert (after[same].uid, after[same].sequence) == (before[same].uid, 0)
    assert after[same].updated_at == before[same].updated_at, "to Ada nothing has changed"
    assert (after[moved].uid, after[moved].sequence) == (before[moved].uid, 1)
    assert (after[gone].uid, after[gone].sequence) == (before[gone].uid, 1)
    assert after[gone].status is EventStatus.CANCELLED
    assert (after[come].sequence, after[come].status) == (0, EventStatus.CONFIRMED)


def test_a_cancelled_shift_that_comes_back_is_the_same_shift(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    drawer.published(a_shift(ada), agents=[ada])
    first = told(drawer)[ada["id"], "2026-03-02"]
    drawer.published(agents=[ada])
    drawer.published(a_shift(ada), agents=[ada])
    (again,) = told(drawer).values()
    assert (again.uid, again.sequence, again.status) == (first.uid, 2, EventStatus.CONFIRMED)


def test_shifts_of_one_agent_may_change_places_within_one_publication(
    client: TestClient, drawer: Drawer
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    drawer.published(a_shift(ada, MONDAY, "00:00"), a_shift(ada, TUESDAY, "00:00"), agents=[ada])
    drawer.published(
        a_shift(ada, MONDAY, "20:00"),
        a_shift(ada, TUESDAY, "15:00"),
        agents=[ada],
        rules=RuleSet(name="none"),
    )
    assert [row.sequence for row in told(drawer).values()] == [1, 1]


def test_an_agent_cannot_be_told_to_be_at_two_places(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne", tags=["night-crew"])
    drawer.published(a_shift(ada), agents=[ada])
    answer = publish(client, drawer.a_draft(a_shift(ada, start="12:00"), agents=[ada], team="night-crew"))
    assert (answer.status_code, answer.json()["code"]) == (409, "roster.agent_at_two_places")
    assert len(told(drawer)) == 1


def test_a_roster_that_covers_a_published_one_in_part_is_refused(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    drawer.published(a_shift(ada), agents=[ada])
    later = drawer.a_draft(agents=[ada], first_date=WEDNESDAY)
    answer = publish(client, later)
    assert (answer.status_code, answer.json()["code"]) == (409, "roster.published_partly")
    assert answer.json()["first_date"] == "2026-03-02"


def test_rosters_of_other_teams_and_other_weeks_stay_published(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne", tags=["spanish"])
    drawer.published(a_shift(ada), agents=[ada])
    drawer.published(a_shift(ada, TUESDAY), agents=[ada], team="spanish")
    drawer.published(a_shift(ada, "2026-03-09"), agents=[ada], first_date=date(2026, 3, 9))
    assert len(client.get("/v1/rosters", params={"state": "published"}).json()["items"]) == 3


def test_a_roster_that_breaks_required_rules_is_published_only_if_the_caller_says_so(
    client: TestClient, drawer: Drawer
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    short_rest = [a_shift(ada, MONDAY, "14:00"), a_shift(ada, TUESDAY, "06:00")]
    draft = drawer.a_draft(*short_rest, agents=[ada])
    assert draft["figures"]["status"] == "required_rules_broken"
    refused = publish(client, draft)
    assert (refused.status_code, refused.json()["code"]) == (409, "roster.rules_broken")
    assert refused.json()["violations"] == 1
    assert publish(client, draft, accept_broken_rules=True).status_code == 200


def test_what_is_published_cannot_be_published_edited_or_discarded(
    client: TestClient, drawer: Drawer
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    roster = drawer.published(a_shift(ada), agents=[ada])
    address = f"/v1/rosters/{roster['id']}"
    version = {"If-Match": f'"{roster["version"]}"'}
    for answer in (
        publish(client, roster),
        client.put(f"{address}/shifts", json={"shifts": []}, headers=version),
        client.delete(address),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "roster.not_draft")


def test_publishing_takes_the_scope_for_it(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(a_shift(ada), agents=[ada])
    with drawer.session() as session:
        organization_id = session.organization_id
    application = client.app
    application.dependency_overrides[access_of_request] = lambda: Access(  # type: ignore[attr-defined]
        organization_id, frozenset({Scope.READ, Scope.WRITE})
    )
    answer = publish(client, draft)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope.missing")

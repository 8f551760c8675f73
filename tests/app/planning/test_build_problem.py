"""Rows become the solver's problem."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.organizations.tables import Organization
from app.planning.build_problem import Built, build_problem
from app.requirements.tables import Requirement, RequirementQueue
from app.rosters.problems import ProblemInvalid, TooFewSites
from app.rosters.schemas import RosterBody
from forecasting.staffing.requirement import Channel, ServiceLevelGoal, StaffingRequest
from forecasting.staffing.requirement import Requirement as RequirementDocument
from solver.domain.people import Burden
from solver.domain.problem import Problem
from tests.app.builders import (
    a_contract,
    a_preference,
    a_queue,
    a_shift_template,
    a_site,
    a_skill,
    an_agent,
    role_named,
    some_availability,
    some_time_off,
)
from tests.app.rosters.builders import MONDAY, Drawer, a_shift, a_team, as_body


class Builder(Drawer):
    """Builds problems of rosters that were asked for."""

    def built(
        self, *required: RequirementQueue, queues: Sequence[dict[str, Any]] = (), **fields: Any
    ) -> Built:
        body = RosterBody(
            **{"first_date": MONDAY, "coverage_model": "distributed", "zone": "Europe/Dublin", **fields}
        )
        with self.session() as session:
            roster = self.row(session, body)
            roster.queue_ids = tuple(uuid.UUID(queue["id"]) for queue in queues)
            roster.rule_set_id = body.rule_set_id
            requirement_id = self.requirement(session, roster.job_id)
            for row in required:
                row.organization_id, row.requirement_id = session.organization_id, requirement_id
                session.add(row)
            session.flush()
            return build_problem(session, roster, session.get_one(Requirement, requirement_id))

    def problem(self, **fields: Any) -> Problem:
        return self.built(**fields).problem


@pytest.fixture
def builder(client: TestClient, engine: Engine, organization: Organization) -> Builder:
    return Builder(client, engine, organization)


def a_requirement(
    queue: dict[str, Any], starts: Sequence[datetime], agents: Sequence[float]
) -> RequirementQueue:
    """Of half hours; the queue is open in those that need anybody."""
    count = len(starts)
    inputs = StaffingRequest(
        queue=queue["name"],
        channel=Channel.VOICE,
        interval_minutes=30,
        starts=tuple(starts),
        open=tuple(float(value > 0) for value in agents),
        volume=(0.0,) * count,
        handle_seconds=300.0,
        goals=(ServiceLevelGoal(share=0.8, within_seconds=20),),
        minimum_staffing=2.0,
    )
    document = RequirementDocument(
        queue=queue["name"],
        channel=Channel.VOICE,
        interval_minutes=30,
        starts=tuple(starts),
        load=(0.0,) * count,
        buffer=(0.0,) * count,
        agents_net=tuple(agents),
        agents=tuple(agents),
        heads=(0,) * count,
        shrinkage=(0.0,) * count,
        binding=("no_work",) * count,
        service_level=(None,) * count,
        service_level_meaning="",
        abandonment=(None,) * count,
        occupancy=(None,) * count,
        method="by hand",
        formula="",
        inputs=inputs,
    )
    return RequirementQueue(
        queue_id=uuid.UUID(queue["id"]),
        interval_minutes=30,
        agent_hours=0,
        net_hours=0,
        peak_heads=0,
        document=document,
    )


def test_people_come_with_everything_that_is_known_of_them(client: TestClient, builder: Builder) -> None:
    english = a_skill(client)
    site = a_site(client, name="Denver", zone="America/Denver", country="US", subdivision="CO")
    contract = a_contract(client, max_weekly_minutes=1800, target_weekly_minutes=1800, night_work=False)
    agent = an_agent(
        client,
        site_id=site["id"],
        zone=None,
        contract_id=contract["id"],
        tags=["spanish"],
        hired_on="2026-03-03",
        leaves_on="2026-03-06",
        skills=[{"skill_id": english["id"], "proficiency": 0.8, "expires_on": "2026-03-04"}],
    )
    some_availability(client, agent_id=agent["id"])
    a_preference(client, agent_id=agent["id"], weekday=1)
    some_time_off(
        client,
        agent_id=agent["id"],
        status="approved",
        starts_at="2026-03-04T07:00:00Z",
        ends_at="2026-03-05T07:00:00Z",
    )
    some_time_off(
        client, agent_id=agent["id"], starts_at="2026-03-06T07:00:00Z", ends_at="2026-03-06T08:00:00Z"
    )
    a_shift_template(client)
    (found,) = builder.problem(first_date=date(2026, 1, 1), days=91).agents
    assert (found.id, found.name, found.site) == (agent["id"], "Ada Byrne", "Denver")
    assert (found.zone, found.role, found.tags) == ("America/Denver", "associate", frozenset({"spanish"}))
    assert found.contract.max_weekly_minutes == 1800
    assert found.contract.night_work is False
    (skill,) = found.skills
    assert (skill.skill, skill.proficiency, skill.expires) == ("English", 0.8, date(2026, 3, 4))
    assert found.available is not None
    assert all(span.start.astimezone(UTC).hour in (14, 15) for span in found.available)
    before, after = found.unavailable
    assert before.end == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert after.start == datetime(2026, 3, 7, 7, tzinfo=UTC)
    assert [absence.paid_minutes for absence in found.time_off] == [360], "a day of five of 1800 minutes"
    assert {wish.span.start.weekday() for wish in found.preferences} == {1}
    assert date(2026, 1, 1) in found.holidays


def test_whoever_cannot_be_planned_is_left_out_by_name(client: TestClient, builder: Builder) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    for name, fields in (
        ("Noor", {"contract_id": None}),
        ("Olga", {"contract_id": None}),
        ("Pia", {"contract_id": ada["contract_id"], "leaves_on": "2026-03-01"}),
        ("Quin", {"contract_id": ada["contract_id"], "hired_on": "2026-03-09"}),
    ):
        an_agent(client, name=name, **fields)
    built = builder.built()
    assert [agent.name for agent in built.problem.agents] == ["Ada Byrne"]
    assert "Left out, because they have no contract: Noor, Olga." in built.warnings
    assert "Left out, because they have left: Pia." in built.warnings
    assert "Left out, because they are hired later: Quin." in built.warnings


def test_a_team_is_the_agents_with_its_tag(client: TestClient, builder: Builder) -> None:
    a_team(client, "Ada Byrne", tags=["spanish", "late"])
    an_agent(client, name="Ben Kelly", contract_id=client.get("/v1/contracts").json()["items"][0]["id"])
    assert [agent.name for agent in builder.problem(team="late").agents] == ["Ada Byrne"]
    assert len(builder.problem().agents) == 2


def test_people_whose_role_works_on_no_queue_serve_none(client: TestClient, builder: Builder) -> None:
    role = role_named(client, "operations analyst")
    client.put(f"/v1/roles/{role['id']}", json={"name": role["name"], "works_queues": False})
    a_team(client, "Ada Byrne", role_id=role["id"])
    (queue,) = [a_queue(client)]
    problem = builder.problem(queues=[queue])
    assert not problem.queues[0].can_be_served_by(problem.agents[0], MONDAY)


def test_a_requirement_is_laid_onto_the_intervals_of_the_roster(client: TestClient, builder: Builder) -> None:
    queue = a_queue(client, minimum_staffing=2)
    starts = [datetime(2026, 3, 2, 8, minute, tzinfo=UTC) for minute in (0, 30)]
    row = a_requirement(queue, starts, (1.5, 2.5))
    (quarters,) = builder.built(row, queues=[queue], interval_minutes=15, days=1).problem.requirements
    assert quarters.agents[31:37] == (0.0, 1.5, 1.5, 2.5, 2.5, 0.0)
    assert quarters.minimum is not None
    assert quarters.minimum[31:37] == (0, 2, 2, 2, 2, 0)
    row = a_requirement(queue, starts, (1.5, 2.5))
    (hours,) = builder.built(row, queues=[queue], interval_minutes=60, days=1).problem.requirements
    assert hours.agents[7:10] == (0.0, 2.5, 0.0), "an hour needs what its busier half needs"


def test_without_a_roster_before_it_shifts_may_begin_before_the_period(
    client: TestClient, builder: Builder
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    assert builder.problem().lead_in_minutes == 480
    builder.published(agents=[ada], first_date=date(2026, 2, 23))
    assert builder.problem().lead_in_minutes == 0


def test_what_was_published_before_is_carried_along(client: TestClient, builder: Builder) -> None:
    ada, ben = a_team(client, "Ada Byrne", "Ben Kelly")
    nights = [a_shift(ada, f"2026-02-{day}", "22:00") for day in (26, 27, 28)]
    last = a_shift(ada, "2026-03-01", "20:00")
    builder.published(
        a_shift(ben, "2026-02-24"), *nights, last, agents=[ada, ben], first_date=date(2026, 2, 23)
    )
    problem = builder.problem()
    assert [(shift.start, shift.end) for shift in problem.carried_in] == [(last.start, last.end)]
    carried = {agent.name: agent.carried for agent in problem.agents}
    assert carried["Ada Byrne"].last_shift_end == last.end
    assert carried["Ada Byrne"].consecutive_days == 4
    assert carried["Ada Byrne"].consecutive_nights == 4
    assert carried["Ada Byrne"].burdens == {
        Burden.NIGHTS: 4,
        Burden.WEEKENDS: 2,
        Burden.UNPOPULAR_STARTS: 4,
    }
    assert carried["Ben Kelly"].consecutive_days == 1
    assert carried["Ben Kelly"].consecutive_nights == 0


def test_unpopular_work_is_forgotten_after_eight_weeks(client: TestClient, builder: Builder) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    builder.published(a_shift(ada, "2026-02-23", "22:00"), agents=[ada], first_date=date(2026, 2, 23))
    remembered = builder.problem(first_date=date(2026, 4, 20)).agents[0].carried
    forgotten = builder.problem(first_date=date(2026, 4, 27)).agents[0].carried
    assert (remembered.burdens, forgotten.burdens) == (
        {Burden.NIGHTS: 1, Burden.UNPOPULAR_STARTS: 1},
        {},
    )


def test_the_published_roster_of_the_same_week_binds_nobody(client: TestClient, builder: Builder) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    builder.published(a_shift(ada), agents=[ada])
    agent = builder.problem().agents[0]
    assert agent.unavailable == ()
    assert agent.carried.last_shift_end is None


def test_people_are_kept_free_for_what_they_were_told_of_other_teams_and_later_weeks(
    client: TestClient, builder: Builder
) -> None:
    (ada,) = a_team(client, "Ada Byrne", tags=["spanish"])
    builder.published(a_shift(ada, "2026-03-04"), agents=[ada], team="spanish")
    builder.published(a_shift(ada, "2026-03-09", "06:00"), agents=[ada], first_date=date(2026, 3, 9))
    spans = [(span.start, span.end) for span in builder.problem().agents[0].unavailable]
    assert spans == [
        (datetime(2026, 3, 3, 22, tzinfo=UTC), datetime(2026, 3, 5, 4, tzinfo=UTC)),
        (datetime(2026, 3, 8, 19, tzinfo=UTC), datetime(2026, 3, 10, 1, tzinfo=UTC)),
    ]


def test_a_new_version_stays_close_to_the_one_it_grew_out_of(client: TestClient, builder: Builder) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    old = builder.a_draft(a_shift(ada), agents=[ada])
    (previous,) = builder.problem(previous_roster_id=old["id"]).previous
    assert previous.start == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_locked_shifts_are_part_of_the_problem(client: TestClient, builder: Builder) -> None:
    ada, _ = a_team(client, "Ada Byrne", "Ben Kelly")
    (locked,) = builder.problem(locked=as_body([a_shift(ada, breaks=[4])])["shifts"]).locked
    assert (locked.agent, locked.locked, len(locked.breaks)) == (ada["id"], True, 1)


@pytest.mark.parametrize(
    ("shifts", "reason"),
    [
        ([("2026-03-20", "09:00")], "starts outside the period"),
        ([("2026-03-02", "09:00"), ("2026-03-02", "12:00")], "overlapping fixed shifts"),
    ],
)
def test_locked_shifts_that_cannot_be_are_refused(
    client: TestClient, builder: Builder, shifts: list[tuple[str, str]], reason: str
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    locked = as_body([a_shift(ada, day, start) for day, start in shifts])["shifts"]
    with pytest.raises(ProblemInvalid, match=reason):
        builder.built(locked=locked)


def test_the_three_models_have_one_problem_and_rules_of_their_own(
    client: TestClient, builder: Builder
) -> None:
    lead = role_named(client, "lead")
    client.put(f"/v1/roles/{lead['id']}", json={"name": "lead", "span_of_control": 8})
    for name, zone in (("Manila", "Asia/Manila"), ("Denver", "America/Denver")):
        site = a_site(client, name=name, zone=zone, country=None)
        contract = a_contract(client, name=name)
        an_agent(client, name=name, site_id=site["id"], contract_id=contract["id"], role_id=lead["id"])
    for model in ("follow_the_sun", "traditional_24x7", "distributed"):
        a_shift_template(client, name=model, tags=[model])
    built = [
        builder.built(coverage_model=model) for model in ("follow_the_sun", "traditional_24x7", "distributed")
    ]
    assert len({each.problem.digest() for each in built}) == 1
    assert len({each.rule_set.digest() for each in built}) == 3
    for each in built:
        rules = {rule.rule: rule for rule in each.rule_set.rules}
        assert rules["template_tags"].tags == {each.rule_set.coverage_model}
        assert rules["lead_on_duty"].roles == ("lead",)
    sun = next(rule for rule in built[0].rule_set.rules if rule.rule == "site_ownership")
    assert {owner.site for owner in sun.owners} == {"Manila", "Denver"}


def test_owners_of_the_caller_come_before_those_of_the_clock(client: TestClient, builder: Builder) -> None:
    owners = [
        {"site": "Dublin", "zone": "Europe/Dublin", "starts": "07:00"},
        {"site": "Denver", "zone": "America/Denver", "starts": "08:00"},
    ]
    built = builder.built(coverage_model="follow_the_sun", owners=owners)
    sun = next(rule for rule in built.rule_set.rules if rule.rule == "site_ownership")
    assert [owner.starts.hour for owner in sun.owners] == [7, 8]


def test_following_the_sun_takes_two_sites_with_people(client: TestClient, builder: Builder) -> None:
    site = a_site(client)
    a_team(client, "Ada Byrne", site_id=site["id"])
    with pytest.raises(TooFewSites):
        builder.built(coverage_model="follow_the_sun")


def test_a_stored_rule_set_is_taken_as_it_is(client: TestClient, builder: Builder) -> None:
    body = {"name": "mine", "coverage_model": "distributed", "rules": [{"rule": "min_rest", "hours": 12}]}
    stored = client.post("/v1/rule-sets", json=body).json()
    rule_set = builder.built(rule_set_id=stored["id"]).rule_set
    assert rule_set.name == "mine"
    assert [rule.rule for rule in rule_set.rules] == ["min_rest"]


def test_templates_without_the_models_tag_are_all_used(client: TestClient, builder: Builder) -> None:
    a_team(client, "Ada Byrne")
    built = builder.built()
    assert "template_tags" not in {rule.rule for rule in built.rule_set.rules}
    assert "No shift template bears the tag distributed: all of them are used." in built.warnings


def test_nobody_and_no_template_make_a_problem_too(builder: Builder) -> None:
    problem = builder.problem()
    assert (problem.agents, problem.templates, problem.queues) == ((), (), ())
    assert problem.lead_in_minutes == 0


def test_the_row_of_a_roster_tells_the_zone_its_dates_are_read_in(builder: Builder) -> None:
    period = builder.problem(first_date=date(2026, 10, 19)).period
    assert (period.zone, period.minutes) == ("Europe/Dublin", 7 * 24 * 60 + 60), "the week of 25 hours"

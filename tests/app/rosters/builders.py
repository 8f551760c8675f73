"""Small teams over HTTP, and drafts of rosters drawn by hand instead of by the solver."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.database import TenantSession, tenant_session
from app.jobs.service import end, enqueue
from app.jobs.tables import JobState
from app.organizations.tables import Organization
from app.requirements.schemas import Basis
from app.requirements.tables import Requirement
from app.rosters.judge import judged
from app.rosters.schemas import RosterBody, SolveReport
from app.rosters.service import Made, keep
from app.rosters.tables import Roster
from solver.domain.options import SolveOptions
from solver.domain.people import Agent, Contract
from solver.domain.problem import Problem
from solver.domain.result import Status
from solver.domain.roster import Activity, Assignment, Segment
from solver.domain.roster import Roster as Assignments
from solver.domain.time import PlanningPeriod, at_clock
from solver.domain.work import BreakPlan, Channel, Queue, ShiftLength, ShiftTemplate
from solver.domain.work import Requirement as Need
from solver.rules import RuleSet
from tests.app.builders import a_contract, a_shift_template, an_agent

MONDAY = date(2026, 3, 2)
ZONE = "Europe/Dublin"
QUEUE_ID = "7b6ba9be-9d0e-4d3f-9b6c-2f4f6a6c0d11"
RULES = RuleSet(name="two rules", rules=[{"rule": "min_rest"}, {"rule": "service_coverage", "weight": 1}])


def a_team(client: TestClient, *names: str, **fields: Any) -> list[dict[str, Any]]:
    """Full-time agents without skills, on one contract and one 8-hour template of 06:00 to 22:00."""
    contract = a_contract(client)
    a_shift_template(client, name="any", earliest_start="06:00", latest_start="14:00")
    return [
        an_agent(client, name=name, **{"contract_id": contract["id"], **fields})
        for name in (names or ("Ada Byrne", "Ben Kelly", "Cleo Walsh"))
    ]


def a_shift(
    agent: dict[str, Any] | str,
    day: date | str = MONDAY,
    start: str = "09:00",
    hours: float = 8,
    *,
    breaks: Sequence[int] = (),
) -> Assignment:
    """A shift on Dublin's clock; ``breaks`` are hours after the start of unpaid half hours, one at most."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    begins = at_clock(day, time.fromisoformat(start), ZONE)
    return Assignment(
        agent=agent if isinstance(agent, str) else agent["id"],
        template="lunch" if breaks else "any",
        start=begins,
        end=begins + timedelta(hours=hours),
        breaks=tuple(
            Segment(
                activity=Activity.MEAL,
                name="lunch",
                start=begins + timedelta(hours=each),
                end=begins + timedelta(hours=each, minutes=30),
                paid=False,
            )
            for each in breaks
        ),
    )


def as_body(shifts: Iterable[Assignment]) -> dict[str, Any]:
    """The body that sends the shifts."""
    return {
        "shifts": [
            {"agent_id": shift.agent, **shift.model_dump(mode="json", exclude={"agent"})} for shift in shifts
        ]
    }


class Drawer:
    """Draws drafts of rosters by hand."""

    def __init__(self, client: TestClient, engine: Engine, organization: Organization) -> None:
        self.client = client
        self._engine = engine
        self._organization = organization

    def session(self) -> Any:
        return tenant_session(self._engine, self._organization.id)

    def a_draft(
        self, *shifts: Assignment, agents: Sequence[dict[str, Any]], rules: RuleSet = RULES, **fields: Any
    ) -> dict[str, Any]:
        """A draft with these shifts, as the API tells it; its queue needs one agent all the time."""
        body = RosterBody(
            **{"first_date": MONDAY, "coverage_model": "distributed", "zone": ZONE, "seconds": 1, **fields}
        )
        with self.session() as session:
            roster = self.row(session, body)
            problem = _problem(body, agents)
            judgement = judged(problem, rules, shifts)
            keep(
                session,
                roster,
                Made(
                    problem=problem,
                    rule_set=rules,
                    roster=Assignments(assignments=shifts),
                    report=_report(problem, judgement.broken, body.options),
                    judgement=judgement,
                    requirement_id=self.requirement(session, roster.job_id),
                    warnings=(),
                ),
            )
        found: dict[str, Any] = self.client.get(f"/v1/rosters/{roster.id}").json()
        return found

    def published(self, *shifts: Assignment, **fields: Any) -> dict[str, Any]:
        """The same, published."""
        draft = self.a_draft(*shifts, **fields)
        answer = publish(self.client, draft)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = self.client.get(f"/v1/rosters/{draft['id']}").json()
        return found

    def row(self, session: TenantSession, body: RosterBody) -> Roster:
        job = enqueue(session, "build_roster", uuid.uuid4())
        end(session, job, JobState.SUCCEEDED)
        roster = Roster(
            id=job.subject_id,
            organization_id=session.organization_id,
            team=body.team,
            coverage_model=body.coverage_model,
            first_date=body.first_date,
            days=body.days,
            zone=ZONE,
            parent_id=body.previous_roster_id,
            job_id=job.id,
            asked=body,
            queue_ids=(),
        )
        session.add(roster)
        session.flush()
        return roster

    def requirement(self, session: TenantSession, job_id: uuid.UUID) -> uuid.UUID:
        row = Requirement(
            organization_id=session.organization_id,
            basis=Basis.MEAN,
            first_date=MONDAY,
            days=7,
            queue_ids=(),
            job_id=job_id,
        )
        session.add(row)
        session.flush()
        return row.id


def publish(client: TestClient, roster: dict[str, Any], **query: Any) -> Any:
    """The answer to publishing the version that was read."""
    return client.post(
        f"/v1/rosters/{roster['id']}:publish", params=query, headers={"If-Match": f'"{roster["version"]}"'}
    )


def _problem(body: RosterBody, agents: Sequence[dict[str, Any]]) -> Problem:
    period = PlanningPeriod(first_date=body.first_date, days=body.days, zone=ZONE)
    intervals = period.minutes // 60
    lunch = BreakPlan(
        name="lunch", activity="meal", minutes=30, paid=False, earliest_offset=60, latest_offset=420
    )
    return Problem(
        period=period,
        interval_minutes=60,
        agents=tuple(
            Agent(
                id=agent["id"],
                name=agent["name"],
                zone=agent["zone"],
                contract=Contract(name="full time"),
            )
            for agent in agents
        ),
        queues=(Queue(id=QUEUE_ID, name="Voice English", channel=Channel.VOICE),),
        requirements=(Need(queue=QUEUE_ID, agents=(1.0,) * intervals),),
        templates=(_template("any"), _template("lunch", lunch)),
    )


def _template(name: str, *breaks: BreakPlan) -> ShiftTemplate:
    """Eight hours from any full hour on."""
    return ShiftTemplate(
        name=name,
        earliest_start=time(0),
        latest_start=time(23),
        step_minutes=60,
        lengths=(ShiftLength(minutes=480, breaks=breaks),),
    )


def _report(problem: Problem, broken: int, options: SolveOptions) -> SolveReport:
    return SolveReport(
        status=Status.REQUIRED_RULES_BROKEN if broken else Status.FEASIBLE,
        tiers=(),
        seconds=1.0,
        seed=options.seed,
        deterministic=False,
        deterministic_budget=None,
        solver_version="by hand",
        problem_digest=problem.digest(),
        input_digest=problem.digest(),
    )

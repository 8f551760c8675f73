"""Deferred work on its way from the requirement to the solver's problem."""

import uuid
from datetime import timedelta

import pytest

from app.planning.build_problem import with_due_work
from app.planning.read_work import requirement_on
from app.queues.schemas import ServiceGoal
from forecasting.staffing.requirement import Requirement
from solver.domain.problem import Problem
from solver.domain.time import PlanningPeriod
from solver.domain.work import Channel, Queue
from tests.app.rosters.builders import MONDAY, QUEUE_ID
from tests.app.simulations.builders import a_forecast, a_queue_row, staffed

HOURS = 60


def mail() -> Requirement:
    """Four mails of five minutes an hour, answered within four hours, a tenth of the people away."""
    queue = a_queue_row(
        uuid.uuid4(),
        channel=Channel.EMAIL,
        service_goal=ServiceGoal(share=0.95, within_seconds=4 * 3600),
        patience_seconds=None,
        occupancy_cap=None,
        shrinkage=0.1,
    )
    found: Requirement = staffed(queue, a_forecast(4.0))
    return found


def a_problem(zone: str, document: Requirement) -> Problem:
    period = PlanningPeriod(first_date=MONDAY + timedelta(days=2), days=2, zone=zone)
    problem = Problem(
        period=period,
        interval_minutes=30,
        agents=(),
        queues=(Queue(id=QUEUE_ID, name="Mail", channel=Channel.EMAIL),),
        templates=(),
    )
    needed = requirement_on(problem.axis, uuid.UUID(QUEUE_ID), document)
    return Problem(**{**dict(problem), "requirements": (needed,)})


@pytest.mark.parametrize("zone", ["Europe/Dublin", "Asia/Kolkata", "Pacific/Kiritimati", "America/St_Johns"])
def test_a_deferred_queue_asks_for_the_work_of_its_requirement_within_the_period(zone: str) -> None:
    document = mail()
    problem = with_due_work(a_problem(zone, document), {uuid.UUID(QUEUE_ID): document})
    assert problem.due_queues == {QUEUE_ID}
    minutes = sum(work.minutes for work in problem.due_work)
    assert minutes == pytest.approx(document.agents[0] * 48 * HOURS, rel=0.03)
    for work in problem.due_work:
        assert problem.period.start - timedelta(hours=1) <= work.released < work.due
        assert work.due <= problem.period.end + timedelta(hours=1)
        assert work.due - work.released <= timedelta(hours=6)


def test_a_queue_that_cannot_wait_asks_for_agents_as_before() -> None:
    live: Requirement = staffed(a_queue_row(uuid.uuid4()), a_forecast(4.0))
    problem = a_problem("Europe/Dublin", live)
    assert with_due_work(problem, {uuid.UUID(QUEUE_ID): live}).due_work == ()
    assert with_due_work(problem, {}).due_work == ()

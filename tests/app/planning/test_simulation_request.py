"""A roster and the requirement behind it, as the request that a simulation is asked."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from app.planning.simulation_request import QueueWork, joined, on_axis, simulation_request
from app.requirements.schemas import QueueOverride
from app.simulations.problems import SimulationInvalid
from solver.domain.people import Agent, AgentSkill, Contract
from solver.domain.problem import Problem
from solver.domain.time import PlanningPeriod, TimeAxis
from solver.domain.work import Channel, Queue
from tests.app.rosters.builders import MONDAY, QUEUE_ID, ZONE, a_shift
from tests.app.simulations.builders import a_forecast, a_queue_row, staffed

ADA = str(uuid.UUID(int=1))


def a_problem(interval_minutes: int = 15, zone: str = ZONE, **fields: Any) -> Problem:
    english = AgentSkill(skill="English", **fields)
    return Problem(
        period=PlanningPeriod(first_date=MONDAY, days=1, zone=zone),
        interval_minutes=interval_minutes,
        agents=(
            Agent(id=ADA, name="Ada", zone=ZONE, contract=Contract(name="full time"), skills=(english,)),
        ),
        queues=(Queue(id=QUEUE_ID, name="Voice English", channel=Channel.VOICE, skills=("English",)),),
        templates=(),
    )


def some_work(volume: float = 4.0, minutes: int = 60, **fields: Any) -> QueueWork:
    forecast = a_forecast(volume, minutes=minutes)
    document = staffed(a_queue_row(uuid.uuid4(), **fields), forecast)
    return QueueWork(document, document.inputs.volume, forecast.day_dispersion, forecast.zone)


def asked(problem: Problem, *shifts: Any, **fields: Any) -> Any:
    works = {uuid.UUID(QUEUE_ID): some_work(**fields)}
    return simulation_request(problem, shifts, works, replications=2, seed=0)


@pytest.mark.parametrize(("grain", "minutes"), [(15, 60), (60, 15), (30, 30)])
def test_contacts_and_handle_time_keep_their_sums_on_every_grain(grain: int, minutes: int) -> None:
    [queue] = asked(a_problem(grain), volume=4.0, minutes=minutes).queues
    assert len(queue.volume) == 24 * 60 // grain
    assert sum(queue.volume) == pytest.approx(4.0 * 24 * 60 / minutes)
    assert queue.handle_seconds == pytest.approx([300.0] * len(queue.volume))
    assert set(queue.open) == {1.0}


def test_intervals_of_a_half_hour_zone_are_shared_out_by_time() -> None:
    axis = TimeAxis.of(PlanningPeriod(first_date=MONDAY, days=1, zone="Asia/Kolkata"), 60)
    first = datetime(2026, 3, 1, 18, tzinfo=UTC)
    starts = [first + timedelta(hours=number) for number in range(26)]
    shared = on_axis(axis, starts, 60, np.arange(26.0))
    assert shared[0] == pytest.approx(0.5 * 0 + 0.5 * 1)
    assert shared[10] == pytest.approx(0.5 * 10 + 0.5 * 11)


def test_the_day_on_which_clocks_go_back_has_all_of_its_25_hours() -> None:
    axis = TimeAxis.of(PlanningPeriod(first_date=date(2026, 10, 25), days=1, zone=ZONE), 60)
    starts = [axis.instant(number) for number in range(25)]
    assert on_axis(axis, starts, 60, np.ones(25)).tolist() == [1.0] * 25


def test_what_the_requirement_does_not_hold_has_no_contacts_and_is_closed() -> None:
    axis = TimeAxis.of(PlanningPeriod(first_date=MONDAY, days=2, zone=ZONE), 60)
    shared = on_axis(axis, [axis.instant(30)], 60, np.array([8.0]))
    assert shared.tolist() == [8.0 if number == 30 else 0.0 for number in range(48)]


def test_breaks_are_gaps_and_time_outside_the_period_is_cut_off() -> None:
    problem = a_problem()
    request = asked(problem, a_shift(ADA, MONDAY, "20:00", breaks=(2,)))
    [agent] = request.agents
    start = datetime(2026, 3, 2, 20, tzinfo=UTC)
    assert [(each.start, each.end) for each in agent.on_duty] == [
        (start, start + timedelta(hours=2)),
        (start + timedelta(hours=2, minutes=30), start + timedelta(hours=4)),
    ]


def test_proficiency_is_speed_and_the_goal_patience_and_day_factor_are_those_staffed() -> None:
    request = asked(a_problem(proficiency=0.5), a_shift(ADA))
    assert request.agents[0].skills[0].speed == 0.5
    [queue] = request.queues
    assert (queue.goal.share, queue.goal.within_seconds, queue.patience_seconds) == (0.8, 20, 120)
    assert queue.day_factor_cv == pytest.approx(0.1)
    assert queue.time_zone == ZONE


def test_an_agent_whose_skill_has_expired_serves_nobody() -> None:
    assert asked(a_problem(expires=MONDAY - timedelta(days=1)), a_shift(ADA)).agents == ()


def test_the_shrinkage_of_the_queue_is_away() -> None:
    [agent] = asked(a_problem(), a_shift(ADA), shrinkage=0.5).agents
    assert agent.shrinkage == 0.5
    assert sum((each.end - each.start).total_seconds() for each in agent.on_duty) == 8 * 3600


def test_stretches_that_touch_or_overlap_become_one() -> None:
    start, hour = datetime(2026, 3, 2, tzinfo=UTC), timedelta(hours=1)
    pieces = [(start + hour, start + 2 * hour), (start, start + hour), (start + hour, start + 3 * hour)]
    assert joined(pieces) == [(start, start + 3 * hour)]


def test_a_requirement_with_overrides_is_simulated_as_it_was_staffed() -> None:
    override = QueueOverride(queue=QUEUE_ID, volume_factor=2.0, handle_seconds=600.0)
    document = staffed(a_queue_row(uuid.uuid4()), a_forecast(), override=override)
    work = QueueWork(document, document.inputs.volume, 0.0, ZONE)
    [queue] = simulation_request(a_problem(), (), {uuid.UUID(QUEUE_ID): work}, replications=2, seed=0).queues
    assert sum(queue.volume) == pytest.approx(2 * 4 * 24)
    assert set(queue.handle_seconds) == {600.0}
    assert queue.day_factor_cv == 0.0


def test_more_contacts_than_can_be_simulated_are_refused_in_words() -> None:
    work = some_work()
    too_many = QueueWork(work.requirement, (1e6,) * len(work.volume), 0.0, ZONE)
    with pytest.raises(SimulationInvalid, match="at most 5,000,000 contacts"):
        simulation_request(a_problem(), (), {uuid.UUID(QUEUE_ID): too_many}, replications=2, seed=0)

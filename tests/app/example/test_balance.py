"""The team fits its work: hours in a week, people in every hour, speakers for every queue."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import combinations
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.example.documents import ExampleAgent, ExampleQueue
from app.example.organization import example_organization
from app.example.traffic import expected_handle_seconds, expected_volume, starts_of
from forecasting.staffing.requirement import ResponseGoal, ServiceLevelGoal, ShrinkagePart, StaffingRequest
from forecasting.staffing.staff import staff_requirements
from solver.domain.work import Channel

EXAMPLE = example_organization()
CONTRACTS = {contract.name: contract for contract in EXAMPLE.contracts}
TEMPLATES = {template.name: template for template in EXAMPLE.shift_templates}
WEEKS = (date(2026, 3, 2), date(2026, 10, 19))
MODELS = ("follow_the_sun", "traditional_24x7", "distributed")
HOURS = 168


def hours_of(monday: date) -> list[datetime]:
    return [datetime.combine(monday, time(), UTC) + timedelta(hours=n) for n in range(HOURS)]


@cache
def required(monday: date) -> dict[str, np.ndarray]:
    """Agents on the payroll each queue needs on average in each hour of the UTC week, shape (168,)."""
    return {queue.name: _required(queue, monday) for queue in EXAMPLE.queues}


def _required(queue: ExampleQueue, monday: date) -> np.ndarray:
    starts = tuple(hours_of(monday)[0] + timedelta(minutes=15 * n) for n in range(4 * HOURS))
    days = (monday + timedelta(days=n) for n in range(-1, 8))
    opened = {start for day in days for start in starts_of(queue, day)}
    is_open = np.array([start in opened for start in starts])
    goal = queue.service_goal
    live = queue.channel in (Channel.VOICE, Channel.CHAT)
    request = StaffingRequest(
        queue=queue.name,
        channel=queue.channel.value,
        starts=starts,
        open=is_open.tolist(),
        volume=(expected_volume(queue.name, starts) * is_open).tolist(),
        handle_seconds=expected_handle_seconds(queue.name, monday),
        goals=(
            ServiceLevelGoal(share=goal.share, within_seconds=goal.within_seconds)
            if live
            else ResponseGoal(share=goal.share, within_open_seconds=goal.within_seconds),
        ),
        patience_seconds=queue.patience_seconds,
        concurrency=queue.concurrency,
        occupancy_cap=queue.occupancy_cap,
        minimum_staffing=queue.minimum_staffing,
        shrinkage=(ShrinkagePart(name="absence and side work", share=queue.shrinkage),),
    )
    return np.array(staff_requirements(request).agents).reshape(-1, 4).mean(axis=1)


def serves(agent: ExampleAgent, queue: ExampleQueue) -> bool:
    return set(queue.skills) <= dict(agent.skills).keys() and (
        queue.sites is None or agent.site in queue.sites
    )


@cache
def within_reach(agent: str, monday: date, model: str) -> np.ndarray:
    """The hours of the UTC week that some shift of the agent may span in the coverage model."""
    (person,) = (each for each in EXAMPLE.agents if each.name == agent)
    hours = hours_of(monday)
    reached = np.zeros(HOURS, dtype=bool)
    for name in CONTRACTS[person.contract].templates or ():
        template = TEMPLATES[name]
        if model not in template.tags or (template.sites and person.site not in template.sites):
            continue
        if "night" in template.tags and not CONTRACTS[person.contract].night_work:
            continue
        zone = ZoneInfo(template.zone or person.zone)
        for day in (monday + timedelta(days=n) for n in range(-1, 8)):
            first = datetime.combine(day, template.earliest_start, zone).astimezone(UTC)
            last = datetime.combine(day, template.latest_start, zone).astimezone(UTC)
            end = last + timedelta(minutes=template.lengths[0].minutes)
            reached |= np.array([first <= hour and hour + timedelta(hours=1) <= end for hour in hours])
    return reached


def site_reach(monday: date) -> dict[str, np.ndarray]:
    """The hours of the UTC week each site reaches when it works its own days."""
    return {
        site.name: np.any(
            [within_reach(a.name, monday, "follow_the_sun") for a in EXAMPLE.agents if a.site == site.name],
            axis=0,
        )
        for site in EXAMPLE.sites
    }


def weekly_hours(agent: ExampleAgent) -> float:
    """Hours on queue a week of the contract gives: paid, less two paid quarters of an hour in eight."""
    return CONTRACTS[agent.contract].target_weekly_minutes / 60 * (1 - 0.5 / 8)


@pytest.mark.parametrize("monday", WEEKS)
def test_the_work_of_a_week_takes_about_four_fifths_of_the_contracted_hours(monday):
    contracted = sum(CONTRACTS[agent.contract].target_weekly_minutes for agent in EXAMPLE.agents) / 60
    needed = sum(float(agents.sum()) for agents in required(monday).values())
    assert 0.78 <= needed / contracted <= 0.84


@pytest.mark.parametrize("monday", WEEKS)
@pytest.mark.parametrize("model", MODELS)
def test_in_every_hour_enough_people_can_be_there_for_all_queues(monday, model):
    # One in eight is at a break or meal, one in ten away.
    there = sum(within_reach(agent.name, monday, model) * 0.9 * 7 / 8 for agent in EXAMPLE.agents)
    assert np.all(there >= sum(required(monday).values()))


@pytest.mark.parametrize("monday", WEEKS)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_sites_have_the_hours_for_all_work_that_only_they_can_reach(monday, size):
    reach, needed = site_reach(monday), sum(required(monday).values())
    for sites in combinations(reach, size):
        others = [hours for site, hours in reach.items() if site not in sites]
        alone = ~np.any(others, axis=0) if others else np.ones(HOURS, dtype=bool)
        offered = sum(weekly_hours(agent) for agent in EXAMPLE.agents if agent.site in sites)
        assert needed[alone].sum() <= 0.9 * offered, sites


@pytest.mark.parametrize("monday", WEEKS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("queue", EXAMPLE.queues, ids=lambda queue: queue.name)
def test_in_every_hour_enough_people_with_the_skills_can_be_there(monday, model, queue):
    able = [agent for agent in EXAMPLE.agents if serves(agent, queue)]
    there = sum(within_reach(agent.name, monday, model) * 5 / 7 * 7 / 8 for agent in able)
    assert np.all(there >= required(monday)[queue.name])


@pytest.mark.parametrize("monday", WEEKS)
@pytest.mark.parametrize("skill", ["Spanish", "German", "Platform", "Billing"])
def test_the_hours_of_a_skill_suffice_for_the_queues_that_need_it(monday, skill):
    offered = sum(weekly_hours(agent) for agent in EXAMPLE.agents if skill in dict(agent.skills))
    needed = sum(float(required(monday)[q.name].sum()) for q in EXAMPLE.queues if skill in q.skills)
    assert needed <= 0.8 * offered


@pytest.mark.parametrize("monday", WEEKS)
def test_a_handing_over_and_a_taking_over_site_share_at_least_half_an_hour(monday):
    reach = site_reach(monday)
    assert np.all(np.any(list(reach.values()), axis=0))
    for early, late in (("Manila", "Dublin"), ("Dublin", "Denver"), ("Denver", "Manila")):
        assert (reach[early] & reach[late]).sum() >= 7

"""Staffing against exact values, simulation and peers: ``python -m tests.benchmarks.staffing [--quick]``.

Rows of case, figure, unit, goal and holds are printed and written to ``build/bench/staffing.json``.
"""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np

from forecasting.simulation.day_spread import estimate_day_spread
from forecasting.simulation.request import SimulationRequest
from forecasting.simulation.simulate import simulate
from forecasting.simulation.skill_groups import SkillGroup, staff_skill_groups
from forecasting.staffing.erlang import queue_figures
from forecasting.staffing.every_interval import hold_every_interval
from forecasting.staffing.least_agents import GoalKind, LiveGoal, least_agents
from forecasting.staffing.live_team import LiveLoad
from forecasting.staffing.pooling import PooledQueue
from forecasting.staffing.requirement import StaffingRequest
from forecasting.staffing.staff import staff_requirements
from forecasting.staffing.time_varying import ChangingQueue, evaluate
from tests.benchmarks.staffing_cases import MONDAY, a_big_week, level, settled, team_week
from tests.benchmarks.staffing_due_work import due_work
from tests.benchmarks.staffing_peers import fastest, pyworkforce_erlang_c_seconds, simpy_contacts_a_second
from tests.benchmarks.staffing_reference import simulate_days
from tests.benchmarks.staffing_rows import Row, at_least, at_most, show
from tests.forecasting.staffing.builders import exact_erlang_a

RESULTS = Path("build/bench/staffing.json")
GOAL = LiveGoal(GoalKind.SERVICE_LEVEL, 0.8, 20.0)
POINTS = "percentage points"


def exact() -> Iterator[Row]:
    """Erlang A to 60 digits at random points, and least agents against counting up."""
    random = np.random.default_rng(11)
    worst = 0.0
    for _ in range(40):
        n = int(random.integers(1, 300))
        load, patience, within = (
            n * random.uniform(0.4, 1.5),
            10 ** random.uniform(-1, 1.5),
            random.uniform(0, 2),
        )
        known = exact_erlang_a(n, repr(load), repr(patience), repr(within))
        seen = queue_figures(n, load, 1.0, patience, within)
        mine = {
            "wait": seen.wait_probability[0],
            "lost": seen.waiting.abandon_probability[0],
            "served": seen.waiting.served_in_time[0],
            "exceeds": seen.wait_exceeds[0],
        }
        worst = max(worst, *(abs(value - known[name]) for name, value in mine.items()))
    yield at_most("Erlang A at 40 random points: largest error", worst, 1e-9, "absolute")
    cells = 10_000
    erlangs = 10 ** random.uniform(-2, 2.4, cells)
    load = LiveLoad(erlangs / 300, np.full(cells, 300.0), 10 ** random.uniform(1, 4, cells))
    whole = least_agents(load, (GOAL,), real=False).whole
    counted, open_cells = np.full(cells, -1), np.arange(cells)
    for n in range(2000):
        level_here = queue_figures(
            float(n), load.arrival_rate[open_cells], 300.0, load.patience_seconds[open_cells], 20.0
        ).service_level()
        counted[open_cells[level_here >= 0.8]] = n
        open_cells = open_cells[level_here < 0.8]
        if not open_cells.size:
            break
    yield at_most(
        "least agents of 10,000 random cells against counting up: wrong",
        float((whole != counted).sum()),
        0,
        "cells",
    )


def speed() -> Iterator[Row]:
    """A week of quarter hours for 20 queues, and one queue's day on the chain."""
    erlangs = np.random.default_rng(1).uniform(0.1, 450.0, 13_440)
    handle = np.full_like(erlangs, 300.0)
    seconds = {}
    for name, patience in (("C", np.inf), ("A", 150.0)):
        load = LiveLoad(erlangs / 300, handle, np.full_like(erlangs, patience))
        seconds[name] = fastest(lambda load=load: least_agents(load, (GOAL,), real=False), 5)
    yield at_most("13,440 cells, Erlang C", seconds["C"], 0.05, "s")
    yield at_most("13,440 cells, Erlang A", seconds["A"], 0.15, "s")
    sample = erlangs[:300]
    peer = pyworkforce_erlang_c_seconds(sample, 300.0, 0.8, 20.0) * erlangs.size / sample.size
    yield at_least("Erlang C: pyworkforce (300 cells scaled up) over ours", peer / seconds["C"], 20, "times")
    rate = np.full(96, 75 / 300)
    queue = ChangingQueue(rate, np.full(96, 300.0), np.full(96, 900.0), np.arange(96) == 0, 150.0)
    day = fastest(lambda: evaluate(queue, np.full(96, 80.0), 20.0), 4)
    yield at_most("transient chain, a day of quarter hours with 80 agents", day * 1000, 50, "ms")


def changing(days: int) -> Iterator[Row]:
    """Interval service level, chain against simulation, from a cold opening, for teams from the iteration."""
    hours = np.arange(48) / 2
    busy = (hours >= 8) & (hours < 20)
    for handle, mean_limit, largest_limit in ((900.0, 0.5, 1.5), (2700.0, 1.0, 3.0)):
        load = np.where(busy, 20 + 40 * np.exp(-(((hours - 13) / 3.5) ** 2)), 0.0)
        rate = load / handle
        opens = np.arange(48) == np.flatnonzero(busy)[0]
        queue = ChangingQueue(rate, np.full(48, handle), np.where(busy, 1800.0, 0.0), opens, 300.0)
        goal = LiveGoal(GoalKind.SERVICE_LEVEL, 0.8, 60.0)
        teams = np.ceil(hold_every_interval(queue, load, np.zeros(48), (goal,)).net - 1e-9)
        seen = np.array([each.served_in_time for each in evaluate(queue, teams, 60.0)])
        met, offered = simulate_days(rate, teams, 1800.0, handle, 300.0, 60.0, days, 7)
        simulated = met[busy] / offered[busy]
        errors = 100 * np.abs(seen[busy] - simulated)
        case = f"cold opening, {handle / 60:g} min, {days:,} days"
        yield at_most(f"{case}: mean error of interval levels", float(errors.mean()), mean_limit, POINTS)
        yield at_most(f"{case}: largest error", float(errors.max()), largest_limit, POINTS)
        yield at_least(f"{case}: worst interval", float(simulated.min()), 0.79, "share")
        roster = simulate(
            team_week(
                {
                    "name": "v",
                    "channel": "voice",
                    "goal": level(0.8, 60.0),
                    "handle_seconds": handle,
                    "patience_seconds": 300.0,
                },
                tuple(MONDAY + timedelta(minutes=30 * row) for row in range(48)),
                tuple(busy.astype(float).tolist()),
                tuple((rate * 1800).tolist()),
                teams.astype(int).tolist(),
                days // 10,
            )
        )
        levels = [value for value in roster.queues[0].service_level.value if value is not None]
        yield at_least(
            f"{case}, people who finish their own contact: worst interval", min(levels), 0.79, "share"
        )


def chats(days: int) -> Iterator[Row]:
    worst = 0.0
    for per_hour, agents, levels in (
        (60, 6, (10.0, 14.0, 19.0)),
        (240, 26, (8.0, 14.0, 20.0)),
        (30, 2, (8.0, 10.0, 13.0)),
    ):
        ratios = tuple(each / levels[0] for each in levels)
        fields = {
            "channel": "chat",
            "handle_seconds": levels[0] * 60,
            "concurrency": ratios,
            "patience_seconds": 180.0,
        }
        goal = level(0.8, 30.0)
        seen = simulate(settled([("c", per_hour)], [("c",)] * agents, replications=days, goal=goal, **fields))
        asked = StaffingRequest(
            queue="c",
            interval_minutes=60,
            starts=(MONDAY,),
            open=(1.0,),
            volume=(per_hour,),
            goals=(goal,),
            minimum_staffing=float(agents),
            **fields,
        )
        predicted = staff_requirements(
            asked.model_copy(update={"goals": (asked.goals[0].model_copy(update={"share": 0.01}),)})
        )
        worst = max(worst, abs(predicted.service_level[0] - seen.queues[0].total.service_level.value))
    yield at_most("chat chain against simulation, 3 teams: largest error", 100 * worst, 1.0, POINTS)


def tickets(days: int) -> Iterator[Row]:
    """2,000 tickets a day, desk open 8 to 18, four open hours: late share and hours over the minimum."""
    hours = np.arange(20 * 48) / 2 % 24
    weight = np.where((hours >= 7) & (hours < 23), 1.0, 0.25) * (
        0.6 + 0.8 * np.exp(-(((hours - 10) / 3) ** 2))
    )
    volume = 2000 * weight / weight.sum() * 20
    is_open = ((hours >= 8) & (hours < 18)).astype(float)
    starts = tuple(MONDAY + timedelta(minutes=30 * row) for row in range(hours.size))
    goal = {"goal": "response", "within_open_seconds": 4 * 3600.0}
    requirement = staff_requirements(
        StaffingRequest(
            queue="t",
            channel="ticket",
            interval_minutes=30,
            starts=starts,
            open=tuple(is_open),
            volume=tuple(volume),
            handle_seconds=360.0,
            handle_time_cv=0.95,
            goals=(goal,),
        )
    )
    fluid = sum(requirement.load) / 2
    # Work that may wait needs its people in sum, not in every interval: rounded where the sum passes a whole.
    teams = np.diff(np.ceil(np.cumsum([0.0, *requirement.agents]) - 1e-9)).astype(int).tolist()
    request = team_week(
        {"name": "t", "channel": "ticket", "goal": goal, "handle_seconds": 360.0, "handle_time_cv": 0.95},
        starts,
        tuple(is_open),
        tuple(volume),
        teams,
        days,
    )
    late = 1 - (simulate(request).queues[0].total.service_level.value or 0.0)
    yield at_most("2,000 tickets a day within 4 open hours: late", 100 * late, 1.0, "%")
    yield at_most("the same: hours over the fluid minimum", sum(teams) / 2 / fluid, 1.10, "times")


def skills() -> Iterator[Row]:
    """Groups staffed by simulation, checked with other contacts."""
    two = tuple(PooledQueue(name, 10 / 240, 240.0, 180.0, 0.8, 20.0) for name in "ab")
    five = tuple(
        PooledQueue(name, load / 240, 240.0, 180.0, 0.8, 20.0)
        for name, load in zip("abcde", (6, 8, 10, 12, 14), strict=True)
    )
    flexible = (
        SkillGroup(frozenset("a")),
        SkillGroup(frozenset("b")),
        SkillGroup(frozenset("ab"), most=5, cost=1.05),
    )
    chain = tuple(SkillGroup(frozenset(("abcde"[place], "abcde"[(place + 1) % 5]))) for place in range(5))
    for case, queues, groups in (
        ("2 queues, at most 5 flexible people", two, flexible),
        ("5 queues in a chain", five, chain),
    ):
        found = staff_skill_groups(queues, groups, handle_time_cv=0.66)
        yield at_most(f"{case}: people over the pooled bound", sum(found.agents) / found.bound, 1.05, "times")
        checked = simulate(
            settled(
                [(queue.name, queue.arrival_rate * 3600) for queue in queues],
                [
                    tuple(group.queues)
                    for group, many in zip(groups, found.agents, strict=True)
                    for _ in range(many)
                ],
                replications=80,
                handle_seconds=240.0,
                handle_time_cv=0.66,
                patience_seconds=180.0,
            ).model_copy(update={"seed": 4711})
        )
        worst = min(each.total.service_level.value for each in checked.queues)
        yield at_least(f"{case}: worst queue, other contacts", worst, 0.79, "share")


def days_met(days: int) -> Iterator[Row]:
    """P80: agents for a day goal, and how many simulated days meet it."""
    hours = np.arange(48) / 2
    volume = tuple((9 + 51 * np.exp(-(((hours - 13) / 4) ** 2))) * 1800 / 300)
    starts = tuple(MONDAY + timedelta(minutes=30 * row) for row in range(48))
    fields = {
        "channel": "voice",
        "interval_minutes": 30,
        "starts": starts,
        "open": (1.0,) * 48,
        "volume": volume,
        "handle_seconds": 300.0,
        "patience_seconds": 150.0,
        "goals": (level(),),
    }
    for cv in (0.05, 0.15):
        plain = staff_requirements(StaffingRequest(queue="voice", **fields))
        queue = {
            "name": "voice",
            "channel": "voice",
            "goal": level(),
            "handle_seconds": 300.0,
            "patience_seconds": 150.0,
        }

        def request(heads: list[int], many: int, cv: float = cv, queue: dict = queue) -> SimulationRequest:
            return team_week(queue | {"day_factor_cv": cv}, starts, (1.0,) * 48, volume, heads, many)

        spread = estimate_day_spread(request(list(plain.heads), 200), "voice")
        asked = StaffingRequest(
            queue="voice", **fields, day_factor_cv=cv, day_goal={"probability": 0.8, "spread": spread}
        )
        heads = list(staff_requirements(asked).heads)
        met = simulate(request(heads, days)).queues[0].total.goal_met
        share = 100 * met.share if met else 0.0
        yield at_most(
            f"staffed to P80, day factor cv {cv:g}: |days that meet the goal − 80 %|",
            abs(share - 80),
            4,
            POINTS,
        )


def simulation(replications: int) -> Iterator[Row]:
    """Speed of a week, simpy beside it, and 20 settled queues against Erlang A."""
    week = a_big_week()
    simulate(week.model_copy(update={"replications": 1}))
    contacts = sum(sum(queue.volume) for queue in week.queues)
    seconds = fastest(lambda: simulate(week.model_copy(update={"replications": replications})), 2)
    yield at_most(
        f"{contacts:,.0f} contacts, 20 queues, 200 people: 100 replications (from {replications})",
        seconds * 100 / replications,
        20,
        "s",
    )
    one = settled([("v", 360.0)], [("v",)] * 36, hours=240, replications=1)
    ours = 360.0 * 242 / fastest(lambda: simulate(one), 3)
    simpys = simpy_contacts_a_second(36, 0.1, 300.0, 150.0, 48)
    yield Row("one queue, 36 people: ours over simpy in contacts a second", ours / simpys, "times")
    outside = 0
    random = np.random.default_rng(5)
    for _ in range(20):
        n = int(random.integers(2, 40))
        per_hour = n * random.uniform(0.6, 1.1) * 12
        patience = random.uniform(30, 900)
        request = settled(
            [("v", per_hour)], [("v",)] * n, replications=60, patience_seconds=patience, warm_up_hours=4
        )
        seen = simulate(request.model_copy(update={"confidence": 0.99})).queues[0].total.service_level
        known = queue_figures(n, per_hour / 3600, 300.0, patience, 20.0).service_level()[0]
        outside += abs(seen.value - known) > seen.half_width
    yield at_most("20 settled queues: outside the 99 % interval of Erlang A", float(outside), 1, "cases")


def main(arguments: list[str]) -> int:
    quick = "--quick" in arguments
    sections = (
        exact(),
        speed(),
        changing(8000 if quick else 20_000),
        chats(40 if quick else 200),
        tickets(3 if quick else 20),
        skills(),
        days_met(400 if quick else 2000),
        due_work(10.0 if quick else 40.0, 20 if quick else 100),
        simulation(8 if quick else 100),
    )
    rows = []
    for section in sections:
        for row in section:
            rows.append(row)
            print(show(row), flush=True)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(
        json.dumps([row.as_dict() for row in rows], indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return 0 if all(row.holds is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A synthetic support team of the example's size: 40 agents, 3 sites, 6 queues, 7 days, 15-minute grain."""

import argparse
import math
import random
import resource
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from solver.domain.options import SolveOptions
from solver.domain.people import Agent, AgentSkill, Contract, Preference, TimeOff, Wish
from solver.domain.problem import Problem
from solver.domain.time import MINUTE, PlanningPeriod, Span, TimeAxis, at_clock
from solver.domain.work import BreakPlan, Channel, Queue, Requirement, ShiftLength, ShiftTemplate
from solver.presets import CoverageModel, distributed, follow_the_sun, owners_by_day, traditional_24x7
from solver.rules import RuleSet
from solver.solve import solve

MONDAY = date(2026, 3, 2)
SITES = {"manila": "Asia/Manila", "dublin": "Europe/Dublin", "denver": "America/Denver"}
QUEUES = (
    Queue(id="voice-en", name="Voice English", channel=Channel.VOICE, skills=("english",), priority=9),
    Queue(id="voice-es", name="Voice Spanish", channel=Channel.VOICE, skills=("spanish",), priority=8),
    Queue(id="voice-de", name="Voice German", channel=Channel.VOICE, skills=("german",), priority=8),
    Queue(id="chat-en", name="Chat English", channel=Channel.CHAT, skills=("english",), priority=7),
    Queue(id="email", name="Email", channel=Channel.EMAIL, skills=("english",), priority=4),
    Queue(id="tickets", name="Tickets", channel=Channel.TICKET, skills=("technical",), priority=5),
)
SHARES = {
    "voice-en": 0.32,
    "voice-es": 0.10,
    "voice-de": 0.07,
    "chat-en": 0.22,
    "email": 0.13,
    "tickets": 0.16,
}
FULL_TIME = Contract(name="full time", min_weekly_minutes=1_800, max_weekly_minutes=2_400, max_weekly_days=5)
PART_TIME = Contract(name="part time", min_weekly_minutes=900, max_weekly_minutes=1_440, max_weekly_days=5)
REGION = "Europe/Dublin"
STARTS = (
    (CoverageModel.FOLLOW_THE_SUN, "site day", None, "06:00", "10:00", (6, 8, 9)),
    (CoverageModel.TRADITIONAL_24X7, "day", REGION, "05:30", "07:00", (6, 8, 9)),
    (CoverageModel.TRADITIONAL_24X7, "evening", REGION, "13:30", "15:00", (6, 8, 9)),
    (CoverageModel.TRADITIONAL_24X7, "night", REGION, "21:30", "23:00", (6, 8, 9)),
    (CoverageModel.DISTRIBUTED, "flexible", None, "06:00", "14:00", (5, 6, 8)),
)


def a_length(hours: float) -> ShiftLength:
    """A shift with a rest break, a meal and a rest break, windows apart from each other."""
    minutes = round(hours * 60)
    meal = minutes // 2 // 15 * 15
    return ShiftLength(
        minutes=minutes,
        breaks=(
            BreakPlan(name="first break", minutes=15, earliest_offset=60, latest_offset=meal - 75),
            BreakPlan(
                name="meal",
                activity="meal",
                minutes=30,
                paid=False,
                earliest_offset=meal - 45,
                latest_offset=meal + 30,
            ),
            BreakPlan(name="last break", minutes=15, earliest_offset=meal + 75, latest_offset=minutes - 60),
        ),
    )


def templates() -> tuple[ShiftTemplate, ...]:
    """Start windows of 30-minute steps with three lengths each, tagged with the coverage model they are
    for.
    """
    return tuple(
        ShiftTemplate(
            name=name,
            zone=zone,
            earliest_start=time.fromisoformat(first),
            latest_start=time.fromisoformat(last),
            lengths=tuple(a_length(hours) for hours in lengths),
            tags=frozenset({coverage_model}),
        )
        for coverage_model, name, zone, first, last, lengths in STARTS
    )


def rule_sets() -> dict[CoverageModel, RuleSet]:
    return {
        CoverageModel.FOLLOW_THE_SUN: follow_the_sun(owners_by_day(SITES)),
        CoverageModel.TRADITIONAL_24X7: traditional_24x7(REGION),
        CoverageModel.DISTRIBUTED: distributed(),
    }


def an_agent(index: int, rng: random.Random) -> Agent:
    site = list(SITES)[index % len(SITES)]
    skills = ["english"]
    skills += ["spanish"] if rng.random() < (0.4 if site == "denver" else 0.2) else []
    skills += ["german"] if rng.random() < (0.4 if site == "dublin" else 0.15) else []
    skills += ["technical"] if rng.random() < 0.4 else []
    zone = SITES[site]

    def some_day(clock: str, hours: int) -> Span:
        day = date.fromordinal(MONDAY.toordinal() + rng.randrange(7))
        start = at_clock(day, time.fromisoformat(clock), zone)
        return Span(start=start, end=start + hours * 60 * MINUTE)

    return Agent(
        id=f"agent-{index:02}",
        name=f"Agent {index}",
        site=site,
        zone=zone,
        role="lead" if index % 10 < len(SITES) and index < 12 else "associate",
        skills=tuple(AgentSkill(skill=skill) for skill in skills),
        channels=None
        if rng.random() < 0.7
        else ("voice", "chat")
        if rng.random() < 0.5
        else ("email", "ticket"),
        contract=FULL_TIME if rng.random() < 0.8 else PART_TIME,
        time_off=(TimeOff(span=some_day("00:00", 24), paid_minutes=480),) if rng.random() < 0.15 else (),
        preferences=tuple(
            Preference(wish=rng.choice(list(Wish)), span=some_day("08:00", 10))
            for _ in range(rng.randrange(3))
        ),
    )


def activity(instant: datetime) -> float:
    """How busy customers are: each site's region has two humps by its own clock, and weekends are quieter."""
    total = 0.0
    for zone, size in zip(SITES.values(), (0.7, 1.0, 1.0), strict=True):
        local = instant.astimezone(ZoneInfo(zone))
        hour = local.hour + local.minute / 60
        humps = math.exp(-(((hour - 10.5) / 2.2) ** 2)) + 0.8 * math.exp(-(((hour - 15.0) / 2.2) ** 2))
        total += size * humps * (1.0 if local.weekday() < 5 else 0.55)
    return total + 0.12


def a_team(*, agents: int = 40, seed: int = 1, load: float = 0.85) -> Problem:
    """The team's week; ``load`` is the requirement's share of the hours the contracts allow on queue."""
    rng = random.Random(seed)
    people = tuple(an_agent(index, rng) for index in range(agents))
    period = PlanningPeriod(first_date=MONDAY, days=7, zone="UTC")
    axis = TimeAxis.of(period, 15)
    shape = [activity(axis.instant(interval)) for interval in range(axis.intervals)]
    on_queue = sum(agent.contract.max_weekly_minutes for agent in people) / 15 * 0.93 * load
    requirements = []
    for queue in QUEUES:
        scale = on_queue * SHARES[queue.id] / sum(shape)
        noise = [1 + rng.uniform(-0.07, 0.07) for _ in shape]
        requirements.append(
            Requirement(
                queue=queue.id,
                agents=tuple(
                    round(scale * busy * extra, 2) for busy, extra in zip(shape, noise, strict=True)
                ),
                minimum=tuple(int(queue.id == "voice-en") for _ in shape),
            )
        )
    return Problem(
        period=period,
        interval_minutes=15,
        lead_in_minutes=540,
        agents=people,
        queues=QUEUES,
        requirements=tuple(requirements),
        templates=templates(),
    )


def main(arguments: Sequence[str]) -> None:
    """Print coverage, tiers, seconds and memory of the team's week under each rule set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--agents", type=int, default=40)
    parser.add_argument("--load", type=float, default=0.85)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", choices=[*CoverageModel], action="append")
    chosen = parser.parse_args(arguments)
    problem = a_team(agents=chosen.agents, seed=chosen.seed, load=chosen.load)
    for coverage_model, rule_set in rule_sets().items():
        if chosen.model and coverage_model not in chosen.model:
            continue
        result = solve(problem, rule_set, SolveOptions(seconds=chosen.seconds, seed=chosen.seed))
        measures = result.measures
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(
            f"{coverage_model}: {result.status}, {result.seconds:.1f} s, peak {peak:.0f} MB, "
            f"coverage {measures.coverage:.2%}, of reachable {measures.reachable_coverage:.2%}, "
            f"paid {measures.paid_hours:.0f} h, nights {measures.local_night_hours:.0f} h, "
            f"fairness {measures.fairness}, wishes {measures.preferences_met}\n"
        )
        for tier in result.tiers:
            sys.stdout.write(
                f"  {tier.tier.name:<12} value {tier.value:>9.0f}  bound {tier.bound:>9.0f}  "
                f"gap {tier.gap:>7.1%}  {'proved' if tier.proved else ''}\n"
            )


if __name__ == "__main__":
    main(sys.argv[1:])

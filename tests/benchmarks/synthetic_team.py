"""A synthetic support team of the example's size: 40 agents, 3 sites, 6 queues, 7 days, 15-minute grain."""

import math
import random
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from solver.domain.people import Agent, AgentSkill, Contract, Preference, TimeOff, Wish
from solver.domain.problem import Problem
from solver.domain.time import MINUTE, PlanningPeriod, Span, TimeAxis, at_clock
from solver.domain.work import BreakPlan, Channel, Queue, Requirement, ShiftLength, ShiftTemplate

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
STARTS = {
    "follow_the_sun": (("day", "06:00", "10:00"),),
    "traditional_24x7": (
        ("day", "06:00", "08:00"),
        ("evening", "14:00", "16:00"),
        ("night", "22:00", "23:00"),
    ),
    "distributed": (("flexible", "06:00", "14:00"),),
}


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


def templates(coverage_model: str) -> tuple[ShiftTemplate, ...]:
    return tuple(
        ShiftTemplate(
            name=name,
            earliest_start=time.fromisoformat(first),
            latest_start=time.fromisoformat(last),
            lengths=(a_length(6), a_length(8), a_length(9)),
        )
        for name, first, last in STARTS[coverage_model]
    )


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


def a_team(coverage_model: str, *, agents: int = 40, seed: int = 1, load: float = 0.85) -> Problem:
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
        templates=templates(coverage_model),
    )

"""The example organization as one tree of plain data: names instead of ids, ready for the API's own calls."""

from collections.abc import Iterable
from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.fields import Document, Fraction, Instant, Name, Tag, ZoneName
from forecasting.documents import OpeningHours, WallClock

Weekday = Annotated[int, Field(ge=0, le=6)]
"""0 is Monday."""


class ExampleSite(Document):
    """A place; ``country`` and ``subdivision`` (ISO 3166) choose its holiday calendar."""

    name: Name
    zone: ZoneName
    country: str
    subdivision: str | None = None


class ExampleSkill(Document):
    """What an agent can do; languages are skills."""

    name: Name
    kind: Literal["language", "product"]


class ExampleRole(Document):
    """A role; ``span_of_control`` is how many agents one holder leads."""

    name: Name
    works_queues: bool
    span_of_control: int | None = None


class ExampleContract(Document):
    """What binds an agent; minutes are paid minutes, ``hourly_cost`` is in the organization's currency."""

    name: Name
    min_weekly_minutes: int
    target_weekly_minutes: int
    max_weekly_minutes: int
    max_daily_minutes: int
    max_weekly_days: int
    min_rest_minutes: int
    max_consecutive_days: int
    night_work: bool
    hourly_cost: float
    templates: tuple[Name, ...] | None = None


class ExampleAgentSkill(Document):
    """A skill an agent holds; proficiency 1 works at the speed the requirement assumes."""

    skill: Name
    proficiency: Fraction
    assessed_on: date
    expires_on: date | None = None


class ExampleAgent(Document):
    """A person rostered, in the zone of the site."""

    name: Name
    external_ref: Tag
    email: str
    site: Name
    zone: ZoneName
    role: Name
    contract: Name
    hired_on: date
    skills: tuple[ExampleAgentSkill, ...]


class ExampleGoal(Document):
    """The share of contacts answered (voice, chat) or replied to (email, ticket) within so many seconds."""

    share: Fraction
    within_seconds: int


class ExampleQueue(Document):
    """Where contacts wait.

    ``concurrency`` holds, for chat, the handle time of one chat while 1, 2, … are held, relative to one;
    ``patience_seconds`` is how long a customer waits on average before giving up; None: never gives up.
    """

    name: Name
    channel: Literal["voice", "chat", "email", "ticket"]
    zone: ZoneName
    skills: tuple[Name, ...]
    priority: Annotated[int, Field(ge=1, le=10)]
    opening: OpeningHours
    goal: ExampleGoal
    patience_seconds: int | None
    concurrency: tuple[float, ...]
    occupancy_cap: Fraction
    minimum_staffing: int
    shrinkage: Fraction
    sites: tuple[Name, ...] | None = None


class ExampleBreak(Document):
    """A break or meal; offsets are minutes from the start of the shift between which it may begin."""

    name: Name
    activity: Literal["break", "meal"]
    minutes: int
    paid: bool
    earliest_offset: int
    latest_offset: int


class ExampleShiftLength(Document):
    """A length from start to end, breaks included."""

    minutes: int
    breaks: tuple[ExampleBreak, ...]


class ExampleShiftTemplate(Document):
    """A start window on the clock of ``zone`` (None: the agent's own) and the lengths offered.

    Its tags hold the coverage models it is meant for, and the part of the day where it has one.
    """

    name: Name
    zone: ZoneName | None
    earliest_start: time
    latest_start: time
    start_step_minutes: int
    lengths: tuple[ExampleShiftLength, ...]
    weekdays: tuple[Weekday, ...] = (0, 1, 2, 3, 4, 5, 6)
    sites: tuple[Name, ...] | None = None
    tags: tuple[Tag, ...]


class ExampleTimeOff(Document):
    """An absence over whole local days of the agent's zone."""

    agent: Name
    start: Instant
    end: Instant
    kind: Literal["holiday", "parental", "training", "appointment"]
    paid: bool
    status: Literal["requested", "approved"]


class ExampleAvailability(Document):
    """Hours of a weekday, by the agent's clock, in which the agent can or cannot work."""

    agent: Name
    weekday: Weekday
    opens: WallClock
    closes: WallClock
    kind: Literal["available", "unavailable"]


class ExamplePreference(Document):
    """A wish about a weekday or a date: the day off, hours wanted or avoided, or shifts of a tag."""

    agent: Name
    kind: Literal["wants_day_off", "wants", "avoids"]
    weekday: Weekday | None = None
    on: date | None = None
    opens: WallClock | None = None
    closes: WallClock | None = None
    template_tag: Tag | None = None
    weight: Annotated[int, Field(ge=1, le=10)]


class ExampleOrganization(Document):
    """The whole tree; every name used in it is defined in it exactly once."""

    name: Name
    zone: ZoneName
    week_start: Weekday
    currency: str
    sites: tuple[ExampleSite, ...]
    skills: tuple[ExampleSkill, ...]
    roles: tuple[ExampleRole, ...]
    contracts: tuple[ExampleContract, ...]
    agents: tuple[ExampleAgent, ...]
    queues: tuple[ExampleQueue, ...]
    shift_templates: tuple[ExampleShiftTemplate, ...]
    time_off: tuple[ExampleTimeOff, ...]
    availability: tuple[ExampleAvailability, ...]
    preferences: tuple[ExamplePreference, ...]

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        sites = _unique("sites", (site.name for site in self.sites))
        skills = _unique("skills", (skill.name for skill in self.skills))
        roles = _unique("roles", (role.name for role in self.roles))
        contracts = _unique("contracts", (contract.name for contract in self.contracts))
        agents = _unique("agents", (agent.name for agent in self.agents))
        templates = _unique("shift_templates", (template.name for template in self.shift_templates))
        _unique("queues", (queue.name for queue in self.queues))
        for agent in self.agents:
            _known(agent.name, sites, agent.site)
            _known(agent.name, roles, agent.role)
            _known(agent.name, contracts, agent.contract)
            _known(agent.name, skills, *(held.skill for held in agent.skills))
        for queue in self.queues:
            _known(queue.name, skills, *queue.skills)
            _known(queue.name, sites, *(queue.sites or ()))
        for contract in self.contracts:
            _known(contract.name, templates, *(contract.templates or ()))
        for template in self.shift_templates:
            _known(template.name, sites, *(template.sites or ()))
        _known("time_off", agents, *(absence.agent for absence in self.time_off))
        _known("availability", agents, *(window.agent for window in self.availability))
        _known("preferences", agents, *(wish.agent for wish in self.preferences))
        return self


def _unique(field: str, names: Iterable[str]) -> frozenset[str]:
    listed = list(names)
    if len(set(listed)) < len(listed):
        raise ValueError(f"{field}: expected each name once")
    return frozenset(listed)


def _known(owner: str, names: frozenset[str], *used: str) -> None:
    for name in used:
        if name not in names:
            raise ValueError(f"{owner} names {name!r}, expected one of {', '.join(sorted(names))}")

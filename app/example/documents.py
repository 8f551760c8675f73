"""The example organization as one tree of the service's own bodies, with names where those have ids."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.activities.schemas import Activity, CohortBody, Favour, ProgrammeBody
from app.agents.schemas import AgentBody, AgentSkillBody
from app.availability.schemas import AvailabilityBody, AvailabilityKind
from app.contracts.schemas import ContractBody
from app.fields import ClockTime, Day, Document, Fraction, Instant, Name, Tag, Weekday, ZoneName
from app.organizations.schemas import OrganizationBody
from app.preferences.schemas import PreferenceBody, PreferenceKind
from app.queues.schemas import QueueBody, ServiceGoal
from app.roles.schemas import RoleBody
from app.rule_sets.schemas import RuleLayerBody
from app.shift_templates.schemas import ShiftTemplateBody
from app.sites.schemas import SiteBody
from app.skills.schemas import SkillBody
from app.time_off.schemas import TimeOffBody, TimeOffKind, TimeOffStatus
from forecasting.documents import OpeningHours
from solver.domain.work import Channel, ShiftLength


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids the service gave to what was created already, by name; an unknown name raises KeyError."""

    sites: Mapping[str, uuid.UUID]
    skills: Mapping[str, uuid.UUID]
    roles: Mapping[str, uuid.UUID]
    contracts: Mapping[str, uuid.UUID]
    agents: Mapping[str, uuid.UUID]


class ExampleAgent(Document):
    """A person rostered; ``skills`` pairs names with proficiency, 1 working at the speed staffing assumes."""

    name: Name
    external_ref: Name
    email: str
    site: Name
    zone: ZoneName
    role: Name
    contract: Name
    hired_on: Day
    skills: tuple[tuple[Name, Fraction], ...]
    assessed_on: Day
    expires_on: dict[Name, Day]

    def body(self, ids: Ids) -> AgentBody:
        """What creates the agent, once sites, skills, roles and contracts have ids."""
        skills = tuple(
            AgentSkillBody(
                skill_id=ids.skills[skill],
                proficiency=proficiency,
                assessed_on=self.assessed_on,
                expires_on=self.expires_on.get(skill),
            )
            for skill, proficiency in self.skills
        )
        return AgentBody(
            name=self.name,
            external_ref=self.external_ref,
            email=self.email,
            site_id=ids.sites[self.site],
            zone=self.zone,
            role_id=ids.roles[self.role],
            contract_id=ids.contracts[self.contract],
            hired_on=self.hired_on,
            skills=skills,
        )


class ExampleQueue(Document):
    """Where contacts wait; fields as in the service's queue, skills and sites by name."""

    name: Name
    channel: Channel
    zone: ZoneName
    skills: tuple[Name, ...]
    priority: int
    opening_hours: OpeningHours
    service_goal: ServiceGoal
    patience_seconds: float | None
    concurrency: tuple[float, ...]
    occupancy_cap: float
    minimum_staffing: int
    shrinkage: float
    sites: tuple[Name, ...] | None = None

    def body(self, ids: Ids) -> QueueBody:
        """What creates the queue, once sites and skills have ids."""
        return QueueBody(
            name=self.name,
            channel=self.channel,
            zone=self.zone,
            skill_ids=tuple(ids.skills[skill] for skill in self.skills),
            priority=self.priority,
            opening_hours=self.opening_hours,
            service_goal=self.service_goal,
            patience_seconds=self.patience_seconds,
            concurrency=self.concurrency,
            occupancy_cap=self.occupancy_cap,
            minimum_staffing=self.minimum_staffing,
            shrinkage=self.shrinkage,
            site_ids=_site_ids(self.sites, ids),
        )


class ExampleShiftTemplate(Document):
    """A start window and the lengths offered; its tags name the coverage model it is meant for."""

    name: Name
    zone: ZoneName | None
    earliest_start: ClockTime
    latest_start: ClockTime
    lengths: tuple[ShiftLength, ...]
    sites: tuple[Name, ...] | None
    tags: tuple[Tag, ...]

    def body(self, ids: Ids) -> ShiftTemplateBody:
        """What creates the template, once sites have ids."""
        return ShiftTemplateBody(
            name=self.name,
            zone=self.zone,
            earliest_start=self.earliest_start,
            latest_start=self.latest_start,
            lengths=self.lengths,
            tags=self.tags,
            site_ids=_site_ids(self.sites, ids),
        )


class ExampleTimeOff(Document):
    """An absence over whole local days of the agent's zone."""

    agent: Name
    starts_at: Instant
    ends_at: Instant
    kind: TimeOffKind
    status: TimeOffStatus

    def body(self, ids: Ids) -> TimeOffBody:
        """What creates the time off, once agents have ids."""
        return TimeOffBody(
            agent_id=ids.agents[self.agent],
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            kind=self.kind,
            paid=self.kind is not TimeOffKind.UNPAID,
            status=self.status,
        )


class ExampleAvailability(Document):
    """Hours of a weekday, by the agent's clock, that the agent offers or blocks."""

    agent: Name
    kind: AvailabilityKind
    weekday: Weekday
    starts: ClockTime
    ends: ClockTime

    def body(self, ids: Ids) -> AvailabilityBody:
        """What creates the availability, once agents have ids."""
        return AvailabilityBody(
            agent_id=ids.agents[self.agent],
            kind=self.kind,
            weekday=self.weekday,
            starts=self.starts,
            ends=self.ends,
        )


class ExamplePreference(Document):
    """A wish about a weekday, a date, hours of it, or shifts of a tag."""

    agent: Name
    kind: PreferenceKind
    weight: Annotated[int, Field(ge=1, le=10)]
    weekday: Weekday | None = None
    on_date: Day | None = None
    starts: ClockTime | None = None
    ends: ClockTime | None = None
    template_tag: Tag | None = None

    def body(self, ids: Ids) -> PreferenceBody:
        """What creates the preference, once agents have ids."""
        return PreferenceBody(
            agent_id=ids.agents[self.agent],
            kind=self.kind,
            weight=self.weight,
            weekday=self.weekday,
            on_date=self.on_date,
            starts=self.starts,
            ends=self.ends,
            template_tag=self.template_tag,
        )


class ExampleProgramme(Document):
    """Training or a meeting for people of one site: cohorts by name, each with those who attend."""

    name: Name
    activity: Activity
    minutes: int
    cohorts: dict[Name, tuple[Name, ...]]
    facilitators: tuple[Name, ...]
    times_a_week: int | None = None
    opens: ClockTime
    closes: ClockTime
    zone: ZoneName
    first_date: Day
    favour: Favour
    least: int

    def body(self, ids: Ids) -> ProgrammeBody:
        """What creates the programme, once agents have ids."""
        return ProgrammeBody(
            name=self.name,
            activity=self.activity,
            minutes=self.minutes,
            cohorts=tuple(
                CohortBody(name=name, agent_ids=tuple(ids.agents[agent] for agent in agents))
                for name, agents in self.cohorts.items()
            ),
            facilitator_ids=tuple(ids.agents[agent] for agent in self.facilitators),
            times_a_week=self.times_a_week,
            opens=self.opens,
            closes=self.closes,
            zone=self.zone,
            first_date=self.first_date,
            favour=self.favour,
            least=self.least,
        )


class ExampleOrganization(Document):
    """The whole tree; every name used in it is defined in it exactly once."""

    organization: OrganizationBody
    sites: tuple[SiteBody, ...]
    skills: tuple[SkillBody, ...]
    roles: tuple[RoleBody, ...]
    contracts: tuple[ContractBody, ...]
    agents: tuple[ExampleAgent, ...]
    queues: tuple[ExampleQueue, ...]
    shift_templates: tuple[ExampleShiftTemplate, ...]
    time_off: tuple[ExampleTimeOff, ...]
    availability: tuple[ExampleAvailability, ...]
    preferences: tuple[ExamplePreference, ...]
    programmes: tuple[ExampleProgramme, ...]
    rule_layers: tuple[RuleLayerBody, ...]

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
            _known(agent.name, skills, *(skill for skill, _ in agent.skills), *agent.expires_on)
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
        _unique("programmes", (programme.name for programme in self.programmes))
        for programme in self.programmes:
            attending = (agent for cohort in programme.cohorts.values() for agent in cohort)
            _known(programme.name, agents, *attending, *programme.facilitators)
        return self


def _site_ids(sites: tuple[str, ...] | None, ids: Ids) -> tuple[uuid.UUID, ...] | None:
    return None if sites is None else tuple(ids.sites[site] for site in sites)


def _unique(field: str, names: Iterable[str]) -> frozenset[str]:
    listed = list(names)
    if len(set(listed)) < len(listed):
        raise ValueError(f"{field}: expected each name once")
    return frozenset(listed)


def _known(owner: str, names: frozenset[str], *used: str) -> None:
    for name in used:
        if name not in names:
            raise ValueError(f"{owner} names {name!r}, expected one of {', '.join(sorted(names))}")

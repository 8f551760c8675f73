"""Reads the people of a team as the solver knows them; whoever cannot be planned is left out by name."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from sqlmodel import col, select

from app.agents.tables import Agent, AgentSkill
from app.availability.tables import Availability
from app.contracts.tables import Contract
from app.database import TenantSession
from app.ledgers.service import MEMORY
from app.planning.read_wishes import absences, available_spans, joined, unavailable_spans, wishes
from app.preferences.tables import Preference
from app.roles.tables import Role
from app.rosters.service import team_condition
from app.sites.tables import Site
from app.skills.tables import Skill
from app.tables import TenantRow
from app.time_off.schemas import TimeOffStatus
from app.time_off.tables import TimeOff
from forecasting.calendar import country_holidays
from forecasting.errors import BadFieldError
from solver.domain.days import local_day
from solver.domain.people import Agent as AgentDocument
from solver.domain.people import AgentSkill as SkillDocument
from solver.domain.people import Contract as ContractDocument
from solver.domain.time import PlanningPeriod, Span, local_midnight
from solver.domain.work import ShiftTemplate

DAY = timedelta(days=1)
Row = TypeVar("Row", bound=TenantRow)


@dataclass(frozen=True, slots=True)
class People:
    """Agents by name, and whom a planner should know to be missing."""

    agents: tuple[AgentDocument, ...]
    warnings: tuple[str, ...]


def read_people(
    session: TenantSession, team: str, period: PlanningPeriod, templates: Sequence[ShiftTemplate]
) -> People:
    """The agents of ``team`` in the period, without what rosters before it mean for them."""
    conditions: Any = [] if (condition := team_condition(team)) is None else [condition]
    rows = list(session.exec(select(Agent).where(*conditions).order_by(col(Agent.name))))
    reader = _Reader.of(session, [row.id for row in rows], period, templates)
    agents = []
    for row in rows:
        reason = reader.why_not(row)
        if reason is None:
            agents.append(reader.agent(row))
        else:
            reader.left_out[reason].append(row.name)
    warnings = [
        f"Left out, because they {reason}: {', '.join(names)}." for reason, names in reader.left_out.items()
    ]
    return People(tuple(agents), (*warnings, *sorted(reader.notes)))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Everything that says something about one of the agents, by id."""

    period: PlanningPeriod
    templates: Sequence[ShiftTemplate]
    sites: Mapping[uuid.UUID, Site]
    roles: Mapping[uuid.UUID, Role]
    contracts: Mapping[uuid.UUID, Contract]
    skills: Mapping[uuid.UUID, Sequence[SkillDocument]]
    windows: Mapping[uuid.UUID, Sequence[Availability]]
    preferences: Mapping[uuid.UUID, Sequence[Preference]]
    time_off: Mapping[uuid.UUID, Sequence[TimeOff]]
    left_out: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    notes: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        session: TenantSession,
        agent_ids: Sequence[uuid.UUID],
        period: PlanningPeriod,
        templates: Sequence[ShiftTemplate],
    ) -> "_Reader":
        names = {skill.id: skill.name for skill in session.exec(select(Skill))}
        skills: defaultdict[uuid.UUID, list[SkillDocument]] = defaultdict(list)
        held = select(AgentSkill).where(col(AgentSkill.agent_id).in_(agent_ids))
        for each in session.exec(held):
            skills[each.agent_id].append(
                SkillDocument(
                    skill=names[each.skill_id], proficiency=each.proficiency, expires=each.expires_on
                )
            )
        approved = (
            TimeOff.status == TimeOffStatus.APPROVED,
            col(TimeOff.ends_at) > period.start - 3 * DAY,
            col(TimeOff.starts_at) < period.end + 3 * DAY,
        )
        return cls(
            period=period,
            templates=templates,
            sites=_by_id(session.exec(select(Site))),
            roles=_by_id(session.exec(select(Role))),
            contracts=_by_id(session.exec(select(Contract))),
            skills=skills,
            windows=_of_agents(session, Availability, agent_ids),
            preferences=_of_agents(session, Preference, agent_ids),
            time_off=_of_agents(session, TimeOff, agent_ids, *approved),
        )

    def why_not(self, row: Agent) -> str | None:
        """Why the agent cannot be planned; None when they can."""
        if row.contract_id is None:
            return "have no contract"
        last = self.period.first_date + (self.period.days - 1) * DAY
        if row.hired_on is not None and row.hired_on > last:
            return "are hired later"
        if row.leaves_on is not None and row.leaves_on < self.period.first_date:
            return "have left"
        return None

    def agent(self, row: Agent) -> AgentDocument:
        site = self.sites[row.site_id] if row.site_id else None
        zone = row.zone or (site.zone if site else self.period.zone)
        contract = self.contracts[row.contract_id] if row.contract_id else None
        role = self.roles[row.role_id]
        if contract is None:
            raise LookupError(f"agent {row.id} has no contract")
        bound = ContractDocument(**{name: getattr(contract, name) for name in ContractDocument.model_fields})
        dates = self._dates(zone)
        return AgentDocument(
            id=str(row.id),
            name=row.name,
            site=site.name if site else None,
            zone=zone,
            role=role.name,
            skills=tuple(sorted(self.skills.get(row.id, ()), key=lambda skill: skill.skill)),
            channels=None if role.works_queues else (),
            contract=bound,
            available=available_spans(self.windows.get(row.id, ()), dates, zone),
            unavailable=joined(
                (
                    *unavailable_spans(self.windows.get(row.id, ()), dates, zone),
                    *self._not_employed(row, zone),
                )
            ),
            time_off=absences(
                self.time_off.get(row.id, ()), bound, contract.target_weekly_minutes, self.period, zone
            ),
            preferences=wishes(self.preferences.get(row.id, ()), self.templates, dates[2:-2], zone),
            holidays=self._holidays(site),
            tags=frozenset(row.tags),
        )

    def _dates(self, zone: str) -> list[date]:
        """The local dates of the period, and two on either side for shifts that reach across its edges."""
        first = local_day(self.period.start, zone) - 2 * DAY
        last = local_day(self.period.end - timedelta(seconds=1), zone) + 2 * DAY
        return [first + number * DAY for number in range((last - first).days + 1)]

    def _not_employed(self, row: Agent, zone: str) -> list[Span]:
        start, end = self.period.start - 3 * DAY, self.period.end + 3 * DAY
        spans = []
        if row.hired_on is not None and (begins := local_midnight(row.hired_on, zone)) > start:
            spans.append(Span(start=start, end=begins))
        if row.leaves_on is not None and (ends := local_midnight(row.leaves_on + DAY, zone)) < end:
            spans.append(Span(start=ends, end=end))
        return spans

    def _holidays(self, site: Site | None) -> tuple[date, ...]:
        if site is None or site.country is None:
            return ()
        first = self.period.first_date - MEMORY
        last = self.period.first_date + (self.period.days + 2) * DAY
        try:
            return _holiday_dates(site.country, site.subdivision, first, last)
        except BadFieldError as unknown:
            self.notes.add(f"No public holidays of {site.name} are taken into account: {unknown}.")
            return ()


@lru_cache(maxsize=64)
def _holiday_dates(country: str, subdivision: str | None, first: date, last: date) -> tuple[date, ...]:
    return tuple(holiday.date for holiday in country_holidays(country, subdivision, first, last))


def _by_id(rows: Iterable[Row]) -> dict[uuid.UUID, Row]:
    return {row.id: row for row in rows}


def _of_agents(
    session: TenantSession, table: Any, agent_ids: Sequence[uuid.UUID], *conditions: Any
) -> defaultdict[uuid.UUID, list[Any]]:
    found: defaultdict[uuid.UUID, list[Any]] = defaultdict(list)
    chosen = select(table).where(col(table.agent_id).in_(agent_ids), *conditions)
    for row in session.exec(chosen.order_by(table.created_at, table.id)):
        found[row.agent_id].append(row)
    return found

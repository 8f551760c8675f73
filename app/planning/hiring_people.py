"""Who can do which queue's work at which site, how much of their time, and since or until when."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from app.agents.tables import Agent, AgentSkill
from app.contracts.tables import Contract
from app.database import TenantSession
from app.queues.service import SITES, SKILLS
from app.queues.tables import Queue
from app.roles.tables import Role
from app.sites.tables import Site
from app.skills.tables import Skill

NO_SITE = "(no site)"
ANY_SKILL = "(any skill)"
_LONGEST_LABEL = 180


@dataclass(frozen=True, slots=True)
class Person:
    """An agent who works queues; ``full`` is their contracted time ÷ that of a full agent."""

    site: str
    full: float
    hired_on: date | None
    leaves_on: date | None
    skills: Mapping[uuid.UUID, float]


@dataclass(frozen=True, slots=True)
class Work:
    """A queue as people see it: the skills it takes and the sites that may serve it."""

    queue: Queue
    skill: str
    skill_ids: frozenset[uuid.UUID]
    sites: frozenset[str]

    def proficiency(self, person: Person) -> float:
        """How much of a proficient agent ``person`` is at this work; 0 for whoever may not do it."""
        if person.site not in self.sites:
            return 0.0
        least = min((person.skills.get(skill, 0.0) for skill in self.skill_ids), default=1.0)
        return least if least >= self.queue.min_proficiency else 0.0


def read_people(
    session: TenantSession, first_month: date, weekly_hours: float
) -> tuple[list[Person], list[str]]:
    """Everybody with a contract and a role on queues who is there in ``first_month`` or comes later.

    Skills that expire before do not count. The second list names who was left out and why.
    """
    sites = {site.id: site.name for site in session.exec(select(Site))}
    contracts = {contract.id: contract for contract in session.exec(select(Contract))}
    roles = {role.id: role for role in session.exec(select(Role))}
    held: defaultdict[uuid.UUID, dict[uuid.UUID, float]] = defaultdict(dict)
    for skill in session.exec(select(AgentSkill)):
        if skill.expires_on is None or skill.expires_on >= first_month:
            held[skill.agent_id][skill.skill_id] = skill.proficiency
    people, without = [], []
    for agent in session.exec(select(Agent).order_by(col(Agent.name))):
        gone = agent.leaves_on is not None and agent.leaves_on < first_month
        if gone or not roles[agent.role_id].works_queues:
            continue
        if agent.contract_id is None:
            without.append(agent.name)
            continue
        people.append(
            Person(
                site=sites[agent.site_id] if agent.site_id else NO_SITE,
                full=contracts[agent.contract_id].target_weekly_minutes / 60 / weekly_hours,
                hired_on=agent.hired_on,
                leaves_on=agent.leaves_on,
                skills=held[agent.id],
            )
        )
    notes = [f"not counted, without a contract: {', '.join(without)}"] if without else []
    return people, notes


def read_work(session: TenantSession, queues: Sequence[Queue]) -> list[Work]:
    """What each of ``queues`` takes, in their order."""
    sites = {site.id: site.name for site in session.exec(select(Site))}
    names = {skill.id: skill.name for skill in session.exec(select(Skill))}
    ids = [queue.id for queue in queues]
    needed, serving = SKILLS.read(session, ids), SITES.read(session, ids)
    return [
        Work(
            queue=queue,
            skill=_label([names[skill] for skill in needed[queue.id]]),
            skill_ids=frozenset(needed[queue.id]),
            sites=(
                frozenset(sites[site] for site in serving[queue.id])
                if serving[queue.id]
                else frozenset({*sites.values(), NO_SITE})
            ),
        )
        for queue in queues
    ]


def _label(skills: Sequence[str]) -> str:
    told = " + ".join(sorted(skills)) or ANY_SKILL
    return told if len(told) <= _LONGEST_LABEL else f"{told[:_LONGEST_LABEL]}…"

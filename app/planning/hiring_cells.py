"""Cuts the work of queues and the time of people into cells of one skill at one site."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.hiring.schemas import HiringParameters, QueueWork
from app.planning.hiring_people import NO_SITE, Person, Work
from app.planning.share_agents import share_agents
from forecasting.hiring.documents import (
    HiringCell,
    NewAgents,
    PlannedChange,
    PlanningLevel,
    RequiredMonth,
    month_after,
)
from forecasting.hiring.ramp import months_to_proficiency
from forecasting.hiring.workload import MonthlyAgents, QueueMonth, VolumeQuantiles, monthly_agents
from forecasting.monthly import MonthForecast

MOST_INFLATION = 1e4
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """A queue's months ahead; ``inflation`` is agent-hours of a staffed week ÷ its hours of work."""

    work: Work
    months: Sequence[MonthForecast]
    handle_seconds: float
    inflation: float
    shrinkage: float

    def month(self, number: int, share: float, weekly_hours: float) -> tuple[QueueWork, MonthlyAgents]:
        """What a ``share`` of the queue asks of one month."""
        month = self.months[number]
        volume = VolumeQuantiles(
            p50=month.quantiles[0.5], p80=month.quantiles[0.8], p95=month.quantiles[0.95]
        )
        inflation = min(self.inflation, MOST_INFLATION)
        found = monthly_agents(
            month.month,
            (
                QueueMonth(
                    queue=self.work.queue.name,
                    volume=volume,
                    handle_seconds=self.handle_seconds,
                    inflation=inflation,
                    share=share,
                ),
            ),
            weekly_hours,
            self.shrinkage,
        )
        return (
            QueueWork(
                queue=self.work.queue.name,
                contacts_p50=volume.p50,
                contacts_p80=volume.p80,
                contacts_p95=volume.p95,
                handle_seconds=self.handle_seconds,
                inflation=inflation,
                share=share,
                workload_hours=found.workload_hours,
                agent_hours=found.agent_hours,
                shrinkage=self.shrinkage,
                productive_hours=found.paid_hours_per_agent * (1 - self.shrinkage),
                agents_p50=found.required.p50,
                agents_p80=found.required.p80,
                agents_p95=found.required.p95,
            ),
            found,
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One skill at one site: what the library is asked, and the work behind each month."""

    asked: HiringCell
    work: tuple[tuple[QueueWork, ...], ...]
    queues: tuple[str, ...]
    agents: int
    heads_now: float
    equivalents_now: float


def cells_of(
    plans: Sequence[QueuePlan], people: Sequence[Person], parameters: HiringParameters, first_month: date
) -> list[Cell]:
    """Every skill and site with work or people, by name.

    People are shared among queues by the average month at ``hire_for``; a queue's work falls to its sites in
    proportion to the people shared to it there, or evenly where there are none.
    """
    groups = _alike(people)
    proficiency = np.array(
        [[plan.work.proficiency(members[0]) for plan in plans] for members in groups]
    ).reshape(len(groups), len(plans))
    wanted = np.array([_average(plan, parameters) for plan in plans])
    capacity = np.array([sum(person.full for person in members) for members in groups])
    time = share_agents(capacity, proficiency, wanted).time
    every_site = sorted({site for plan in plans for site in plan.work.sites} - {NO_SITE}) or [NO_SITE]
    cells = []
    for skill in sorted({plan.work.skill for plan in plans}):
        own = [number for number, plan in enumerate(plans) if plan.work.skill == skill]
        for site in [*every_site, NO_SITE] if every_site != [NO_SITE] else every_site:
            local = [number for number, members in enumerate(groups) if members[0].site == site]
            shares = {
                number: _share(
                    plans[number], time[:, number] * proficiency[:, number], local, site, every_site
                )
                for number in own
            }
            given = [_Given(groups[group], time[group, own], proficiency[group, own]) for group in local]
            given = [each for each in given if each.able]
            if given or any(share > _NOTHING for share in shares.values()):
                chosen = [(plans[number], share) for number, share in shares.items()]
                cells.append(_cell(skill, site, chosen, given, parameters, first_month))
    return cells


@dataclass(frozen=True, slots=True)
class _Given:
    """People of one kind, and what they give of their time to the queues of a cell."""

    members: Sequence[Person]
    time: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    proficiency: np.ndarray[tuple[int, ...], np.dtype[np.float64]]

    @property
    def able(self) -> bool:
        return bool((self.proficiency > 0).any())

    @property
    def heads(self) -> float:
        return float(self.time.sum())

    @property
    def equivalents(self) -> float:
        return float((self.time * self.proficiency).sum())

    def by_member(self) -> list[tuple[Person, float]]:
        """Each member with their part of the equivalents."""
        full = sum(person.full for person in self.members)
        return [(person, self.equivalents * person.full / full) for person in self.members] if full else []


def _alike(people: Sequence[Person]) -> list[list[Person]]:
    """People of one site with the same skills, together."""
    groups: defaultdict[object, list[Person]] = defaultdict(list)
    for person in people:
        groups[person.site, frozenset(person.skills.items())].append(person)
    return list(groups.values())


def _average(plan: QueuePlan, parameters: HiringParameters) -> float:
    months = [
        plan.month(number, 1.0, parameters.weekly_hours)[1].required.at(parameters.hire_for)
        for number in range(len(plan.months))
    ]
    return sum(months) / len(months)


def _share(
    plan: QueuePlan,
    equivalents: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    local: Sequence[int],
    site: str,
    every_site: Sequence[str],
) -> float:
    """The part of a queue's work that falls to ``site``."""
    total = float(equivalents.sum())
    if total > _NOTHING:
        return float(equivalents[list(local)].sum()) / total
    serving = [each for each in every_site if each in plan.work.sites]
    return 1 / len(serving) if site in serving else 0.0


def _cell(
    skill: str,
    site: str,
    chosen: Sequence[tuple[QueuePlan, float]],
    given: Sequence[_Given],
    parameters: HiringParameters,
    first_month: date,
) -> Cell:
    work, required = [], []
    for number in range(parameters.months):
        told = [plan.month(number, share, parameters.weekly_hours) for plan, share in chosen if share > 0]
        work.append(tuple(each for each, _ in told))
        agents: Mapping[PlanningLevel, float] = {
            level: sum(found.required.at(level) for _, found in told) for level in PlanningLevel
        }
        required.append(
            RequiredMonth(
                month=month_after(first_month, number),
                p50=agents[PlanningLevel.P50],
                p80=agents[PlanningLevel.P80],
                p95=agents[PlanningLevel.P95],
            )
        )
    members = [each for kind in given for each in kind.by_member()]
    return Cell(
        asked=_asked(skill, site, required, members, parameters, first_month),
        work=tuple(work),
        queues=tuple(plan.work.queue.name for plan, _ in chosen),
        agents=len(members),
        heads_now=sum(kind.heads for kind in given),
        equivalents_now=sum(kind.equivalents for kind in given),
    )


def _asked(
    skill: str,
    site: str,
    required: Sequence[RequiredMonth],
    members: Sequence[tuple[Person, float]],
    parameters: HiringParameters,
    first_month: date,
) -> HiringCell:
    """What the library is asked: people by tenure, those to come and those to go."""
    ramped = months_to_proficiency(parameters.ramp)
    last = required[-1].month
    tenured = 0.0
    new: defaultdict[int, float] = defaultdict(float)
    coming: defaultdict[date, float] = defaultdict(float)
    leaving: defaultdict[date, float] = defaultdict(float)
    for person, equivalents in members:
        start = person.hired_on.replace(day=1) if person.hired_on else None
        tenure = ramped if start is None else _months(start, first_month)
        if start is not None and tenure < 0:
            coming[start] += equivalents
        elif tenure < ramped:
            new[tenure] += equivalents
        else:
            tenured += equivalents
        if person.leaves_on is not None:
            leaving[month_after(person.leaves_on.replace(day=1), 1)] += equivalents
    return HiringCell(
        skill=skill,
        site=site,
        required=tuple(required),
        tenured_heads=tenured,
        new_agents=tuple(NewAgents(tenure_months=age, heads=heads) for age, heads in sorted(new.items())),
        planned_hires=_changes(coming, last),
        planned_leavers=_changes(leaving, last),
        attrition=_monthly(parameters.yearly_attrition),
        early_attrition=parameters.early_attrition,
        early_months=parameters.early_months,
        lead_months=parameters.lead_months,
        ramp=parameters.ramp,
        class_size=parameters.class_size,
        largest_class=parameters.largest_class,
        hire_cost=parameters.hire_cost,
        shortage_cost=parameters.shortage_cost,
    )


def _monthly(yearly: float) -> float:
    """The monthly share that loses ``yearly`` of the heads in twelve months."""
    return float(1 - (1 - yearly) ** (1 / 12))


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _changes(by_month: Mapping[date, float], last: date) -> tuple[PlannedChange, ...]:
    return tuple(
        PlannedChange(month=month, heads=heads) for month, heads in sorted(by_month.items()) if month <= last
    )

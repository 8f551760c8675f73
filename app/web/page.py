"""Gathers what the page shows: the newest week that was rostered, and what is known of it."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo

from sqlalchemy import and_, not_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app import rows
from app.comparisons.service import newest
from app.database import TenantSession
from app.forecasts.tables import Forecast
from app.hiring.tables import HiringReport
from app.jobs.tables import Job, JobState
from app.organizations.tables import Organization
from app.requirements.tables import Requirement
from app.rosters.schemas import EVERYONE, RosterState, SideBySide
from app.rosters.service import side_by_side
from app.rosters.tables import Roster
from app.rule_sets.schemas import CoverageModel
from app.web.activities import ActivitiesPart, activities_part
from app.web.beginning import Step, steps_of
from app.web.choice import Choice, Period
from app.web.comparison import Comparison, comparison_of
from app.web.fairness import FairnessPart, fairness_part
from app.web.figures import full_date, number, words
from app.web.forecast import ForecastPart, forecast_part
from app.web.hiring import HiringPart, hiring_part
from app.web.living import LivingPart, living_part
from app.web.roster import RosterPart, roster_part
from app.web.rules import RulesPart, rules_part
from app.web.simulation import SimulationPart, simulation_part

TROUBLE_SHOWN = timedelta(hours=12)
MOST_JOBS = 12


@dataclass(frozen=True, slots=True)
class JobLine:
    """Work that runs, waits or has failed of late."""

    id: uuid.UUID
    kind: str
    state: str
    figures: str
    live: bool


@dataclass(frozen=True, slots=True)
class Week:
    """The period the page is about."""

    title: str
    zone: str


@dataclass(frozen=True, slots=True)
class RequestForm:
    """What the form for a roster starts with."""

    first_date: date
    models: tuple[CoverageModel, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page; parts that nobody has asked for yet are None."""

    organization: str
    version: str
    week: Week | None
    jobs: tuple[JobLine, ...]
    beginning: tuple[Step, ...]
    comparison: Comparison | None
    roster: RosterPart | None
    simulation: SimulationPart | None
    forecast: ForecastPart | None
    hiring: HiringPart | None
    activities: ActivitiesPart | None
    living: LivingPart | None
    fairness: FairnessPart | None
    rules: RulesPart | None
    request: RequestForm

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Anchors and names of the parts that are there."""
        found = [
            ("models", "Models", self.comparison),
            ("board", "Roster", self.roster),
            ("coverage", "Coverage", self.roster and self.roster.coverage),
            ("activities", "Activities", self.activities),
            ("changes", "Changes", self.living),
            ("simulation", "Simulated service", self.simulation),
            ("fairness", "Fairness", self.fairness),
            ("rules", "Rules", self.rules),
            ("forecast", "Forecast", self.forecast),
            ("hiring", "Hiring", self.hiring),
            ("calendars", "Calendars", self.roster),
            ("request", "Ask for a roster", self.request),
        ]
        return [(anchor, name) for anchor, name, part in found if part is not None]


def page_of(session: TenantSession, choice: Choice, address: str) -> Page:
    """The page as ``choice`` wants it, served at ``address``; raises NotFound for an unknown roster."""
    organization = session.get_one(Organization, session.organization_id)
    today = datetime.now(ZoneInfo(organization.zone)).date()
    shown = _shown(session, choice)
    roster = None if shown is None else shown[0]
    if roster is not None:
        choice = replace(choice, roster=roster.id)
    return Page(
        organization=organization.name,
        version=version("sundial-wfm"),
        week=None if roster is None else _week(roster),
        jobs=_jobs(session),
        beginning=steps_of(session, address) if roster is None else (),
        comparison=None if shown is None else comparison_of(shown[1], choice, newest(session)),
        roster=None if roster is None else roster_part(session, roster, choice),
        simulation=None if roster is None else simulation_part(session, roster),
        forecast=_forecast(session, roster, choice),
        hiring=_hiring(session),
        activities=None if roster is None else activities_part(session, roster),
        living=None if roster is None else living_part(session, roster),
        fairness=None if roster is None else fairness_part(session, roster),
        rules=None if roster is None else rules_part(session, roster, choice),
        request=RequestForm(today + timedelta(days=7 - today.weekday()), tuple(CoverageModel), address),
    )


def _shown(session: TenantSession, choice: Choice) -> tuple[Roster, SideBySide] | None:
    """The chosen roster among those of its period; without a choice those of the period rostered last.

    Of these the published one is shown, or the first of its models; None before there is any roster.
    """
    if choice.roster is not None:
        roster = rows.find(session, Roster, choice.roster)
        return roster, side_by_side(session, roster.first_date, roster.days, roster.team)
    newest = session.exec(
        select(Roster)
        .where(col(Roster.figures).is_not(None), Roster.team == EVERYONE)
        .order_by(col(Roster.created_at).desc())
        .limit(1)
    ).first()
    if newest is None:
        return None
    compared = side_by_side(session, newest.first_date, newest.days, newest.team)
    published = [each for each in compared.rosters if each.roster.state is RosterState.PUBLISHED]
    chosen = (published or list(compared.rosters))[0]
    return rows.find(session, Roster, chosen.roster.id), compared


def _week(roster: Roster) -> Week:
    period = Period(roster.first_date, roster.days)
    return Week(f"{full_date(period.first_date)} to {full_date(period.last_date)}", roster.zone)


def _forecast(session: TenantSession, roster: Roster | None, choice: Choice) -> ForecastPart | None:
    """The forecast that the roster was made from, or the newest one."""
    used = None
    if roster is not None and roster.requirement_id is not None:
        used = rows.find(session, Requirement, roster.requirement_id).forecast_id
    if used is None:
        ready = select(Forecast.id).where(col(Forecast.ready_at).is_not(None))
        used = session.exec(ready.order_by(col(Forecast.created_at).desc()).limit(1)).first()
    period = None if roster is None else Period(roster.first_date, roster.days)
    return None if used is None else forecast_part(session, used, period, choice)


def _hiring(session: TenantSession) -> HiringPart | None:
    ready = select(HiringReport).where(col(HiringReport.ready_at).is_not(None))
    newest = session.exec(ready.order_by(col(HiringReport.created_at).desc()).limit(1)).first()
    if newest is None or newest.document is None:
        return None
    return hiring_part(newest.document, newest.parameters)


def _jobs(session: TenantSession) -> tuple[JobLine, ...]:
    live = col(Job.state).in_([state for state in JobState if not state.is_final])
    later = aliased(Job)
    made_up_for = (
        select(later.id)
        .where(
            col(later.kind) == Job.kind, col(later.problem).is_(None), col(later.created_at) > Job.created_at
        )
        .exists()
    )
    lately = col(Job.finished_at) > datetime.now(UTC) - TROUBLE_SHOWN
    trouble = and_(col(Job.problem).is_not(None), lately, not_(made_up_for))
    chosen = select(Job).where(live | trouble).order_by(col(Job.created_at).desc()).limit(MOST_JOBS)
    return tuple(_job(job) for job in session.exec(chosen))


def _job(job: Job) -> JobLine:
    figures = [
        f"{words(name)} {number(value, 1) if isinstance(value, float) else words(str(value))}"
        for name, value in job.progress.items()
        if isinstance(value, str | int | float)
    ]
    told = " · ".join(figures) if job.problem is None else str(job.problem.get("detail", ""))
    return JobLine(job.id, job.kind, job.state, told, not job.state.is_final)

"""Reads the training, coaching and meetings of a period: its sessions, and the rules that see to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import cast, func, or_
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlmodel import col, select

from app.activities.service import programmes
from app.calendars.feed import EventStatus
from app.database import TenantSession
from app.planning.carry_over import replaced_by
from app.rosters.schemas import EVERYONE
from app.rosters.tables import PublishedShift, Roster
from solver.checking.activities import programme_issues
from solver.domain.people import Agent
from solver.domain.programme import Favour, Programme, sessions
from solver.domain.session import Session
from solver.domain.time import PlanningPeriod, local_midnight
from solver.rules import RuleSet
from solver.rules.sessions_held import SessionsHeld
from solver.rules.sessions_if_quiet import SessionsIfQuiet
from solver.session_rule import SessionRule

_A_WEEK_AND_A_DAY = timedelta(days=8)
"""Weeks are those of the programme's zone, which may begin a day apart from the period's."""


@dataclass(frozen=True, slots=True)
class Activities:
    """The sessions of a period, what each of them favours by id, and what a planner should know of them."""

    sessions: tuple[Session, ...]
    favours: Mapping[str, Favour]
    warnings: tuple[str, ...]

    def ruled(self, rule_set: RuleSet) -> RuleSet:
        """The rules with one for the sessions of each favour; those that a rule speaks of already have it."""
        spoken = [rule for rule in rule_set.active if isinstance(rule, SessionRule)]
        open_to = [each for each in self.sessions if not any(rule.concerns(each) for rule in spoken)]
        attended, quiet = (
            frozenset(each.id for each in open_to if self.favours[each.id] is favour)
            for favour in (Favour.ATTENDANCE, Favour.SERVICE)
        )
        added = (
            *([SessionsHeld(sessions=attended)] if attended else ()),
            *([SessionsIfQuiet(sessions=quiet)] if quiet else ()),
        )
        return rule_set.model_copy(update={"rules": (*rule_set.rules, *added)}) if added else rule_set


def read_activities(
    session: TenantSession, roster: Roster, period: PlanningPeriod, agents: Sequence[Agent]
) -> Activities:
    """The sessions of ``agents`` in the period, but for those that rosters announced for another one.

    A programme that none of a team's people attends is no business of its roster.
    """
    planned = programmes(session)
    if not planned:
        return Activities((), {}, ())
    announced = _announced(session, roster, min(_since(programme, period) for programme in planned))
    found: list[Session] = []
    favours: dict[str, Favour] = {}
    warnings: list[str] = []
    for programme in planned:
        if roster.team != EVERYONE and not any(cohort.members(agents) for cohort in programme.cohorts):
            continue
        own = sessions(programme, period, agents, announced)
        found += own
        favours.update((each.id, programme.favour) for each in own)
        issues = programme_issues(programme, period, agents, announced)
        warnings += (f"{issue.message} {issue.remedy}" for issue in issues)
    return Activities(tuple(found), favours, tuple(warnings))


def _since(programme: Programme, period: PlanningPeriod) -> datetime:
    """Before then no session of the programme can have been held that the period might ask for."""
    begins = local_midnight(programme.first_date, programme.zone)
    return begins if programme.times_a_week is None else max(begins, period.start - _A_WEEK_AND_A_DAY)


def _announced(session: TenantSession, roster: Roster, since: datetime) -> dict[str, datetime]:
    """When sessions are held that people were told of, but for those of rosters this one would replace.

    A new version of a published roster leaves its sessions where people expect them.
    """
    chosen = select(PublishedShift.segments).where(
        PublishedShift.status == EventStatus.CONFIRMED,
        col(PublishedShift.ends_at) > since,
        or_(
            col(PublishedShift.roster_id).not_in(replaced_by(roster)),
            col(PublishedShift.roster_id) == roster.parent_id,
        ),
        func.jsonb_path_exists(PublishedShift.segments, cast("$[*].session ? (@ != null)", JSONPATH)),
    )
    found: dict[str, datetime] = {}
    for segments in session.exec(chosen):
        for segment in segments:
            if segment.session is not None:
                found[segment.session] = min(segment.start, found.get(segment.session, segment.start))
    return found

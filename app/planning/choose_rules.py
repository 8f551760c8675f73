"""Chooses the rules of a roster: a stored rule set, or the coverage model's own, fitted to the team."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from app import rows
from app.database import TenantSession
from app.roles.tables import Role
from app.rosters.problems import TooFewSites
from app.rosters.tables import Roster
from app.rule_sets.problems import LayersContradict
from app.rule_sets.service import layers_of
from app.rule_sets.tables import RuleSet as RuleSetRow
from app.sites.tables import Site
from solver.checking.issues import Severity
from solver.domain.ownership import SiteOwner
from solver.domain.problem import Problem
from solver.law.layer_issues import layer_issues
from solver.law.layers import layered
from solver.presets import PRESETS, CoverageModel
from solver.rules import RuleSet

MIDDAY_MINUTE = 13 * 60
"""The middle of a working day: a site's hours are those in which its clock is nearest to it."""


def choose_rules(session: TenantSession, roster: Roster, problem: Problem) -> tuple[RuleSet, tuple[str, ...]]:
    """The rules to plan by, the organization's layers laid over the chosen ones, and what a planner should
    know of them; raises TooFewSites, and LayersContradict where no solve could keep what is required.
    """
    base, warnings = _base(session, roster, problem)
    layers = layers_of(session)
    if not layers:
        return base, warnings
    found = layered(base, layers, problem.agents)
    issues = layer_issues(problem, found)
    grave = [issue for issue in issues if issue.severity is Severity.ERROR]
    if grave:
        raise LayersContradict(grave[0].message, [issue.model_dump(mode="json") for issue in grave])
    return found.rule_set, (*warnings, *(f"{issue.message} {issue.remedy}" for issue in issues))


def _base(session: TenantSession, roster: Roster, problem: Problem) -> tuple[RuleSet, tuple[str, ...]]:
    if roster.rule_set_id is not None:
        stored = rows.find(session, RuleSetRow, roster.rule_set_id)
        return RuleSet(name=stored.name, coverage_model=stored.coverage_model, rules=stored.rules), ()
    model, warnings = roster.coverage_model, []
    leads = _lead_roles(session, problem)
    tags = (model.value,) if any(model in template.tags for template in problem.templates) else ()
    options: dict[str, object] = {"template_tags": tags}
    if leads:
        options["lead_roles"] = leads
    if model is CoverageModel.FOLLOW_THE_SUN:
        options["owners"] = roster.asked.owners or _owners(session, problem)
    if model is CoverageModel.TRADITIONAL_24X7:
        options["zone"] = problem.period.zone
    if not tags and problem.templates:
        warnings.append(f"No shift template bears the tag {model.value}: all of them are used.")
    chosen = PRESETS[model](**options)
    if not leads:
        warnings.append("Nobody has a role that leads others: no lead is asked for.")
        without = tuple(rule for rule in chosen.rules if rule.rule != "lead_on_duty")
        chosen = chosen.model_copy(update={"rules": without})
    return chosen, tuple(warnings)


def nearest_to_midday(sites: Mapping[str, str], day: date) -> tuple[SiteOwner, ...]:
    """Sites (name → zone) as owners of the half hours of UTC at which their clocks are nearest to 13:00.

    Read on ``day``, and told as the clock time at which each site takes over, so that hand-offs follow the
    clocks. Of two equally near the one whose 13:00 is still to come owns, of equal clocks the first by name;
    a site that is never nearest owns nothing.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    halves = [midnight + number * timedelta(minutes=30) for number in range(48)]
    owners = [min(sorted(sites), key=lambda site: _from_midday(at, sites[site])) for at in halves]
    found = []
    for number, owner in enumerate(owners):
        if owner != owners[number - 1]:
            local = halves[number].astimezone(ZoneInfo(sites[owner]))
            found.append(SiteOwner(site=owner, zone=sites[owner], starts=time(local.hour, local.minute)))
    return tuple(found)


def _from_midday(at: datetime, zone: str) -> tuple[int, bool]:
    """Minutes between the clock and 13:00, the shorter way round, and whether 13:00 has gone by."""
    local = at.astimezone(ZoneInfo(zone))
    since = (local.hour * 60 + local.minute - MIDDAY_MINUTE) % (24 * 60)
    return min(since, 24 * 60 - since), since < 12 * 60


def _owners(session: TenantSession, problem: Problem) -> tuple[SiteOwner, ...]:
    manned = {agent.site for agent in problem.agents}
    sites = {site.name: site.zone for site in session.exec(select(Site)) if site.name in manned}
    owners = nearest_to_midday(sites, problem.period.first_date) if sites else ()
    if len({owner.site for owner in owners}) < 2:
        raise TooFewSites(len(sites))
    return owners


def _lead_roles(session: TenantSession, problem: Problem) -> tuple[str, ...]:
    """Roles that lead others and work on queues beside them, where somebody has one."""
    held = {agent.role for agent in problem.agents}
    roles = session.exec(select(Role).where(Role.works_queues))
    return tuple(sorted(role.name for role in roles if role.span_of_control and role.name in held))

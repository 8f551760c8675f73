"""Builds the solver's problem of a roster from rows."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from app.database import TenantSession
from app.planning.carry_over import previous_shifts, read_told
from app.planning.choose_rules import choose_rules
from app.planning.read_activities import read_activities
from app.planning.read_people import read_people
from app.planning.read_work import due_work_of, read_queues, requirement_on
from app.requirements.service import documents
from app.requirements.tables import Requirement
from app.rosters.problems import ProblemInvalid
from app.rosters.tables import Roster
from app.shift_templates.service import documents as shift_templates
from forecasting.staffing.requirement import Requirement as RequirementDocument
from solver.domain.problem import Problem
from solver.domain.time import PlanningPeriod, TimeAxis
from solver.domain.work import ShiftTemplate
from solver.rules import RuleSet

LONGEST_LEAD_IN = 1_440


@dataclass(frozen=True, slots=True)
class Built:
    """What the solver is asked, and what a planner should know of it."""

    problem: Problem
    rule_set: RuleSet
    warnings: tuple[str, ...]


def period_of(roster: Roster) -> PlanningPeriod:
    """The period the roster plans."""
    return PlanningPeriod(first_date=roster.first_date, days=roster.days, zone=roster.zone)


def build_problem(session: TenantSession, roster: Roster, requirement: Requirement) -> Built:
    """People, work and time of the roster's period, with its rules; raises ProblemInvalid, TooFewSites
    and LayersContradict.

    The problem is the same for every coverage model: what differs is in the rules.
    """
    period = period_of(roster)
    axis = TimeAxis.of(period, roster.asked.interval_minutes)
    templates = shift_templates(session)
    people = read_people(session, roster.team, period, templates)
    told = read_told(session, roster, period)
    agents = tuple(told.with_past(agent, period) for agent in people.agents)
    planned = {agent.id for agent in agents}
    queues = read_queues(session, roster.queue_ids)
    required = documents(session, requirement.id)
    activities = read_activities(session, roster, period, agents)
    locked = [shift.assignment().model_copy(update={"locked": True}) for shift in roster.asked.locked]
    absent = sorted({shift.agent for shift in locked} - planned)
    if absent:
        raise ProblemInvalid(f"agent {absent[0]} has a locked shift and cannot be planned")
    try:
        problem = Problem(
            period=period,
            interval_minutes=roster.asked.interval_minutes,
            lead_in_minutes=0 if told.covers_before else _longest(templates),
            agents=agents,
            queues=queues,
            requirements=tuple(
                requirement_on(axis, uuid.UUID(queue.id), required[uuid.UUID(queue.id)])
                for queue in queues
                if uuid.UUID(queue.id) in required
            ),
            templates=templates,
            carried_in=told.carried_in(period, agents),
            locked=tuple(locked),
            previous=tuple(
                shift for shift in previous_shifts(session, roster.parent_id) if shift.agent in planned
            ),
            sessions=activities.sessions,
        )
    except ValidationError as error:
        raise ProblemInvalid(_first(error)) from error
    rule_set, chosen = choose_rules(session, roster, problem)
    rule_set = activities.ruled(rule_set)
    if any(rule.rule == "work_in_time" for rule in rule_set.active):
        problem = with_due_work(problem, required)
    refused = tuple(f"Nothing is required of {each.queue}: {each.reason}." for each in requirement.refusals)
    return Built(problem, rule_set, (*people.warnings, *activities.warnings, *refused, *chosen))


def with_due_work(problem: Problem, documents: Mapping[uuid.UUID, RequirementDocument]) -> Problem:
    """The problem whose deferred queues ask for their work to be done in time, rather than for agents.

    Only under a rule that sees to it: without, the agents of their requirement are what is asked for.
    """
    works = [
        due_work_of(problem.axis, queue_id, document)
        for queue in problem.queues
        if (queue_id := uuid.UUID(queue.id)) and (document := documents.get(queue_id)) is not None
    ]
    return Problem(**{**dict(problem), "due_work": tuple(work for each in works for work in each)})


def _longest(templates: tuple[ShiftTemplate, ...]) -> int:
    """Minutes of the longest shift: one that starts earlier is over when the period begins."""
    lengths = [length.minutes for template in templates for length in template.lengths]
    return min(max(lengths, default=0), LONGEST_LEAD_IN)


def _first(error: ValidationError) -> str:
    found: Mapping[str, object] = dict(error.errors(include_url=False, include_input=False)[0])
    return str(found["msg"]).removeprefix("Value error, ")

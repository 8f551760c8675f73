"""Programmes that nobody attends or leads or that come too late, and sessions longer than any shift."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import timedelta

from solver.checking.issues import Issue, issue
from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.programme import Programme, occurrences
from solver.domain.time import Instant, PlanningPeriod


def programme_issues(
    programme: Programme,
    period: PlanningPeriod,
    agents: Sequence[Agent],
    announced: Mapping[str, Instant] | None = None,
) -> Iterator[Issue]:
    """Why the period has fewer sessions than the programme means; ``announced`` as ``sessions`` takes it."""
    where = f"programmes[{programme.name}]"
    borne = frozenset(tag for agent in agents for tag in agent.tags)
    for cohort in programme.cohorts:
        for tag in sorted(cohort.tags - borne):
            yield issue("unknown_agent_tag", f"{where}.cohorts[{cohort.name}].tags", word=tag)
    if not occurrences(programme, period):
        yield from _too_late(programme, period, announced or {})
        return
    if programme.facilitators and not any(agent.id in programme.facilitators for agent in agents):
        yield issue("programme_without_facilitator", f"{where}.facilitators", programme=programme.name)
        return
    for cohort in programme.cohorts:
        if not any(agent not in programme.facilitators for agent in cohort.members(agents)):
            place = f"{where}.cohorts[{cohort.name}]"
            yield issue("cohort_without_people", place, cohort=cohort.name, programme=programme.name)


def session_issues(problem: Problem) -> Iterator[Issue]:
    """Sessions that no shift of an attendee can hold."""
    longest: dict[Hashable, int] = {}
    for agent in problem.agents:
        kind = (agent.site, agent.role, agent.contract.templates)
        if kind not in longest:
            open_to = (template for template in problem.templates if template.is_open_to(agent))
            lengths = [length.minutes for template in open_to for length in template.lengths]
            longest[kind] = max(lengths, default=0)
    reach = {agent.id: longest[agent.site, agent.role, agent.contract.templates] for agent in problem.agents}
    names = {agent.id: agent.name for agent in problem.agents}
    for session in problem.sessions:
        short = [agent for agent in session.attendees if reach[agent] < session.minutes]
        if short:
            yield issue(
                "session_beyond_shifts",
                f"sessions[{session.id}].minutes",
                session=session.name,
                minutes=session.minutes,
                people=len(short),
                agent=names[short[0]],
            )


def _too_late(
    programme: Programme, period: PlanningPeriod, announced: Mapping[str, Instant]
) -> Iterator[Issue]:
    """What had to be held once by now, and was not."""
    deadline, last = programme.deadline, local_day(period.end - timedelta(minutes=1), programme.zone)
    if programme.times_a_week is not None or deadline is None or deadline > last:
        return
    for cohort in programme.cohorts:
        if f"{programme.id}/{cohort.name}" not in announced:
            yield issue(
                "deadline_missed",
                f"programmes[{programme.name}].deadline",
                programme=programme.name,
                cohort=cohort.name,
                deadline=deadline.isoformat(),
            )

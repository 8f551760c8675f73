"""Agents who cannot be rostered, skills that expire, wishes that miss the period."""

from collections.abc import Iterator

from solver.checking.issues import Issue, issue
from solver.domain.coverage import capability
from solver.domain.days import minutes_within
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.rules import RuleSet
from solver.rules.qualified_work import QualifiedWork


def people_issues(problem: Problem, rule_set: RuleSet) -> Iterator[Issue]:
    """What stands in the way of rostering each agent."""
    if not problem.agents:
        yield issue("no_agents", "agents")
    other_work = {
        role for rule in rule_set.active if isinstance(rule, QualifiedWork) for role in rule.other_work
    }
    first, last = problem.period.dates[0], problem.period.dates[-1]
    able: dict[object, bool] = {}
    for agent in problem.agents:
        where, kind = f"agents[{agent.id}]", (agent.skills, agent.channels, agent.site)
        if kind not in able:
            able[kind] = any(capability(problem, agent, day) for day in (first, last))
        if not able[kind] and agent.role not in other_work:
            yield issue("agent_without_work", where, agent=agent.name)
        if problem.templates and not any(template.is_open_to(agent) for template in problem.templates):
            yield issue("agent_without_template", where, agent=agent.name)
        if _never_available(problem, agent):
            yield issue("agent_never_available", where, agent=agent.name)
        for skill in agent.skills:
            if skill.expires is not None and first <= skill.expires < last:
                expires = skill.expires.isoformat()
                yield issue(
                    "skill_expires", f"{where}.skills", skill=skill.skill, agent=agent.name, date=expires
                )
        for number, wish in enumerate(agent.preferences):
            if not wish.span.overlap_minutes(problem.period.start, problem.period.end):
                yield issue(
                    "wish_outside_period",
                    f"{where}.preferences[{number}]",
                    agent=agent.name,
                    start=f"{wish.span.start:%Y-%m-%d %H:%M}Z",
                    end=f"{wish.span.end:%Y-%m-%d %H:%M}Z",
                )


def _never_available(problem: Problem, agent: Agent) -> bool:
    start, end = problem.period.start, problem.period.end
    if agent.available is not None and not minutes_within(agent.available, start, end):
        return True
    spans = (*agent.unavailable, *(absence.span for absence in agent.time_off))
    return bool(spans) and minutes_within(spans, start, end) == problem.period.minutes

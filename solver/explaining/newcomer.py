"""One more agent: what somebody with a skill in a zone would cover of what a roster leaves short."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from solver.domain.coverage import TENTHS, coverage_of, duty_intervals
from solver.domain.people import Agent, AgentSkill, Carried
from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.domain.shift import possible_shifts
from solver.domain.work import Queue
from solver.explaining.answers import Option
from solver.explaining.trying import Trying, Week, worked
from solver.living.judge import Judge
from solver.rules import RuleSet

NEWCOMER = "one more agent"
_MOST_ZONES = 3
_MOST_TRIED = 4
"""Shifts of one day: whoever may not work the best few has most likely no hours left for it."""


def newcomers(trying: Trying, queue: Queue, row: int, span: range) -> Iterator[Option]:
    """What one more agent for the queue would buy, for each of the places most agents work from."""
    problem = trying.problem
    places = Counter((agent.site, agent.zone) for agent in problem.agents)
    for (site, zone), _ in places.most_common(_MOST_ZONES):
        agent = newcomer(problem, queue, site, zone)
        joined = problem.model_copy(update={"agents": (*problem.agents, agent)})
        week = best_week(joined, trying.rule_set, trying.roster, agent, first=span)
        if not week:
            continue
        with_one = Trying(joined, trying.rule_set, trying.roster)
        difference = with_one.judge.difference({agent.id: week})
        where = f"at {site} ({zone})" if site else f"in {zone}"
        hours = sum(shift.paid_minutes for shift in week) / 60
        said = (
            f"One more agent with {', '.join(queue.skills) or queue.channel} {where}, {hours:g} paid hours."
        )
        yield with_one.option(
            "one_more_agent",
            said,
            {agent.id: week},
            difference,
            cells=([row], span),
            before=trying.tiers,
        )


def newcomer(problem: Problem, queue: Queue, site: str | None, zone: str, number: int = 1) -> Agent:
    """Somebody new for the queue, the ``number``-th: the usual contract of the place, free, no history."""
    name = NEWCOMER if number == 1 else f"{NEWCOMER} ({number})"
    there = [agent for agent in problem.agents if (agent.site, agent.zone) == (site, zone)]
    day = problem.period.first_date
    able = [agent for agent in there if any(agent.skill(name, day) for name in queue.skills)]
    contracts = Counter(agent.contract for agent in able or there).most_common(1)
    contract = max(contracts, key=lambda each: each[1])[0]
    return Agent(
        id=name,
        name=name.capitalize(),
        site=site,
        zone=zone,
        skills=tuple(AgentSkill(skill=name) for name in queue.skills),
        contract=contract,
        carried=Carried(),
        tags=there[0].tags if there else frozenset(),
    )


def best_week(problem: Problem, rule_set: RuleSet, roster: Roster, agent: Agent, *, first: range) -> Week:
    """Day by day the lawful shift that covers most of what is short, the days of ``first`` before others."""
    required = rule_set.model_copy(update={"rules": tuple(rule for rule in rule_set.active if rule.required)})
    judge = Judge(problem, required, roster)
    served = [
        row
        for row, queue in enumerate(problem.queues)
        if queue.can_be_served_by(agent, problem.period.first_date)
    ]
    week: Week = ()
    possible = possible_shifts(problem, agent)
    offered = [shift for shift in possible if not required.forbids(problem, agent, shift)]
    start, end = problem.axis.instant(first.start), problem.axis.instant(first.stop)
    near = {shift.day for shift in offered if shift.start < end and start < shift.end}
    for day in sorted({shift.day for shift in offered}, key=lambda each: (each not in near, each)):
        others = tuple(shift for shift in roster.assignments if shift.agent != agent.id)
        coverage = coverage_of(problem, Roster(assignments=(*others, *week)))
        short = np.minimum(coverage.short[served].sum(axis=0), TENTHS)
        drawn = [worked(problem, shift, short) for shift in offered if shift.day == day]
        gains = [(int(short[duty_intervals(problem.axis, each)].sum()), each) for each in drawn]
        for gain, each in sorted(gains, key=lambda found: (-found[0], found[1].paid_minutes))[:_MOST_TRIED]:
            now = tuple(sorted((*week, each), key=lambda shift: shift.start))
            # Hours that are owed and not reached yet are no news: without the shift they are missing, too.
            if gain > 0 and not judge.difference({agent.id: now}).broken:
                week = now
                break
    return week

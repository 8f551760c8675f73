"""Sessions placed around weeks that stand: small programs of those who attend, everybody else as they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.session import Session, people_of
from solver.rule import Rule
from solver.rules import RuleSet
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.most_away import MostAway
from solver.rules.session_spacing import SessionSpacing
from solver.search.ask import Question, ask
from solver.search.candidates import Candidates
from solver.search.convening import comes_first, convened
from solver.search.greedy import Plan, Start
from solver.search.guard import Guard
from solver.search.means import Means
from solver.search.missing import Missing
from solver.search.program import Program
from solver.search.seating import seated
from solver.search.starting import decisions_of, plans_of
from solver.session_rule import SessionRule

_MOST_PEOPLE = 40
"""Sessions are placed together with others that share their people, up to so many people at once."""

_STEP = 1_000

_SEATED_SECONDS = 1.0
"""What putting sessions where there is room may take in any case, however little time is left."""


def gathered(
    problem: Problem,
    rule_set: RuleSet,
    offered: Candidates,
    plans: Mapping[str, Plan],
    means: Means,
    amount: float,
) -> dict[str, Plan]:
    """The weeks with sessions in them, found within that much of the budget: first where weeks as they stand
    have room, then shifts, breaks and sessions of those who attend are chosen together, by the rules about
    each of them, coverage and sessions.

    What no program finds room for stays out; whole rosters are not made worse by the rules about several
    people (``Guard``), unless that is what the sessions are worth.
    """
    found = dict(plans)
    if not any(isinstance(rule, SessionRule) for rule in rule_set.active):
        return found
    guard = Guard(problem, rule_set)
    fewer = rule_set.model_copy(update={"rules": tuple(_asked(rule_set, guard))})
    missing = Missing(problem, rule_set)
    for plan in found.values():
        missing.add(plan.duty, 1)
    ends = means.budget.left - amount
    latest = means.budget.elapsed + max(_SEATED_SECONDS, amount)
    found = seated(problem, rule_set, found, missing, guard, lambda: _late(means, latest))
    steps = [(session,) for session in problem.sessions if comes_first(rule_set, session)]
    parts = list(_parts(problem))
    for number, sessions in enumerate([*steps, *parts]):
        if means.stop() or means.budget.left <= ends:
            break
        before = {agent: found[agent] for agent in sorted(people_of(sessions)) if agent in found}
        if not _missed(sessions, before):
            continue
        part, left = _part(problem, before, sessions), means.budget.left - ends
        if number < len(steps):
            share = left / (len(steps) - number)
            after = convened(problem, part, fewer, offered, before, missing, means, share)
        else:
            share = left / (len(steps) + len(parts) - number)
            after = _placed(problem, part, fewer, offered, before, missing, means, share)
        if after is not None and guard.value({**found, **after}) <= guard.value(found):
            for agent, plan in after.items():
                missing.add(found[agent].duty, -1)
                missing.add(plan.duty, 1)
            found.update(after)
    return found


def _missed(sessions: Sequence[Session], plans: Mapping[str, Plan]) -> bool:
    """Whether any of their attendees misses one of the sessions."""
    there = {
        (agent, segment.session)
        for agent, plan in plans.items()
        for segments in plan.sessions.values()
        for segment in segments
    }
    return any((agent, session.id) not in there for session in sessions for agent in session.attendees)


def _late(means: Means, latest: float) -> bool:
    return means.stop() or (not means.budget.deterministic and means.budget.elapsed > latest)


def _asked(rule_set: RuleSet, guard: Guard) -> Iterator[Rule]:
    """The rules that a few people's weeks can be judged by."""
    for rule in rule_set.active:
        about_sessions = isinstance(rule, (SessionRule, SessionSpacing, MostAway))
        by_itself = rule not in guard.rules and (rule.required or rule.tier in (Tier.SERVICE, Tier.COST))
        if about_sessions or by_itself or isinstance(rule, MinimumStaffing):
            yield rule


def _parts(problem: Problem) -> Iterator[tuple[Session, ...]]:
    """The sessions, those that share people together as far as they are not too many."""
    left = list(problem.sessions)
    while left:
        part, people = [left[0]], set(left[0].people)
        for session in left[1:]:
            joined = people | set(session.people)
            if people & set(session.people) and len(joined) <= _MOST_PEOPLE:
                part.append(session)
                people = joined
        yield tuple(part)
        left = [session for session in left if session not in part]


def _part(problem: Problem, before: Mapping[str, Plan], sessions: tuple[Session, ...]) -> Problem:
    """The problem of those people and sessions alone."""
    return problem.model_copy(
        update={
            "agents": tuple(agent for agent in problem.agents if agent.id in before),
            "sessions": (*sessions, *_kept(problem, before, sessions)),
            "carried_in": tuple(one for one in problem.carried_in if one.agent in before),
            "locked": tuple(one for one in problem.locked if one.agent in before),
            "previous": (),
        }
    )


def _placed(
    problem: Problem,
    part: Problem,
    rule_set: RuleSet,
    offered: Candidates,
    before: dict[str, Plan],
    missing: Missing,
    means: Means,
    amount: float,
) -> dict[str, Plan] | None:
    standing = missing.standing([plan.duty for plan in before.values()])
    program = Program(part, rule_set, offered=offered, standing=standing)
    weight, priced = 1, []
    for tier in sorted(program.objectives, reverse=True):
        priced.append(weight * program.objectives[tier].expression)
        weight *= _STEP
    cp = program.cp
    cp.minimize(sum(priced))
    attended = {shift: held for plan in before.values() for shift, held in plan.sessions.items()}
    for index, value in decisions_of(program, Start(before, 0.0, attended)).items():
        cp.proto.solution_hint.vars.append(index)
        cp.proto.solution_hint.values.append(value)
    budget = means.budget
    question = Question(cp, budget.limit(amount), seed=means.seed, effort="neighbourhood")
    answer = ask(question, means.stop)
    budget.spend(answer)
    return None if answer.values is None else plans_of(problem, program, answer.values)


def _kept(problem: Problem, plans: Mapping[str, Plan], others: tuple[Session, ...]) -> Iterator[Session]:
    """Sessions that some of these people are at already: they stay at their starts, for those of them."""
    placed: defaultdict[tuple[str, datetime], list[str]] = defaultdict(list)
    for agent, plan in plans.items():
        for segments in plan.sessions.values():
            for segment in segments:
                placed[segment.session or "", segment.start].append(agent)
    known = {session.id: session for session in problem.sessions if session not in others}
    for (session_id, start), people in placed.items():
        if session_id in known:
            there = {"attendees": tuple(people), "facilitators": (), "least": None, "placed": start}
            yield known[session_id].model_copy(update=there)

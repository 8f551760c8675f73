"""Small programs of a few people each, the others standing: for rules an exchange of weeks cannot see."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from solver.domain.coverage import capability
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.rules import RuleSet
from solver.search.ask import Question, ask
from solver.search.candidates import Candidates
from solver.search.greedy import Plan, Start
from solver.search.guard import Guard
from solver.search.means import Means
from solver.search.missing import Missing
from solver.search.program import Program
from solver.search.starting import decisions_of, plans_of

_SECONDS = 4.0
_SMALLEST, _FIRST, _LARGEST = 4, 12, 48
_STEP = 1_000
_WRITING_SHARE = 0.1
"""What writing a program down is taken to use of the budget until one of them has shown it."""


@dataclass(slots=True)
class _State:
    """The weeks as they stand, and what they are worth."""

    plans: dict[str, Plan]
    missing: Missing
    guarded: int


class PartSearch:
    """Improves the weeks of a few people at a time, service first, cost as tie-break."""

    def __init__(
        self, problem: Problem, rule_set: RuleSet, offered: Candidates, guard: Guard, means: Means
    ) -> None:
        self._problem = problem
        self._offered = offered
        self._guard = guard
        self._means = means
        self._lock = threading.Lock()
        self._agents = {agent.id: agent for agent in problem.agents if offered[agent.id]}
        day = problem.period.first_date
        self._able = {agent.id: capability(problem, agent, day) for agent in self._agents.values()}
        self._rule_set = rule_set
        rules = tuple(
            rule
            for rule in rule_set.active
            if rule not in guard.rules
            and (rule.required or rule.tier in (Tier.SERVICE, Tier.COST) or rule.rule == "minimum_staffing")
        )
        self._fewer = rule_set.model_copy(update={"rules": rules})

    def run(self, plans: dict[str, Plan]) -> dict[str, Plan]:
        """The weeks that the means allow."""
        missing = Missing(self._problem, self._rule_set)
        for plan in plans.values():
            missing.add(plan.duty, 1)
        state = _State(plans, missing, self._guard.value(plans))
        if self._agents:
            with ThreadPoolExecutor(self._means.workers) as pool:
                walks = [
                    pool.submit(self._walk, state, random.Random(self._means.seed + number))
                    for number in range(self._means.workers)
                ]
                for walk in walks:
                    walk.result()
        return state.plans

    def _walk(self, state: _State, rng: random.Random) -> None:
        size = float(_FIRST)
        budget = self._means.budget
        # A program begun is written down to its end, however late that is.
        writing = _WRITING_SHARE * budget.whole
        while budget.left > writing and not self._means.stop():
            chosen = self._pick(round(size), rng)
            with self._lock:
                before = {agent_id: state.plans[agent_id] for agent_id in chosen}
                standing = state.missing.standing([plan.duty for plan in before.values()])
            part = self._problem.model_copy(
                update={
                    "agents": tuple(self._agents[agent_id] for agent_id in chosen),
                    "sessions": (),
                    "carried_in": tuple(one for one in self._problem.carried_in if one.agent in before),
                    "locked": tuple(one for one in self._problem.locked if one.agent in before),
                    "previous": (),
                }
            )
            begun = budget.left
            program = Program(part, self._fewer, offered=self._offered, standing=standing)
            writing = max(writing, begun - budget.left)
            settled, after = self._improved(program, before, rng)
            size = min(max(size * (1.15 if settled else 0.9), _SMALLEST), _LARGEST)
            if after is not None:
                with self._lock:
                    self._adopt(state, before, after)

    def _improved(
        self, program: Program, before: dict[str, Plan], rng: random.Random
    ) -> tuple[bool, dict[str, Plan] | None]:
        budget = self._means.budget
        cp = program.cp
        weight = 1
        priced = []
        for tier in sorted(program.objectives, reverse=True):
            priced.append(weight * program.objectives[tier].expression)
            weight *= _STEP
        cp.minimize(sum(priced))
        for index, value in decisions_of(program, Start(before, 0.0)).items():
            cp.proto.solution_hint.vars.append(index)
            cp.proto.solution_hint.values.append(value)
        limit = budget.limit(min(_SECONDS, budget.left))
        answer = ask(
            Question(cp, limit, seed=rng.randrange(1 << 30), effort="neighbourhood"), self._means.stop
        )
        budget.spend(answer)
        if answer.values is None:
            return answer.settled, None
        return answer.settled, plans_of(self._problem, program, answer.values)

    def _adopt(self, state: _State, before: dict[str, Plan], after: dict[str, Plan]) -> None:
        """Take the new weeks over unless others have meanwhile made them worse than the old ones."""
        if any(state.plans[agent_id] is not plan for agent_id, plan in before.items()):
            return
        worth = state.missing.total()
        for agent_id, plan in after.items():
            state.missing.add(before[agent_id].duty, -1)
            state.missing.add(plan.duty, 1)
        plans = {**state.plans, **after}
        if state.missing.total() >= worth and (guarded := self._guard.value(plans)) <= state.guarded:
            state.plans, state.guarded = plans, guarded
            return
        for agent_id, plan in after.items():
            state.missing.add(plan.duty, -1)
            state.missing.add(before[agent_id].duty, 1)

    def _pick(self, count: int, rng: random.Random) -> list[str]:
        """People of one capability and of some that share a queue with it."""
        ids = list(self._agents)
        centre = self._able[rng.choice(ids)]
        near = [agent_id for agent_id in ids if self._able[agent_id] & centre] or ids
        return sorted(rng.sample(near, min(count, len(near))))

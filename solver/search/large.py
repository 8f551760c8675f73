"""Teams too large for one program: weeks chosen one by one, then small programs of a few people each, the
others standing.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from solver.domain.coverage import capability
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.model.roster_model import assigned
from solver.rules import RuleSet
from solver.search.ask import Question, ask
from solver.search.candidates import Candidates
from solver.search.classes import classes_of, occurrence
from solver.search.greedy import Plan, Start, greedy_start
from solver.search.means import Means
from solver.search.missing import Missing
from solver.search.program import Program
from solver.search.starting import decisions_of, plan_of, plans_of
from solver.validate import violations_by_rule

LARGE = 30_000
"""Beyond so many shifts to choose from no program of the whole is built."""

_START_SHARE, _FIRST_SHARE = 0.4, 0.8
"""What further rounds of the start, and its first one, may use of the budget."""

_MOST_ROUNDS, _ROUNDS_BY_WORK = 12, 3
_SECONDS = 4.0
_SMALLEST, _LARGEST = 8, 48


@dataclass(slots=True)
class _State:
    """The weeks as they stand, and what they are worth."""

    plans: dict[str, Plan]
    missing: Missing
    must_have: int


class LargeSearch:
    """Improves the weeks of a large team, service first, cost as tie-break; lower tiers come as they fall."""

    def __init__(self, problem: Problem, rule_set: RuleSet, offered: Candidates, means: Means) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._offered = offered
        self._means = means
        self._lock = threading.Lock()
        self._agents = {agent.id: agent for agent in problem.agents if offered[agent.id]}
        day = problem.period.first_date
        self._able = {agent.id: capability(problem, agent, day) for agent in self._agents.values()}
        self._guarded = [
            rule
            for rule in rule_set.active
            if rule.tier in (Tier.REQUIRED, Tier.MUST_HAVE) and rule.rule != "minimum_staffing"
        ]

    def run(self) -> Roster:
        """The roster that the means allow."""
        budget = self._means.budget
        end, last = budget.until(_START_SHARE), budget.until(_FIRST_SHARE)

        start = greedy_start(
            self._problem,
            self._rule_set,
            self._offered,
            rounds=_ROUNDS_BY_WORK if budget.deterministic else _MOST_ROUNDS,
            seed=self._means.seed,
            deterministic=budget.deterministic,
            stop=lambda: self._means.stop() or budget.left <= last,
            enough=lambda: budget.left <= end,
        )
        budget.spend_work(start.deterministic_time)
        plans = self._copied(start.plans)
        missing = Missing(self._problem, self._rule_set)
        for plan in plans.values():
            missing.add(plan.duty, 1)
        state = _State(plans, missing, self._must_have(plans))
        if self._agents and budget.left > 0 and not self._means.stop():
            with ThreadPoolExecutor(self._means.workers) as pool:
                walks = [
                    pool.submit(self._walk, state, random.Random(self._means.seed + number))
                    for number in range(self._means.workers)
                ]
                for walk in walks:
                    walk.result()
        return self._roster(state.plans)

    def _copied(self, known: dict[str, Plan]) -> dict[str, Plan]:
        """The weeks found; whoever the start did not reach gets the week of one of their like if it fits,
        else their fixed shifts alone.
        """
        plans = dict(known)
        if len(plans) == len(self._problem.agents):
            return plans
        for kind in classes_of(self._problem, self._rule_set, self._offered):
            weeks = [plans[agent.id] for agent in kind.agents if agent.id in plans]
            for agent in kind.agents:
                if agent.id not in plans:
                    own = {occurrence(shift): shift for shift in self._offered[agent.id]}
                    for week in weeks:
                        if all(occurrence(shift) in own for shift in week.shifts):
                            mine = {shift: own[occurrence(shift)] for shift in week.shifts}
                            breaks = {(mine[key[0]], key[1]): start for key, start in week.breaks.items()}
                            plans[agent.id] = Plan(list(mine.values()), breaks, week.duty)
                            break
                    else:
                        fixed = [shift for shift in own.values() if shift.fixed is not None]
                        plans[agent.id] = plan_of(self._problem, agent, fixed, {})
        return plans

    def _roster(self, plans: dict[str, Plan]) -> Roster:
        axis = self._problem.axis
        return Roster(
            assignments=tuple(
                assigned(shift, axis, plan.breaks) for plan in plans.values() for shift in plan.shifts
            )
        )

    def _must_have(self, plans: dict[str, Plan]) -> int:
        if not self._guarded:
            return 0
        guarded = self._rule_set.model_copy(update={"rules": tuple(self._guarded)})
        judged = violations_by_rule(self._problem, guarded, self._roster(plans))
        return sum((rule.weight or 1) * violation.excess for rule, found in judged for violation in found)

    def _walk(self, state: _State, rng: random.Random) -> None:
        size = 24.0
        budget = self._means.budget
        while budget.left > 0 and not self._means.stop():
            chosen = self._pick(round(size), rng)
            with self._lock:
                before = {agent_id: state.plans[agent_id] for agent_id in chosen if agent_id in state.plans}
                standing = state.missing.standing([plan.duty for plan in before.values()])
            part = self._problem.model_copy(
                update={
                    "agents": tuple(self._agents[agent_id] for agent_id in chosen),
                    "carried_in": tuple(one for one in self._problem.carried_in if one.agent in chosen),
                    "locked": tuple(one for one in self._problem.locked if one.agent in chosen),
                    "previous": (),
                }
            )
            settled, after = self._improved(part, before, standing, rng)
            size = min(max(size * (1.15 if settled else 0.9), _SMALLEST), _LARGEST)
            if after is not None:
                with self._lock:
                    self._adopt(state, before, after)

    def _improved(
        self, part: Problem, before: dict[str, Plan], standing: dict[frozenset[str], Grid], rng: random.Random
    ) -> tuple[bool, dict[str, Plan] | None]:
        budget = self._means.budget
        rules = tuple(
            rule
            for rule in self._rule_set.active
            if rule.required or rule.tier in (Tier.SERVICE, Tier.COST) or rule.rule == "minimum_staffing"
        )
        fewer = self._rule_set.model_copy(update={"rules": rules})
        program = Program(part, fewer, offered=self._offered, standing=standing)
        cp = program.cp
        weight = 1
        priced = []
        for tier in sorted(program.objectives, reverse=True):
            priced.append(weight * program.objectives[tier].expression)
            weight *= 1_000
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
        if any(state.plans.get(agent_id) is not plan for agent_id, plan in before.items()):
            return
        worth = state.missing.total()
        for agent_id, plan in after.items():
            if agent_id in before:
                state.missing.add(before[agent_id].duty, -1)
            state.missing.add(plan.duty, 1)
        plans = {**state.plans, **after}
        must_have = self._must_have(plans) if state.missing.total() >= worth else state.must_have + 1
        if must_have <= state.must_have and state.missing.total() >= worth:
            state.plans, state.must_have = plans, must_have
            return
        for agent_id, plan in after.items():
            state.missing.add(plan.duty, -1)
            if agent_id in before:
                state.missing.add(before[agent_id].duty, 1)

    def _pick(self, count: int, rng: random.Random) -> list[str]:
        """People of one capability and of some that share a queue with it."""
        ids = list(self._agents)
        centre = self._able[rng.choice(ids)]
        near = [agent_id for agent_id in ids if self._able[agent_id] & centre] or ids
        return sorted(rng.sample(near, min(count, len(near))))

"""Like people as one: classes of agents who may stand in for each other, and the program of their counts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ortools.sat.python import cp_model

from solver.domain.coverage import capability
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier
from solver.domain.shift import Shift
from solver.model.breach import Breach, Expr, scaled
from solver.model.crowd import Crowd
from solver.model.roster_model import RosterModel
from solver.rule import Rule
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.patterns import Patterns, special
from solver.search.program import Objective, excess_of, forbid, objective_of


@dataclass(frozen=True, slots=True)
class AgentClass:
    """Agents alike in all that rules and coverage look at, save when they are available and what they wish.

    The first of them stands for all; ``shifts`` are those any of them may take, written as the first one's,
    with how many may.
    """

    agents: tuple[Agent, ...]
    shifts: Mapping[Shift, int]

    @property
    def first(self) -> Agent:
        return self.agents[0]


def classes_of(problem: Problem, rule_set: RuleSet, offered: Candidates) -> list[AgentClass]:
    """The agents by class, in the problem's order of their first members."""
    apart = special(problem, rule_set)
    dates = [problem.period.first_date + timedelta(days=day) for day in range(-2, problem.period.days + 2)]
    served: dict[object, tuple[frozenset[str], ...]] = {}
    groups: defaultdict[object, list[Agent]] = defaultdict(list)
    for agent in problem.agents:
        able = (agent.skills, agent.channels, agent.site)
        if able not in served:
            served[able] = tuple(capability(problem, agent, day) for day in dates)
        carried = agent.carried
        groups[
            (
                agent.id if agent.id in apart else None,
                served[able],
                agent.contract,
                (agent.zone, agent.site, agent.role, agent.tags, agent.holidays, agent.comfort),
                (agent.skills, agent.channels, agent.time_off),
                (carried.last_shift_start, carried.last_shift_end),
                (carried.consecutive_days, carried.consecutive_nights),
            )
        ].append(agent)
    return [AgentClass(tuple(agents), _common_shifts(agents, offered)) for agents in groups.values()]


def _common_shifts(agents: list[Agent], offered: Candidates) -> dict[Shift, int]:
    found: dict[object, Shift] = {}
    counts: defaultdict[object, int] = defaultdict(int)
    for agent in agents:
        for shift in offered[agent.id]:
            key = occurrence(shift)
            counts[key] += 1
            if key not in found:
                found[key] = Shift(
                    agents[0].id, shift.template, shift.start, shift.end, shift.day, shift.length, shift.fixed
                )
    ordered = sorted(found, key=lambda key: (found[key].start, found[key].end, found[key].template))
    return {found[key]: counts[key] for key in ordered}


def occurrence(shift: Shift) -> object:
    """What a shift is, whoever takes it."""
    return shift.template, shift.start, shift.end, id(shift.length)


class ClassProgram:
    """The program of the classes: every take counts people, every required rule about one person is summed
    over its class.

    It leaves nothing out that people could do, so bounds of its objectives hold for the problem. Only the
    tiers given are priced.
    """

    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        classes: Sequence[AgentClass],
        tiers: tuple[Tier, ...],
        patterns: Patterns | None = None,
    ) -> None:
        firsts = tuple(
            kind.first.model_copy(update={"available": None, "unavailable": (), "preferences": ()})
            for kind in classes
        )
        self.classes = classes
        self.model = RosterModel(
            problem.model_copy(update={"agents": firsts, "previous": ()}),
            offered={kind.first.id: tuple(kind.shifts) for kind in classes},
            once_a_day=rule_set.once_a_day,
            crowd=Crowd(
                size={kind.first.id: len(kind.agents) for kind in classes},
                most={shift: count for kind in classes for shift, count in kind.shifts.items()},
            ),
        )
        cp = self.model.cp
        for kind in classes:
            if patterns is not None:
                self._keep_patterns(kind, patterns)
        terms: defaultdict[Tier, list[tuple[Place, Expr]]] = defaultdict(list)
        for rule, breach in self._breaches(rule_set, tiers):
            if rule.weight is None:
                forbid(cp, breach)
            else:
                terms[rule.tier].append((breach.place, rule.weight * excess_of(cp, breach)))
        self.objectives: dict[Tier, Objective] = {
            tier: objective_of(cp, terms[tier]) for tier in sorted(terms)
        }
        cp.remove_all_names()

    def _keep_patterns(self, kind: AgentClass, patterns: Patterns) -> None:
        """Shifts of each length come in the numbers in which single people can have them in a week."""
        cp, size = self.model.cp, len(kind.agents)
        for rows in patterns.of(kind.first, tuple(kind.shifts)):
            if not rows:
                continue
            people = [cp.new_int_var(0, size, "") for _ in rows[0].choices]
            cp.add(cp_model.LinearExpr.sum(people) == size)
            for row in rows:
                worked = cp_model.LinearExpr.sum([self.model.takes(kind_shift) for kind_shift in row.shifts])
                cp.add(worked == cp_model.LinearExpr.weighted_sum(people, list(row.choices)))

    def _breaches(self, rule_set: RuleSet, tiers: tuple[Tier, ...]) -> Iterator[tuple[Rule, Breach]]:
        for rule in rule_set.active:
            # Fairness compares people with one another, which a sum over like people cannot: left out, the
            # bounds hold still.
            if rule.tier in tiers or (rule.required and rule.tier is not Tier.FAIRNESS):
                for breach in rule.breaches(self.model):
                    if breach.place.agent is None:
                        yield rule, breach
                    else:
                        size = self.model.size(breach.place.agent)
                        rows = tuple(scaled(expression, size) for expression in breach.at_least)
                        yield rule, Breach(rows, breach.place, breach.most * size)

"""Judges a small change of a large roster without judging the roster again."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, pairwise

from solver.coverage_rule import CoverageRule
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.sight import Sight
from solver.living.difference import NOTHING, Difference, difference
from solver.living.moment import Moment, kind_of
from solver.living.shares import Shares, without
from solver.rule import Rule, ShiftRule
from solver.rules import RuleSet
from solver.rules.fair_burdens import FairBurdens
from solver.rules.stability import Stability
from solver.validate import structural_violations

Given = Mapping[str, Sequence[Assignment]]
"""The agents whose shifts change, by id, with all the shifts they have then."""

Found = list[tuple[Rule | None, list[Violation]]]


@dataclass(frozen=True, slots=True)
class Move:
    """The shifts that go and come in a change."""

    gone: tuple[Assignment, ...]
    come: tuple[Assignment, ...]

    @classmethod
    def of(cls, was: Given, now: Given) -> "Move":
        return cls(
            tuple(shift for each, found in was.items() for shift in without(found, now.get(each, ()))),
            tuple(shift for each, found in now.items() for shift in without(found, was.get(each, ()))),
        )

    @property
    def stretches(self) -> list[tuple[datetime, datetime]]:
        """When somebody goes or comes."""
        return [(shift.start, shift.end) for shift in (*self.gone, *self.come)]

    @property
    def alike(self) -> Hashable:
        """What moves of two agents of one kind have in common when they are alike."""
        return tuple(
            tuple((shift.start, shift.end, shift.breaks) for shift in shifts)
            for shifts in (self.gone, self.come)
        )


class Judge:
    """Tells what a change alters, as validating the whole roster before and after would.

    Each rule is read as far as it looks: rules about agents for those whose shifts change, rules about
    moments for the stretches in which somebody comes or goes, all others on the whole roster. An older roster
    to stay close to is left aside: whoever changes a roster by hand means the change.
    """

    def __init__(self, problem: Problem, rule_set: RuleSet, roster: Roster) -> None:
        self.problem = problem.model_copy(update={"previous": ()})
        self.rule_set = rule_set
        self.people = {agent.id: agent for agent in problem.agents}
        self._last: tuple[Hashable, Moment, dict[Sight, Found]] | None = None
        self._whole_before: Found | None = None
        self._shifts = {agent_id: tuple(found) for agent_id, found in roster.by_agent().items()}
        self._carried_in: defaultdict[str, list[Assignment]] = defaultdict(list)
        for shift in problem.carried_in:
            self._carried_in[shift.agent].append(shift)
        # Staying close to an older roster is left aside with that roster.
        rules = [rule for rule in rule_set.active if not isinstance(rule, Stability)]
        self._personal = sorted(
            (rule for rule in rules if rule.sight is Sight.AGENT), key=lambda rule: not rule.required
        )
        self._momentary = [
            [rule for rule in rules if _sight(rule) is sight] for sight in (Sight.PRESENCE, Sight.MOMENT)
        ]
        self._shared = [Shares(self.problem, rule) for rule in rules if isinstance(rule, FairBurdens)]
        self._whole = [
            rule for rule in rules if _sight(rule) is Sight.WHOLE and not isinstance(rule, FairBurdens)
        ]

    def shifts_of(self, agent_id: str) -> tuple[Assignment, ...]:
        """The agent's shifts as they are, in order of start."""
        return self._shifts.get(agent_id, ())

    def carried_in(self, agent_id: str) -> Sequence[Assignment]:
        """The agent's shifts of the period before that still run."""
        return self._carried_in.get(agent_id, ())

    def alone(self, agent: Agent) -> Problem:
        """The problem of that agent alone."""
        return self._part({agent.id: ()})

    def difference(self, given: Given) -> Difference:
        """What changes when these agents have these shifts instead of their own."""
        was = {agent_id: self.shifts_of(agent_id) for agent_id in given}
        known = {agent_id: shifts for agent_id, shifts in given.items() if agent_id in self.people}
        move = Move.of(was, known)
        found = difference(self._structure(was), self._structure(given))
        for rule in self._personal:
            found = found.plus(difference(self._read_rule(rule, was), self._read_rule(rule, given)))
        for rules in self._momentary:
            found = found.plus(self._about_moments(rules, move))
        return found.plus(self._about_everyone(known))

    def each(self, options: Given) -> tuple[dict[str, Difference], dict[str, Difference]]:
        """The same for each agent on their own: what changes when that one alone has these shifts.

        First for those who break no required rule, then for those who do; of the latter only what the first
        required rule about agents says is told, if it is such a rule already that is broken.
        """
        own = {agent_id: self.shifts_of(agent_id) for agent_id in options}
        lawful, refused = self._lawful(own, options)
        for rule in self._personal:
            if not rule.required:
                apart = self._apart(
                    partial(self._read_rule, rule), own, {each: options[each] for each in lawful}
                )
                lawful |= {agent_id: lawful[agent_id].plus(each) for agent_id, each in apart.items()}
        moments: dict[Hashable, Difference] = {}
        kept: dict[str, Difference] = {}
        for agent_id, whole in lawful.items():
            move = Move.of({agent_id: own[agent_id]}, {agent_id: options[agent_id]})
            for number, rules in enumerate(self._momentary):
                kind = (number, kind_of(rules, self.people[agent_id]), move.alike)
                if kind not in moments:
                    moments[kind] = self._about_moments(rules, move)
                whole = whole.plus(moments[kind])
            whole = whole.plus(self._about_everyone({agent_id: options[agent_id]}))
            (refused if whole.broken else kept)[agent_id] = whole
        return kept, refused

    def allowed(self, options: Given) -> set[str]:
        """Those whom structure and the required rules about agents let have these shifts, whatever others
        have.
        """
        return set(self._lawful({agent_id: self.shifts_of(agent_id) for agent_id in options}, options)[0])

    def _lawful(self, own: Given, options: Given) -> tuple[dict[str, Difference], dict[str, Difference]]:
        """What structure and the required rules about agents say of each: of those they allow, and of the
        others what the first says that they break.
        """
        near = {
            agent_id: _around(own[agent_id], shifts) if self._clear(agent_id) else (own[agent_id], shifts)
            for agent_id, shifts in options.items()
        }
        close = (
            {agent_id: was for agent_id, (was, _) in near.items()},
            {agent_id: now for agent_id, (_, now) in near.items()},
        )
        readings: list[tuple[Callable[[Given], Found], Given, Given]] = [(self._structure, *close)]
        for rule in self._personal:
            if rule.required:
                # What is said of each shift alone stays the same where the shift does.
                alone = type(rule).violations is ShiftRule.violations
                readings.append((partial(self._read_rule, rule), *(close if alone else (own, options))))
        refused: dict[str, Difference] = {}
        found = dict.fromkeys(options, NOTHING)
        seen: list[set[str]] = []
        for read, was, now in readings:
            # Whom one rule refuses, the next need not look at; who breaks nothing is no worse than before.
            after = _by_agent(read({agent_id: now[agent_id] for agent_id in found}))
            seen.append(set(after))
            apart = self._apart(read, was, {agent_id: now[agent_id] for agent_id in after}, after)
            refused |= {agent_id: each for agent_id, each in apart.items() if each.broken}
            found = {
                agent_id: each.plus(apart.get(agent_id, NOTHING))
                for agent_id, each in found.items()
                if agent_id not in refused
            }
        for (read, was, now), known in zip(readings, seen, strict=True):
            # What a change mends is asked of those it is open to.
            left = {agent_id: now[agent_id] for agent_id in found if agent_id not in known}
            for agent_id, each in self._apart(read, was, left, {}).items():
                found[agent_id] = found[agent_id].plus(each)
        return found, refused

    def _clear(self, agent_id: str) -> bool:
        """Whether no two shifts the agent has are at the same time."""
        shifts = sorted((*self.carried_in(agent_id), *self.shifts_of(agent_id)), key=_start)
        return all(earlier.end <= later.start for earlier, later in pairwise(shifts))

    def _apart(
        self,
        read: Callable[[Given], Found],
        own: Given,
        options: Given,
        after: Mapping[str, Found] | None = None,
    ) -> dict[str, Difference]:
        """Rules about agents judge each person apart, so one reading tells of everybody's own change.

        ``after`` is what the rules say of the options where that was read already.
        """
        was = read({agent_id: own[agent_id] for agent_id in options})
        before = _by_agent(was)
        if after is None:
            after = _by_agent(read(options))
        return {
            agent_id: difference(before.get(agent_id, _none(was)), after.get(agent_id, _none(was)))
            for agent_id in options
            if agent_id in before or agent_id in after
        }

    def _structure(self, given: Given) -> Found:
        roster = _roster(chain.from_iterable(given.values()))
        return [(None, list(structural_violations(self._part(given), roster)))]

    def _read_rule(self, rule: Rule, given: Given) -> Found:
        part = self._part(given)
        known = {agent.id for agent in part.agents}
        roster = _roster(shift for each, shifts in given.items() if each in known for shift in shifts)
        return [(rule, list(rule.violations(part, roster)))]

    def _part(self, given: Given) -> Problem:
        """The problem of these agents alone."""
        return self.problem.model_copy(
            update={
                "agents": tuple(self.people[agent_id] for agent_id in given if agent_id in self.people),
                "carried_in": tuple(shift for shift in self.problem.carried_in if shift.agent in given),
                "locked": tuple(shift for shift in self.problem.locked if shift.agent in given),
            }
        )

    def _about_moments(self, rules: Sequence[Rule], move: Move) -> Difference:
        # Whom a vacant shift may go to is asked of many people in a row: what stands is the same for all.
        key = (tuple(move.stretches), tuple(map(id, move.gone)))
        if self._last is None or self._last[0] != key:
            going = set(key[1])
            staying = (
                shift for shift in chain.from_iterable(self._shifts.values()) if id(shift) not in going
            )
            self._last = (key, Moment(self.problem, self._stretches_of(move), staying), {})
        _, moment, before = self._last
        if rules and rules[0].sight not in before:
            before[rules[0].sight] = moment.read(rules, move.gone)
        return difference(before[rules[0].sight], moment.read(rules, move.come)) if rules else NOTHING

    def _stretches_of(self, move: Move) -> list[tuple[datetime, datetime]]:
        """When the move may matter: work that may wait is done later, so that it matters ever after."""
        if not self.problem.due_work:
            return move.stretches
        period = self.problem.period
        return [(period.start, period.end)]

    def _about_everyone(self, given: Given) -> Difference:
        found = NOTHING
        for shares in self._shared:
            found = found.plus(shares.difference(self._shifts, given))
        if self._whole:
            if self._whole_before is None:
                self._whole_before = self._read_whole(self._shifts)
            found = found.plus(difference(self._whole_before, self._read_whole({**self._shifts, **given})))
        return found

    def _read_whole(self, shifts: Given) -> Found:
        roster = _roster(shift for each, found in shifts.items() if each in self.people for shift in found)
        return [(rule, list(rule.violations(self.problem, roster))) for rule in self._whole]


def _roster(shifts: Iterable[Assignment]) -> Roster:
    """A roster of shifts that were read as such already: nothing of them is checked again."""
    in_order = sorted(shifts, key=lambda shift: (shift.agent, shift.start, shift.template))
    return Roster.model_construct(assignments=tuple(in_order))


def _sight(rule: Rule) -> Sight:
    """How far the rule looks; what reads coverage alone looks no further than a moment does."""
    return Sight.MOMENT if isinstance(rule, CoverageRule) else rule.sight


def _around(
    was: Sequence[Assignment], now: Sequence[Assignment]
) -> tuple[Sequence[Assignment], Sequence[Assignment]]:
    """Of two sets of shifts those that are not in both, and those that meet one of them in time."""
    changed = [*without(was, now), *without(now, was)]

    def is_near(shift: Assignment) -> bool:
        return any(shift.start < each.end and each.start < shift.end for each in changed)

    return [shift for shift in was if is_near(shift)], [shift for shift in now if is_near(shift)]


def _start(shift: Assignment) -> datetime:
    return shift.start


def _by_agent(found: Found) -> dict[str, Found]:
    apart: defaultdict[str, Found] = defaultdict(lambda: _none(found))
    for number, (_, violations) in enumerate(found):
        for violation in violations:
            if violation.place.agent is None:
                raise LookupError(f"{violation.rule} speaks of agents and names none: {violation.message}")
            apart[violation.place.agent][number][1].append(violation)
    return apart


def _none(found: Found) -> Found:
    """The same rules, finding nothing."""
    return [(rule, []) for rule, _ in found]

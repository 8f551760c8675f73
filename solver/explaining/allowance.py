"""A required rule with exceptions: at the places named, so much of its excess is allowed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import SerializeAsAny

from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.explaining.grounds import Ground
from solver.rule import Rule
from solver.rules import RuleSet

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class Allowance(Document):
    """How much excess is allowed at a place, in the rule's unit."""

    place: Place
    amount: int


class Excused(Rule):
    """A required rule apart from what it is excused of."""

    tier: ClassVar[Tier] = Tier.REQUIRED
    unit: ClassVar[str] = "as the rule that is excused"
    sentence: ClassVar[str] = "The rule is kept but for what is allowed."

    rule: Literal["excused"] = "excused"
    inner: SerializeAsAny[Rule]
    allowances: tuple[Allowance, ...]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        allowed = self._by_ground()
        together: dict[Ground, list[Breach]] = {}
        for breach in self.inner.breaches(model):
            together.setdefault(Ground.of(0, breach.place), []).append(breach)
        for ground, breaches in together.items():
            crowd = ground.agent is not None and model.size(ground.agent) > 1
            # One who stands for many has the allowances of all: what it may do bounds what they may.
            amount = sum(allowed.values()) if crowd else allowed.get(ground, 0)
            if amount == 0:
                yield from breaches
                continue
            # What is allowed at a place is allowed once, however many breaches there are.
            whole = _together(model, breaches)
            rows = tuple(row - amount for row in whole.at_least)
            yield replace(whole, at_least=rows, most=max(0, whole.most - amount))

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        left = self._by_ground()
        for violation in self.inner.violations(problem, roster):
            ground = Ground.of(0, violation.place)
            excused = min(violation.excess, left.get(ground, 0))
            if excused:
                left[ground] -= excused
            if violation.excess > excused:
                yield violation.model_copy(update={"excess": violation.excess - excused})

    def forbids(self, problem: Problem, agent: Agent, shift: Shift) -> bool:
        excused = any(
            each.place.agent == agent.id and each.place.date in (None, shift.day) for each in self.allowances
        )
        return not excused and self.inner.forbids(problem, agent, shift)

    def once_a_day(self, agent: Agent) -> bool:
        excused = any(each.place.agent == agent.id for each in self.allowances)
        return not excused and self.inner.once_a_day(agent)

    def _by_ground(self) -> dict[Ground, int]:
        return {Ground.of(0, each.place): each.amount for each in self.allowances}


def _together(model: "RosterModel", breaches: "Sequence[Breach]") -> "Breach":
    """All breaches of one place as one, whose excess is the sum of theirs."""
    if len(breaches) == 1:
        return breaches[0]
    parts = []
    for breach in breaches:
        part = model.amount(breach.most)
        for row in breach.at_least:
            model.keep(row - part)
        parts.append(part)
    return replace(breaches[0], at_least=(model.sum(parts),), most=sum(each.most for each in breaches))


class RepairedRules(RuleSet):
    """A rule set some rules of which are excused."""

    rules: tuple[SerializeAsAny[Rule], ...] = ()


def with_allowances(rule_set: RuleSet, excess: Mapping[Ground, int]) -> RepairedRules:
    """The rule set with this excess allowed, by ground; grounds number its active rules."""
    rules: list[Rule] = []
    for number, rule in enumerate(rule_set.active):
        allowances = tuple(
            Allowance(place=_place(ground), amount=amount)
            for ground, amount in excess.items()
            if ground.rule == number
        )
        rules.append(Excused(inner=rule, allowances=allowances) if allowances else rule)
    return RepairedRules(name=rule_set.name, coverage_model=rule_set.coverage_model, rules=tuple(rules))


def _place(ground: Ground) -> Place:
    return Place(
        agent=ground.agent, date=ground.date, queue=ground.queue, site=ground.site, start=ground.start
    )

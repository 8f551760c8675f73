"""How many shifts of each length people can have in a week: what counts of like people must add up to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from solver.domain.days import week_of
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.rules import RuleSet
from solver.rules.stability import Stability
from solver.search.lawful_week import LawfulWeek, Pattern

MOST_LENGTHS = 4

Found = list[tuple[Pattern, ...]] | None


@dataclass(frozen=True, slots=True)
class LengthRow:
    """The shifts of one length in one week, and how many of them each choice of the week has."""

    shifts: tuple[Shift, ...]
    choices: tuple[int, ...]


def special(problem: Problem, rule_set: RuleSet) -> set[str]:
    """The agents (by id) nobody else is like: rules name them, or look at shifts that they have already."""
    shifts = [*problem.carried_in, *problem.locked]
    if any(rule.required and isinstance(rule, Stability) for rule in rule_set.active):
        shifts += problem.previous
    named = {agent_id for rule in rule_set.active for agent_id in rule.scope.agents or ()}
    return named | {shift.agent for shift in shifts}


class Patterns:
    """The patterns of people by what rules look at; like people share one search.

    Sums over people of what each can do are all that whole teams can do, so asking for patterns takes
    nothing away: bounds hold.
    """

    def __init__(self, problem: Problem, rule_set: RuleSet, stop: Callable[[], bool]) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._stop = stop
        self._special = special(problem, rule_set)
        self._known: dict[object, Found] = {}

    def of(self, agent: Agent, shifts: Sequence[Shift]) -> list[list[LengthRow]]:
        """For each week the rows of the lengths; empty where patterns say nothing."""
        lengths = sorted({shift.paid_minutes for shift in shifts})
        if not lengths or len(lengths) > MOST_LENGTHS:
            return []
        key = self.key(agent, shifts)
        if key not in self._known:
            week = LawfulWeek(self._problem, self._rule_set, agent, shifts, priced=False)
            self._known[key] = week.patterns(lengths, self._stop)
        found = self._known[key]
        if found is None:
            return []
        return [self._rows(shifts, lengths, week, here) for week, here in enumerate(found)]

    def _rows(
        self, shifts: Sequence[Shift], lengths: Sequence[int], week: int, here: tuple[Pattern, ...]
    ) -> list[LengthRow]:
        period = self._problem.period
        return [
            LengthRow(
                tuple(
                    shift
                    for shift in shifts
                    if shift.paid_minutes == length and week_of(period, shift.day) == week
                ),
                tuple(pattern[number] for pattern in here),
            )
            for number, length in enumerate(lengths)
            if here
        ]

    def key(self, agent: Agent, shifts: Sequence[Shift]) -> object:
        """Equal for agents whom rules about one person treat alike: those look neither at skills nor, once it
        is settled who may take what, at when somebody is available.
        """
        blank = agent.model_copy(
            update={
                "id": agent.id if agent.id in self._special else "",
                "name": "",
                "skills": (),
                "channels": None,
                "available": None,
                "unavailable": (),
                "preferences": (),
            }
        )
        return blank.model_dump_json(), tuple(
            (shift.template, shift.start, shift.end, id(shift.length)) for shift in shifts
        )

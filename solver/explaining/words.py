"""Grounds and repairs in plain words, with the names of people, queues, dates and rules."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.explaining.answers import Shortfall
from solver.explaining.grounds import LOCKED, Ground
from solver.explaining.phrases import day_of
from solver.rule import Rule

MOST_NAMES = 6

WAIVED = {
    "availability": "Ask {who} to work {amount} minutes outside their availability{when}",
    "time_off": "Ask {who} to give up {amount} minutes of time off{when}",
    "contract_hours": "Let the contracted hours of {who} be missed or passed by {amount} paid minutes{when}",
    "max_weekly_minutes": "Approve {amount} minutes of overtime for {who}{when}",
    "max_daily_minutes": "Approve a day longer by {amount} minutes for {who}{when}",
    "max_days_per_week": "Let {who} work {amount} days more{when}",
    "min_rest": "Let {who} rest less than is asked for{when}",
    "minimum_staffing": "Accept {amount} agents fewer than the minimum of {who}{when}",
    "service_coverage": "Accept less than is required of {who}{when}",
    "lead_on_duty": "Accept work without a lead{when}",
    "qualified_work": "Roster {who} for work they have no skill for yet{when}",
}
"""How a waived rule is said; any other rule is waived by its own unit."""


_ONE_OF_MANY = re.compile(r"\b1 (shift|day|minute|agent|lead|paid minute|rest)s\b")


class Words:
    """Says what grounds of a problem are about."""

    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        self._problem = problem
        self._rules = rules
        self._people = {agent.id: agent for agent in problem.agents}
        self._queues = {queue.id: queue.name for queue in problem.queues}
        self._locked = {Ground.of_locked(shift): shift for shift in problem.locked}

    def rule(self, ground: Ground) -> str:
        """The name of the ground's rule."""
        return "locked_shift" if ground.rule == LOCKED else self._rules[ground.rule].rule

    def member(self, grounds: Sequence[Ground]) -> str:
        """What the grounds, all of one rule, ask for."""
        first = grounds[0]
        if first.rule == LOCKED:
            return f"The shift of {self.who(grounds)} {self._shift(self._locked[first])} is locked."
        sentence = self._rules[first.rule].sentence.rstrip(".")
        told = ", ".join(part for part in (self.who(grounds), self.when(grounds)) if part)
        return f"{sentence} ({told})." if told else f"{sentence}."

    def sentence(self, grounds: Sequence[Ground]) -> str:
        """What the rule of the grounds asks for, of whomever."""
        return f"{self._rules[grounds[0].rule].sentence.rstrip('.')}."

    def too_few(self, shortfall: Shortfall) -> str:
        """How many hours are required, and how many there can be."""
        zone = self._problem.period.zone
        queues = listed(self._queues.get(queue, queue) for queue in shortfall.queues)
        verb = "require" if len(shortfall.queues) > 1 else "requires"
        span = f"from {_moment(shortfall.start, zone)} to {_moment(shortfall.end, zone)}"
        people = f"{shortfall.agents} people who can serve {'them' if len(shortfall.queues) > 1 else 'it'}"
        return (
            f"{queues} {verb} {shortfall.required_hours:,.1f} agent-hours {span}, and at most "
            f"{shortfall.possible_hours:,.1f} are possible: that is all the {people} could work then."
        )

    def waived(self, ground: Ground, amount: int) -> str:
        """What it means to let go of so much of the ground."""
        if ground.rule == LOCKED:
            return f"Unlock the shift of {self.who([ground])} {self._shift(self._locked[ground])}."
        rule = self._rules[ground.rule]
        pattern = WAIVED.get(rule.rule)
        when = self.when([ground])
        when = f" {when}" if when else ""
        if pattern is not None:
            told = pattern.format(who=self.who([ground]) or "everyone", amount=amount, when=when)
            return f"{_ONE_OF_MANY.sub(_without_s, told)}."
        whom = f" for {self.who([ground])}" if self.who([ground]) else ""
        told = f"Waive “{rule.sentence.rstrip('.')}”{whom}{when}: {amount} {rule.unit}."
        return _ONE_OF_MANY.sub(_without_s, told)

    def who(self, grounds: Iterable[Ground]) -> str:
        """People, queues or sites the grounds are about."""
        names: list[str] = []
        for ground in grounds:
            if ground.agent is not None:
                agent = self._people.get(ground.agent)
                names.append(agent.name if agent is not None else ground.agent)
            if ground.queue is not None:
                names.append(self._queues.get(ground.queue, ground.queue))
            if ground.site is not None:
                names.append(ground.site)
        return listed(dict.fromkeys(names))

    def when(self, grounds: Iterable[Ground]) -> str:
        """Dates or moments the grounds are about; weeks and stretches by their first date."""
        listed_grounds = list(grounds)
        told = [
            _moment(ground.start, self._problem.period.zone)
            if ground.start is not None
            else day_of(ground.date)
            if ground.date is not None
            else ""
            for ground in listed_grounds
        ]
        found = listed(dict.fromkeys(each for each in told if each))
        if not found:
            return ""
        return f"from {found} on" if self._spans_days(listed_grounds[0]) else f"on {found}"

    def _spans_days(self, ground: Ground) -> bool:
        """Whether the date of the ground is the first of several it is about."""
        if ground.rule == LOCKED or ground.start is not None:
            return False
        rule = self._rules[ground.rule]
        counted_over = getattr(rule, "counted_over", None)
        return rule.rule == "contract_hours" or (counted_over is not None and counted_over() != "day")

    def _shift(self, shift: Assignment) -> str:
        agent = self._people.get(shift.agent)
        zone = ZoneInfo(agent.zone if agent is not None else self._problem.period.zone)
        start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
        return f"on {day_of(start.date())} from {start:%H:%M} to {end:%H:%M} ({zone.key})"


def _without_s(found: re.Match[str]) -> str:
    return f"1 {found[1]}"


def listed(names: Iterable[str]) -> str:
    """Names one after the other, the tail counted."""
    found = list(names)
    if len(found) <= MOST_NAMES:
        return ", ".join(found)
    return f"{', '.join(found[:MOST_NAMES])} and {len(found) - MOST_NAMES} more"


def _moment(value: datetime, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone))
    return f"{day_of(local.date())} {local:%H:%M} ({zone})"

"""Sessions that a whole cohort attends."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.shift import Shift, fixed_shift, shifts_like
from solver.domain.time import MINUTE
from solver.rule import Rule, Scope

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel

SESSIONS = ("training", "coaching", "meeting")
"""The activities a session may be."""


class CohortSession(Rule):
    """Everyone of the scope, and one of the ``facilitator`` agents where named, attends one same session.

    Sessions lie in the ``shifts`` named: the first training, coaching or meeting of a shift, where it may
    begin at one moment only, else the whole shift where it has none. Sessions are the same when they begin
    together. The excess counts people who miss the session that most attend.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "people missing from the session"
    sentence: ClassVar[str] = "A cohort is trained together."
    example: ClassVar[dict[str, Any]] = {
        "scope": {"tags": ["cohort-3"]},
        "facilitator": {"tags": ["trainer"]},
        "shifts": {"tags": ["training"]},
    }
    dated: ClassVar[bool] = False

    rule: Literal["cohort_session"] = "cohort_session"
    shifts: ShiftFilter = ShiftFilter()
    facilitator: Scope | None = None

    def begins(self, shift: Shift) -> datetime | None:
        """When the session of the shift begins; None where that is left open."""
        for plan in shift.length.breaks:
            if plan.activity in SESSIONS:
                fixed = plan.earliest_offset == plan.latest_offset
                return shift.start + plan.earliest_offset * MINUTE if fixed else None
        return shift.start

    def facilitators(self, problem: Problem) -> list[Agent]:
        if self.facilitator is None:
            return []
        return [agent for agent in problem.agents if self.facilitator.includes(agent)]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if model.counts_people:
            return  # who attends is a question of persons
        cohort = self.agents(model.problem)
        if not cohort:
            return
        everyone = len(cohort) + (self.facilitator is not None)
        offered = {agent.id: self._sessions(model, agent) for agent in cohort}
        leading = [self._sessions(model, agent) for agent in self.facilitators(model.problem)]
        rows: list[Expr] = []
        held: list[Expr] = []
        for moment in sorted({moment for sessions in offered.values() for moment in sessions}):
            attending = model.sum(model.any_of(sessions.get(moment, ())) for sessions in offered.values())
            led: Expr = 0
            if any(moment in sessions for sessions in leading):
                led = model.choice("led")
                model.keep(led - attending)
                model.keep(led - model.sum(model.any_of(sessions.get(moment, ())) for sessions in leading))
            held.append(model.choice("held"))
            rows.append(everyone * held[-1] - attending - led)
        if held:
            model.keep(1 - model.sum(held))
            yield model.breach(*rows, place=Place(), most=everyone)
        else:
            yield model.breach(everyone, place=Place(), most=everyone)

    def _sessions(self, model: "RosterModel", agent: Agent) -> dict[datetime, list[Shift]]:
        counts, found = self.shifts.chooser(model.problem), defaultdict[datetime, list[Shift]](list)
        for shift in model.shifts(agent.id):
            begins = self.begins(shift) if counts(agent, shift) else None
            if begins is not None:
                found[begins].append(shift)
        return found

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        cohort = {agent.id for agent in self.agents(problem)}
        leading = {agent.id for agent in self.facilitators(problem)}
        if not cohort:
            return
        attended = self._attended(problem, roster)
        everyone = len(cohort) + (self.facilitator is not None)
        missing = min(
            (
                everyone - len(who & cohort) - int(bool(who & leading))
                for who in attended.values()
                if who & cohort
            ),
            default=everyone,
        )
        if missing > 0:
            said = f"{missing} of {everyone} people miss the session of their cohort."
            yield self.violation(missing, Place(), said)

    def _attended(self, problem: Problem, roster: Roster) -> dict[datetime, set[str]]:
        """Who attends the sessions, by their beginnings."""
        people, counts = {agent.id: agent for agent in problem.agents}, self.shifts.chooser(problem)
        found: defaultdict[datetime, set[str]] = defaultdict(set)
        for assignment in roster.assignments:
            agent = people.get(assignment.agent)
            if agent is None or not counts(agent, assignment):
                continue
            like = [fixed_shift(agent, assignment)] if assignment.locked else []
            for shift in like or shifts_like(problem, agent, assignment):
                begins = self.begins(shift)
                if begins is not None:
                    found[begins].add(agent.id)
        return found

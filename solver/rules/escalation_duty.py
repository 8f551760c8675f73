"""Somebody to escalate to."""

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.coverage import intervals_asked
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import MINUTE, ClockWindow, ZoneName
from solver.rule import Rule, Scope, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class EscalationTier(Document):
    """A step of escalation: whom it may fall to (``holders``), and whether there is a backup, too."""

    name: str = Field(min_length=1, max_length=100)
    holders: Scope = Scope()
    backup: bool = True

    @property
    def duties(self) -> int:
        """How many people hold it at once."""
        return 2 if self.backup else 1


class EscalationDuty(Rule):
    """Every tier has a primary and, where asked for, a backup on shift: each duty another person.

    The tiers are asked for while some queue requires agents (``work_required``), inside ``window`` on clocks
    in ``zone``, else the period's (``window``), or always. Breaks and sessions are not considered: that is
    what a backup is for. Who is in several tiers' scopes holds one duty at a time. ``solver.duties`` names
    who holds which. The excess counts duties nobody can hold, per interval.
    """

    sight: ClassVar[Sight] = Sight.PRESENCE
    tier: ClassVar[Tier] = Tier.MUST_HAVE
    unit: ClassVar[str] = "escalation duties without anybody per interval"
    sentence: ClassVar[str] = "There is always somebody to escalate to, and somebody beside them."
    example: ClassVar[dict[str, Any]] = {"tiers": [{"name": "tier 2", "holders": {"roles": ["lead"]}}]}

    rule: Literal["escalation_duty"] = "escalation_duty"
    weight: Weight = 1
    tiers: tuple[EscalationTier, ...] = Field(min_length=1, max_length=6)
    during: Literal["work_required", "window", "always"] = "work_required"
    window: ClockWindow | None = None
    zone: ZoneName | None = None

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if (self.window is not None) != (self.during == "window"):
            raise ValueError("window goes with during = window, and with no other")
        names = [tier.name for tier in self.tiers]
        if len(set(names)) < len(names):
            raise ValueError("tiers: every tier needs a name of its own")
        return self

    def holders(self, problem: Problem) -> list[list[Agent]]:
        """For each tier those of the rule's scope whom it may fall to."""
        people = self.agents(problem)
        return [[agent for agent in people if tier.holders.includes(agent)] for tier in self.tiers]

    def judged(self, problem: Problem) -> list[int]:
        """The intervals in which the duties are held."""
        return intervals_asked(problem, self.window, self.zone, work_required=self.during == "work_required")

    def groups(self, problem: Problem) -> list[tuple[int, frozenset[str]]]:
        """Duties of any tiers taken together, and the people (by id) that any of them may fall to.

        By Hall's theorem in König's form the most duties that cannot be held are the greatest difference
        between the two over all sets of tiers.
        """
        holders = [frozenset(agent.id for agent in found) for found in self.holders(problem)]
        return [
            (
                sum(self.tiers[number].duties for number in chosen),
                frozenset[str]().union(*(holders[number] for number in chosen)),
            )
            for size in range(1, len(self.tiers) + 1)
            for chosen in combinations(range(len(self.tiers)), size)
        ]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        groups = [(duties, model.heads(people)) for duties, people in self.groups(model.problem)]
        most = sum(tier.duties for tier in self.tiers)
        for interval in self.judged(model.problem):
            rows = [duties - heads[interval] for duties, heads in groups]
            yield model.breach(*rows, place=Place(start=model.axis.instant(interval)), most=most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        axis, groups = problem.axis, self.groups(problem)
        present: list[set[str]] = [set() for _ in range(axis.intervals)]
        for shift in (*problem.carried_in, *roster.assignments):
            for interval in axis.covered(shift.start, shift.end):
                present[interval].add(shift.agent)
        for interval in self.judged(problem):
            missing = max(duties - len(people & present[interval]) for duties, people in groups)
            if missing > 0:
                start = axis.instant(interval)
                yield self.violation(
                    missing,
                    Place(start=start, end=start + axis.interval_minutes * MINUTE),
                    f"{missing} escalation duties have nobody at {start:%Y-%m-%d %H:%M}Z.",
                )

"""People who can hold as many contacts at once as the requirement counts on."""

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.coverage import TENTHS, required_tenths
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.domain.work import Channel
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class ContactLevel(Document):
    """Agents who bear ``tag`` hold ``at_once`` contacts of the channel at once."""

    tag: str = Field(min_length=1, max_length=100)
    at_once: int = Field(ge=0, le=20)


class ContactsAtOnce(Rule):
    """In each interval those on shift can hold as many contacts of a channel at once as it requires.

    The requirement means ``usual`` contacts at once for every agent it asks for; an agent holds what the
    first of ``levels`` whose tag they bear says, else ``usual``. Counted are agents of the scope who can
    serve a queue of the channel on the first date of the period, whatever else they serve; breaks are not
    considered. The excess counts contacts at once missing per interval.
    """

    sight: ClassVar[Sight] = Sight.MOMENT
    tier: ClassVar[Tier] = Tier.SERVICE
    unit: ClassVar[str] = "contacts at once missing per interval"
    sentence: ClassVar[str] = "Those on shift can hold as many contacts at once as there are."
    example: ClassVar[dict[str, Any]] = {
        "channel": "chat",
        "usual": 3,
        "levels": [{"tag": "new", "at_once": 1}],
    }

    rule: Literal["contacts_at_once"] = "contacts_at_once"
    channel: Channel
    usual: int = Field(default=3, ge=1, le=20)
    levels: tuple[ContactLevel, ...] = Field(default=(), max_length=50)

    def held_by(self, agent: Agent) -> int:
        """The contacts the agent holds at once."""
        return next((level.at_once for level in self.levels if level.tag in agent.tags), self.usual)

    def able(self, problem: Problem) -> dict[int, list[str]]:
        """Ids of those who can serve the channel, by the contacts they hold at once."""
        queues = [queue for queue in problem.queues if queue.channel is self.channel]
        found: dict[int, list[str]] = {}
        for agent in self.agents(problem):
            if any(queue.can_be_served_by(agent, problem.period.first_date) for queue in queues):
                found.setdefault(self.held_by(agent), []).append(agent.id)
        return found

    def needed(self, problem: Problem) -> list[int]:
        """The contacts at once that each interval's requirement means."""
        rows = [row for row, queue in enumerate(problem.queues) if queue.channel is self.channel]
        tenths: list[int] = required_tenths(problem)[rows].sum(axis=0).tolist()
        return [ceil(each * self.usual / TENTHS) for each in tenths]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        groups = [(held, model.heads(ids)) for held, ids in sorted(self.able(model.problem).items())]
        for interval, needed in enumerate(self.needed(model.problem)):
            if needed:
                held = model.sum(each * heads[interval] for each, heads in groups)
                place = Place(start=model.axis.instant(interval))
                yield model.breach(needed - held, place=place, most=needed)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        axis = problem.axis
        holds = {agent_id: held for held, ids in self.able(problem).items() for agent_id in ids}
        present = [0] * axis.intervals
        for shift in (*problem.carried_in, *roster.assignments):
            for interval in axis.covered(shift.start, shift.end) if shift.agent in holds else ():
                present[interval] += holds[shift.agent]
        for interval, needed in enumerate(self.needed(problem)):
            if needed > present[interval]:
                start = axis.instant(interval)
                yield self.violation(
                    needed - present[interval],
                    Place(start=start, end=start + axis.interval_minutes * MINUTE),
                    f"Those on shift at {start:%Y-%m-%d %H:%M}Z hold {present[interval]} contacts at once, "
                    f"{needed} are counted on.",
                )

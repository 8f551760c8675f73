"""What people would like."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from solver.domain.people import Agent, Preference, Wish
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.wishes import answers_in, is_met
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


MOST_REFUSED = 4
"""So many wishes refused before are made up for; more would let one person decide everything."""


class Wishes(Rule):
    """Every wish is met: a shift in the time wanted, none in the time to be kept free.

    A wish for work is met by a shift that lies in its span for at least half its minutes, a wish to be free
    by no shift touching it; a wish with tags is about shifts whose template bears one of them. The excess
    counts unmet wishes, each times its own weight, and once more for every wish that the agent was refused in
    the time remembered (four at most): who was refused most is heard first.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "unmet wishes, times the wish's weight and one more than the wishes refused before"
    sentence: ClassVar[str] = "People work when they would like to."

    rule: Literal["wishes"] = "wishes"
    weight: Weight = 1

    def worth(self, agent: Agent, wish: Preference) -> int:
        """What the wish counts, unmet: the more, the more often the agent was refused before."""
        return wish.weight * (1 + min(agent.carried.refused_wishes, MOST_REFUSED))

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        answers = answers_in(model.problem)
        for agent in self.agents(model.problem):
            for wish in agent.preferences:
                about = [shift for shift in model.shifts(agent.id) if answers(wish, shift)]
                granted = model.any_of(about)
                unmet = 1 - granted if wish.wish is Wish.WANTS else granted
                place = Place(agent=agent.id, start=wish.span.start, end=wish.span.end)
                if about or wish.wish is Wish.WANTS:
                    weight = self.worth(agent, wish)
                    yield model.breach(weight * unmet, place=place, most=weight)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts, answers = roster.by_agent(), answers_in(problem)
        for agent in self.agents(problem):
            worked = shifts.get(agent.id, [])
            for wish in agent.preferences:
                if not is_met(wish, worked, answers):
                    done = "wants to work" if wish.wish is Wish.WANTS else "wants to be free"
                    yield self.violation(
                        self.worth(agent, wish),
                        Place(agent=agent.id, start=wish.span.start, end=wish.span.end),
                        f"{agent.name} {done} from {wish.span.start:%Y-%m-%d %H:%M}Z to "
                        f"{wish.span.end:%Y-%m-%d %H:%M}Z and does not.",
                    )

"""What people would like."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from solver.domain.people import Wish
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.wishes import answers_in, is_met
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class Wishes(Rule):
    """Every wish is met: a shift in the time wanted, none in the time to be kept free.

    A wish for work is met by a shift that lies in its span for at least half its minutes, a wish to be free
    by no shift touching it; a wish with tags is about shifts whose template bears one of them. The excess
    counts unmet wishes, each times its own weight.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "unmet wishes, times the wish's weight"
    sentence: ClassVar[str] = "People work when they would like to."

    rule: Literal["wishes"] = "wishes"
    weight: Weight = 1

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        answers = answers_in(model.problem)
        for agent in self.agents(model.problem):
            for wish in agent.preferences:
                about = [shift for shift in model.shifts(agent.id) if answers(wish, shift)]
                granted = model.any_of(about)
                unmet = 1 - granted if wish.wish is Wish.WANTS else granted
                place = Place(agent=agent.id, start=wish.span.start, end=wish.span.end)
                if about or wish.wish is Wish.WANTS:
                    yield model.breach(wish.weight * unmet, place=place, most=wish.weight)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts, answers = roster.by_agent(), answers_in(problem)
        for agent in self.agents(problem):
            worked = shifts.get(agent.id, [])
            for wish in agent.preferences:
                if not is_met(wish, worked, answers):
                    done = "wants to work" if wish.wish is Wish.WANTS else "wants to be free"
                    yield self.violation(
                        wish.weight,
                        Place(agent=agent.id, start=wish.span.start, end=wish.span.end),
                        f"{agent.name} {done} from {wish.span.start:%Y-%m-%d %H:%M}Z to "
                        f"{wish.span.end:%Y-%m-%d %H:%M}Z and does not.",
                    )

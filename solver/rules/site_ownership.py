"""Every hour has an owner at work."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.ownership import SiteOwner, hand_offs, owner_at
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class SiteOwnership(Rule):
    """In every interval at least ``least`` agents of the site that owns it are on shift.

    Each owner takes over when its own clocks show its start and keeps the hours until the next owner does,
    so ownership follows every clock change. An interval belongs to the owner at its start. Breaks are not
    considered. The excess counts agents missing per interval.
    """

    sight: ClassVar[Sight] = Sight.PRESENCE
    tier: ClassVar[Tier] = Tier.MUST_HAVE
    unit: ClassVar[str] = "agents missing per interval"
    sentence: ClassVar[str] = "In every hour someone of the site that owns it is on shift."
    example: ClassVar[dict[str, Any]] = {
        "owners": [
            {"site": "manila", "zone": "Asia/Manila", "starts": "07:00:00"},
            {"site": "dublin", "zone": "Europe/Dublin", "starts": "08:00:00"},
        ]
    }

    rule: Literal["site_ownership"] = "site_ownership"
    weight: Weight = 1
    owners: tuple[SiteOwner, ...] = Field(min_length=1, max_length=24)
    least: int = Field(default=1, ge=1, le=1_000)

    def owned(self, problem: Problem) -> list[str]:
        """The owner of each interval."""
        axis = problem.axis
        if len({owner.site for owner in self.owners}) == 1:
            return [self.owners[0].site] * axis.intervals
        changes = hand_offs(self.owners, problem.period)
        return [owner_at(changes, axis.instant(interval)) for interval in range(axis.intervals)]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        people = self.agents(model.problem)
        heads = {
            owner.site: model.heads(agent.id for agent in people if agent.site == owner.site)
            for owner in self.owners
        }
        for interval, site in enumerate(self.owned(model.problem)):
            yield model.breach(
                self.least - heads[site][interval],
                place=Place(site=site, start=model.axis.instant(interval)),
                most=self.least,
            )

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        axis = problem.axis
        sites = {agent.id: agent.site for agent in self.agents(problem)}
        present = {owner.site: [0] * axis.intervals for owner in self.owners}
        for shift in (*problem.carried_in, *roster.assignments):
            site = sites.get(shift.agent)
            if site in present:
                for interval in axis.covered(shift.start, shift.end):
                    present[site][interval] += 1
        for interval, site in enumerate(self.owned(problem)):
            missing = self.least - present[site][interval]
            if missing > 0:
                start = axis.instant(interval)
                yield self.violation(
                    missing,
                    Place(site=site, start=start, end=start + axis.interval_minutes * MINUTE),
                    f"{site} owns {start:%Y-%m-%d %H:%M}Z and lacks {missing} of {self.least} agents.",
                )

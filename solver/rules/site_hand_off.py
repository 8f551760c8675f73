"""Follow the sun: both sites are there when ownership passes on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import local_day
from solver.domain.ownership import SiteOwner, hand_offs
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class SiteHandOff(Rule):
    """At each hand-off both sites have someone on shift for the whole overlap.

    The overlap begins when the taking site's own clocks show its start and lasts ``minutes`` of elapsed time,
    so hand-offs move with the clocks of the site that takes over. Each skill in ``skills`` must be present on
    both sides (valid on the local date the shift starts); without skills anyone of the site will do. Breaks
    are not considered. Judged are hand-offs after the first possible start of a shift and before the end of
    the period. The excess counts people missing on a side.
    """

    sight: ClassVar[Sight] = Sight.MOMENT
    tier: ClassVar[Tier] = Tier.MUST_HAVE
    unit: ClassVar[str] = "people missing on a side of a hand-off"
    sentence: ClassVar[str] = "At each hand-off both sites have someone with the skill on shift."
    example: ClassVar[dict[str, Any]] = {
        "owners": [
            {"site": "manila", "zone": "Asia/Manila", "starts": "07:00:00"},
            {"site": "dublin", "zone": "Europe/Dublin", "starts": "08:00:00"},
        ],
        "minutes": 30,
    }

    rule: Literal["site_hand_off"] = "site_hand_off"
    weight: Weight = 1
    owners: tuple[SiteOwner, ...] = Field(min_length=2, max_length=24)
    minutes: int = Field(default=30, ge=5, le=480)
    skills: tuple[str, ...] = ()
    least: int = Field(default=1, ge=1, le=1_000)

    @model_validator(mode="after")
    def _two_sites(self) -> Self:
        if len({owner.site for owner in self.owners}) < 2:
            raise ValueError("owners: a hand-off takes at least two different sites")
        return self

    def overlaps(self, problem: Problem) -> Iterator[tuple[datetime, datetime, str, str | None]]:
        """Start, end, site and skill of every presence asked for."""
        first = problem.period.start - problem.lead_in_minutes * MINUTE
        for change in hand_offs(self.owners, problem.period):
            if first < change.at < problem.period.end:
                for site in (change.giver, change.taker):
                    for skill in self.skills or (None,):
                        yield change.at, change.at + timedelta(minutes=self.minutes), site, skill

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        people = {agent.id: agent for agent in self.agents(model.problem)}
        for start, end, site, skill in self.overlaps(model.problem):
            present = [
                shift
                for agent in people.values()
                if agent.site == site
                for shift in model.shifts(agent.id)
                if shift.start <= start and end <= shift.end and _has(agent, skill, shift.start)
            ]
            fixed = sum(
                shift.is_on_shift(start, end) and _has(people[shift.agent], skill, shift.start)
                for shift in model.problem.carried_in
                if shift.agent in people and people[shift.agent].site == site
            )
            if fixed < self.least:
                least = self.least - fixed
                place = Place(site=site, start=start, end=end)
                yield model.breach(least - model.total(present), place=place, most=least)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        people = {agent.id: agent for agent in self.agents(problem)}
        shifts = [shift for shift in (*problem.carried_in, *roster.assignments) if shift.agent in people]
        for start, end, site, skill in self.overlaps(problem):
            present = sum(
                people[shift.agent].site == site
                and shift.is_on_shift(start, end)
                and _has(people[shift.agent], skill, shift.start)
                for shift in shifts
            )
            if present < self.least:
                whom = f"agents with {skill}" if skill else "agents"
                yield self.violation(
                    self.least - present,
                    Place(site=site, start=start, end=end),
                    f"{site} has {present} {whom} at the hand-off from {start:%Y-%m-%d %H:%M}Z to "
                    f"{end:%H:%M}Z, {self.least} needed.",
                )


def _has(agent: Agent, skill: str | None, start: datetime) -> bool:
    return skill is None or agent.skill(skill, local_day(start, agent.zone)) is not None

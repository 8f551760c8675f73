"""Follow the sun: which site owns which hour, and when ownership passes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Self

from pydantic import model_validator

from solver.domain.document import Document
from solver.domain.time import PlanningPeriod, ZoneName, at_clock


class SiteOwner(Document):
    """A site that takes over every day when its local clocks show ``starts``, until the next owner does.

    Because every owner's start is read on its own clocks, hand-offs move when one of them changes its clocks,
    and still every hour is owned.
    """

    site: str
    zone: ZoneName
    starts: time

    @model_validator(mode="after")
    def _clock_only(self) -> Self:
        if self.starts.tzinfo is not None:
            raise ValueError("starts is read on the site's own clocks: give no offset")
        return self


@dataclass(frozen=True, slots=True)
class HandOff:
    """Ownership passes from one site to another at ``at``."""

    at: datetime
    giver: str
    taker: str


def hand_offs(owners: Sequence[SiteOwner], period: PlanningPeriod) -> list[HandOff]:
    """Every change of owner from two days before the period to two days after, in order of time."""
    days = range(-2, period.days + 2)
    starts = sorted(
        (at_clock(period.first_date + timedelta(days=day), owner.starts, owner.zone), number)
        for number, owner in enumerate(owners)
        for day in days
    )
    return [
        HandOff(at, owners[before].site, owners[after].site)
        for (_, before), (at, after) in pairwise(starts)
        if owners[before].site != owners[after].site
    ]


def owner_at(changes: Sequence[HandOff], instant: datetime) -> str:
    """The site that owns the instant: the taker of the last hand-off up to it."""
    owner = changes[0].giver
    for change in changes:
        if change.at > instant:
            break
        owner = change.taker
    return owner

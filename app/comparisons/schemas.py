"""What callers ask of comparisons and read of them."""

import uuid
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from app.fields import Day, Document, Name, Tag, ZoneName
from app.forecasts.schemas import PlanState, QueueNames
from app.requirements.schemas import Basis
from app.rosters.schemas import EVERYONE, LONGEST_ROSTER_DAYS, RosterBody, SolveReport
from solver.comparing import FairnessPoint, HiresNeeded
from solver.domain.ownership import SiteOwner
from solver.domain.result import Measures
from solver.domain.time import IntervalMinutes
from solver.presets import CoverageModel

MOST_OPTIONS = 8


class OptionBody(Document):
    """One way of rostering: a coverage model with its own rules, or with a stored rule set."""

    name: Name | None = None
    coverage_model: CoverageModel
    rule_set_id: uuid.UUID | None = None
    owners: Annotated[tuple[SiteOwner, ...], Field(min_length=2, max_length=48)] | None = None

    @property
    def called(self) -> str:
        """Its name; without one that of the coverage model."""
        return self.name or self.coverage_model.value


EVERY_MODEL = tuple(OptionBody(coverage_model=model) for model in CoverageModel)


class FairnessBody(Document):
    """For which option to draw the price of fairness, and at which limits.

    Nobody may be more than ``most_above`` nights, weekends or holidays above the fair share; null: no limit.
    """

    option: Name
    most_above: Annotated[
        tuple[Annotated[StrictInt, Field(ge=0, le=100)] | None, ...], Field(min_length=1, max_length=12)
    ] = (0, 1, 2, 3, 5, None)


class ComparisonBody(Document):
    """What to compare: ``options`` on the same people and the same requirement, ``seconds`` for each.

    Without options the three coverage models are compared. Everything else is as for one roster.
    """

    first_date: Day
    days: Annotated[StrictInt, Field(ge=1, le=LONGEST_ROSTER_DAYS)] = 7
    zone: ZoneName | None = Field(default=None, description="Of the dates; else the organization's.")
    team: Tag = EVERYONE
    queues: QueueNames | None = None
    requirement_id: uuid.UUID | None = None
    basis: Basis = Basis.MEAN
    interval_minutes: IntervalMinutes = 15
    options: Annotated[tuple[OptionBody, ...], Field(min_length=1, max_length=MOST_OPTIONS)] = EVERY_MODEL
    hires: StrictBool = Field(default=True, description="Count the hires that would close the gaps.")
    fairness: FairnessBody | None = None
    seconds: Annotated[float, Field(ge=1, le=3600)] = 60.0
    seed: Annotated[StrictInt, Field(ge=0, le=2_147_483_647)] = 0
    deterministic: StrictBool = False

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        names = [option.called for option in self.options]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"expected options with different names: {twice} is there twice")
        if self.fairness is not None and self.fairness.option not in names:
            raise ValueError(f"expected fairness.option to be one of {', '.join(names)}")
        self.rosters()
        return self

    def rosters(self) -> tuple[RosterBody, ...]:
        """What is asked of each option, as of a roster of its own."""
        shared = (
            *("first_date", "days", "zone", "team", "queues", "requirement_id", "basis"),
            *("interval_minutes", "seconds", "seed", "deterministic"),
        )
        return tuple(
            RosterBody(
                **{name: getattr(self, name) for name in shared},
                coverage_model=option.coverage_model,
                rule_set_id=option.rule_set_id,
                owners=option.owners,
            )
            for option in self.options
        )


class ComparedOption(Document):
    """One option: the solver's proof tier by tier, the measures, and what it lacks.

    ``night_hours`` are local-night hours of each agent who has any, by id.
    """

    name: str
    coverage_model: CoverageModel
    rule_set: str
    required_violations: int
    report: SolveReport
    measures: Measures
    night_hours: dict[str, float]
    hires: HiresNeeded | None
    warnings: tuple[str, ...]


class ComparisonDocument(Document):
    """All options; ``same_problem``: each of them solved the problem of this digest."""

    problem_digest: str
    same_problem: bool
    options: tuple[ComparedOption, ...]
    fairness: tuple[FairnessPoint, ...]
    agents: dict[str, str] = Field(description="Names by id.")


class ComparisonRead(Document):
    """A comparison; ``rosters`` are the drafts of its options by name, once it is ready."""

    id: uuid.UUID
    state: PlanState
    first_date: date
    days: int
    team: str
    asked: ComparisonBody
    rosters: dict[str, uuid.UUID]
    result: ComparisonDocument | None
    job: str
    created_at: datetime
    ready_at: datetime | None

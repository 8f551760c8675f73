"""What a rule must offer: how much it is broken, once for the solver and once for a reader."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from solver.domain.days import local_day, shifts_before
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import DateSpan, ShiftFilter
from solver.domain.shift import Shift
from solver.domain.sight import Sight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


Weight = Annotated[int | None, Field(ge=0, le=1_000_000)]
"""None: required; 0: off; n: the price of a unit of excess."""


class Scope(Document):
    """Whom a rule is about: agents of any of the sites, roles and tags named, else everyone.

    They bear all of ``all_tags`` and none of ``without_tags``.
    """

    sites: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    tags: frozenset[str] | None = None
    all_tags: frozenset[str] = frozenset()
    without_tags: frozenset[str] = frozenset()
    agents: tuple[str, ...] | None = None

    def includes(self, agent: Agent) -> bool:
        return (
            (self.sites is None or agent.site in self.sites)
            and (self.roles is None or agent.role in self.roles)
            and (self.tags is None or bool(self.tags & agent.tags))
            and self.all_tags <= agent.tags
            and not self.without_tags & agent.tags
            and (self.agents is None or agent.id in self.agents)
        )


def _only_valid(found: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Breaches or violations whose places lie inside the rule's span of validity."""

    @wraps(found)
    def inside(self: "Rule", subject: Any, *others: Any) -> Iterator[Any]:
        if self.valid is None:
            return found(self, subject, *others)
        problem = subject if isinstance(subject, Problem) else subject.problem
        zones = {agent.id: agent.zone for agent in problem.agents}
        return (each for each in found(self, subject, *others) if self._is_valid(each.place, problem, zones))

    return inside


def _forbids_while_valid(forbids: Callable[..., bool]) -> Callable[..., bool]:
    @wraps(forbids)
    def forbidden(self: "Rule", problem: Problem, agent: Agent, shift: Shift) -> bool:
        return (self.valid is None or self.valid.holds(shift.day)) and forbids(self, problem, agent, shift)

    return forbidden


def _once_a_day_always(once_a_day: Callable[..., bool]) -> Callable[..., bool]:
    @wraps(once_a_day)
    def always(self: "Rule", agent: Agent) -> bool:
        return self.valid is None and once_a_day(self, agent)

    return always


_MINDING: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "breaches": _only_valid,
    "violations": _only_valid,
    "violations_in": _only_valid,
    "forbids": _forbids_while_valid,
    "once_a_day": _once_a_day_always,
}


class Rule(Document, ABC):
    """A limit or a wish. ``weight`` None: required, the excess must be zero. ``weight`` n: preferred, every
    unit of excess costs n in the rule's tier; 0 switches the rule off. Limits are required unless said
    otherwise; rules about what is reached as far as possible (coverage, cost, fairness, wishes) weigh 1.

    A subclass adds its parameters as fields, a discriminating ``rule: Literal[...]`` and the class's ``tier``
    (where its excess is priced when preferred), ``unit`` (of the excess), ``sentence`` (what it asks, in
    plain words) and, where it has parameters without default, an ``example`` of them; ``sight`` where less
    than the whole roster matters at a place, which spares judging all of it after a small change; ``dated``
    False where its places have neither date nor start. ``valid`` limits a rule to places inside a span of
    dates: both readings and what it forbids leave out the rest.
    """

    sight: ClassVar[Sight] = Sight.WHOLE
    tier: ClassVar[Tier]
    unit: ClassVar[str]
    sentence: ClassVar[str]
    example: ClassVar[dict[str, Any]] = {}
    dated: ClassVar[bool] = True

    rule: str
    weight: Weight = None
    scope: Scope = Scope()
    valid: DateSpan | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        """Every rule's own methods mind ``valid``, without a word in the rule's file."""
        super().__init_subclass__(**options)
        for name, minding in _MINDING.items():
            if name in vars(cls):
                setattr(cls, name, minding(vars(cls)[name]))

    @model_validator(mode="after")
    def _has_dates(self) -> Self:
        if self.valid is not None and not self.dated:
            raise ValueError(f"{self.rule} looks at the whole period: give it no span of validity")
        return self

    @property
    def required(self) -> bool:
        return self.weight is None

    @abstractmethod
    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        """The excess at each place as expressions over the model."""

    @abstractmethod
    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        """The same excess as it stands in a roster, read from documents only."""

    def forbids(self, problem: Problem, agent: Agent, shift: Shift) -> bool:  # noqa: ARG002 - for subclasses
        """Whether the rule, being required, rules this shift out whatever else the roster holds."""
        return False

    def once_a_day(self, agent: Agent) -> bool:  # noqa: ARG002 - for subclasses
        """Whether the rule, being required, leaves the agent at most one shift per local date."""
        return False

    def apart(self, problem: Problem) -> frozenset[str]:  # noqa: ARG002 - for subclasses
        """Whose breaks (by id) the rule counts apart from those of others; nobody's where it counts none."""
        return frozenset()

    @classmethod
    def an_example(cls) -> dict[str, Any]:
        """Parameters of one such rule, as they would be written in a rule set."""
        name = cls.model_fields["rule"].default
        return {"rule": name, **cls.example}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        described = super().__get_pydantic_json_schema__(schema, handler)
        if "rule" in cls.model_fields and isinstance(cls.model_fields["rule"].default, str):
            handler.resolve_ref_schema(described)["examples"] = [cls.an_example()]
        return described

    def _is_valid(self, place: Place, problem: Problem, zones: Mapping[str, str]) -> bool:
        day = place.date
        if day is None and place.start is not None:
            day = local_day(place.start, zones.get(place.agent or "", problem.period.zone))
        return self.valid is None or day is None or self.valid.holds(day)

    def agents(self, problem: Problem) -> list[Agent]:
        return [agent for agent in problem.agents if self.scope.includes(agent)]

    def violation(self, excess: int, place: Place, message: str) -> Violation:
        return Violation(
            rule=self.rule,
            name=type(self).__name__,
            tier=Tier.REQUIRED if self.required else self.tier,
            required=self.required,
            excess=excess,
            unit=self.unit,
            place=place,
            message=message,
        )


class TeamRule(Rule):
    """A rule about what is covered: whoever can serve counts, so a scope is refused."""

    @model_validator(mode="after")
    def _unscoped(self) -> Self:
        if self.scope != Scope():
            raise ValueError(f"{self.rule} looks at everyone who can serve: give it no scope")
        return self


class ShiftRule(Rule):
    """A rule about single shifts: whether this agent may work this shift, whatever else the roster holds.

    One reading serves both sides, and a required one keeps the shift out of the model altogether. ``shifts``
    says which shifts it looks at.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    shifts: ShiftFilter = ShiftFilter()

    @abstractmethod
    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:
        """How much the shift alone breaks the rule, in the rule's unit; zero when it is kept."""

    def forbids(self, problem: Problem, agent: Agent, shift: Shift) -> bool:
        return (
            self.required
            and self.scope.includes(agent)
            and self.shifts.chooser(problem)(agent, shift)
            and self.excess_of(problem, agent, shift) > 0
        )

    @abstractmethod
    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:
        """The breach in plain words."""

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        looks_at = self.shifts.chooser(model.problem)
        for agent in self.agents(model.problem):
            for day in model.days(agent.id):
                excesses = {
                    shift: excess
                    for shift in model.shifts_on(agent.id, day)
                    if looks_at(agent, shift) and (excess := self.excess_of(model.problem, agent, shift)) > 0
                }
                if excesses:
                    total = model.weighted(tuple(excesses), tuple(excesses.values()))
                    yield model.breach(
                        total, place=Place(agent=agent.id, date=day), most=sum(excesses.values())
                    )

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        scoped, looks_at = {agent.id: agent for agent in self.agents(problem)}, self.shifts.chooser(problem)
        for assignment in roster.assignments:
            agent = scoped.get(assignment.agent)
            if agent is None or not looks_at(agent, assignment):
                continue
            excess = self.excess_of(problem, agent, assignment)
            if excess > 0:
                place = Place(
                    agent=agent.id,
                    date=assignment.local_date(agent.zone),
                    start=assignment.start,
                    end=assignment.end,
                )
                yield self.violation(excess, place, self.message_for(agent, assignment, excess))


def known_before(problem: Problem, agent: Agent) -> list[Assignment]:
    """The known shifts before the period; of the last one carried only start and end are known."""
    carried = {(shift.start, shift.end): shift for shift in problem.carried_in if shift.agent == agent.id}
    return [
        carried.get((start, end)) or Assignment(agent=agent.id, template="", start=start, end=end)
        for start, end in shifts_before(problem, agent)
    ]

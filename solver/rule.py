"""What a rule must offer: how much it is broken, once for the solver and once for a reader."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from solver.domain.days import DAY, by_local_day, local_day, minutes_within, shifts_before
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import Per, ShiftFilter, Stretch, stretches
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.domain.time import MINUTE, local_midnight

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
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


class Rule(Document, ABC):
    """A limit or a wish. ``weight`` None: required, the excess must be zero. ``weight`` n: preferred, every
    unit of excess costs n in the rule's tier; 0 switches the rule off. Limits are required unless said
    otherwise; rules about what is reached as far as possible (coverage, cost, fairness, wishes) weigh 1.

    A subclass adds its parameters as fields, a discriminating ``rule: Literal[...]`` and the class's ``tier``
    (where its excess is priced when preferred), ``unit`` (of the excess), ``sentence`` (what it asks, in
    plain words) and, where it has parameters without default, an ``example`` of them; ``sight`` where less
    than the whole roster matters at a place, which spares judging all of it after a small change.
    """

    sight: ClassVar[Sight] = Sight.WHOLE
    tier: ClassVar[Tier]
    unit: ClassVar[str]
    sentence: ClassVar[str]
    example: ClassVar[dict[str, Any]] = {}

    rule: str
    weight: Weight = None
    scope: Scope = Scope()

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


class Trigger(Document):
    """A condition: a limit holds only where an agent has at least ``least`` of these shifts."""

    shifts: ShiftFilter
    least: int = Field(default=1, ge=1, le=100)


class StretchRule(Rule):
    """A rule about how much of something an agent's shifts hold in each stretch of dates.

    ``shifts`` says which shifts count, ``only_if`` in which stretches the limit holds. ``scale_absences``
    shrinks the limits by the share of dates that time off covers from end to end. A shift belongs to the
    local date it starts on.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    counted: ClassVar[str]

    shifts: ShiftFilter = ShiftFilter()
    only_if: Trigger | None = None
    scale_absences: bool = False

    @abstractmethod
    def counted_over(self) -> Per:
        """The stretches looked at."""

    @abstractmethod
    def limits(self, agent: Agent) -> tuple[int, int | None]:
        """What is owed at least and allowed at most."""

    @abstractmethod
    def modelled(
        self, model: "RosterModel", agent: Agent, shifts: Sequence[Shift], known: Sequence[Assignment]
    ) -> tuple["Expr", int]:
        """The amount in those of the shifts that are taken and in what is known, and an upper bound of it."""

    @abstractmethod
    def read(self, problem: Problem, agent: Agent, shifts: Sequence[Assignment]) -> int:
        """The amount in these shifts."""

    def bounds(
        self, problem: Problem, agent: Agent, stretch: Stretch, known: Sequence[Assignment]
    ) -> tuple[int, int | None]:
        """What the agent is owed and allowed in the stretch; what is worked already is not held against
        anyone.
        """
        absent = _absent_dates(agent, stretch) if self.scale_absences else 0
        owed, allowed = stretch.bounds(*self.limits(agent), absent)
        return owed, None if allowed is None else max(allowed, self.read(problem, agent, known))

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        problem = model.problem
        over, counts = stretches(self.counted_over(), problem.period), self.shifts.chooser(problem)
        for agent in self.agents(problem):
            before = [shift for shift in known_before(problem, agent) if counts(agent, shift)]
            offered = {
                day: [shift for shift in model.shifts_on(agent.id, day) if counts(agent, shift)]
                for day in model.days(agent.id)
            }
            for stretch in over:
                shifts = [shift for day, found in offered.items() if stretch.holds(day) for shift in found]
                known = _within(stretch, agent, before)
                amount, most = self.modelled(model, agent, shifts, known)
                owed, allowed = self.bounds(problem, agent, stretch, known)
                rows = [owed - amount] if owed > 0 else []
                worst = owed
                if allowed is not None and most > allowed:
                    rows.append(amount - allowed)
                    worst = max(worst, most - allowed)
                if rows and self.only_if is not None:
                    idle = 1 - self._triggered(model, agent, stretch)
                    rows = [row - worst * idle for row in rows]
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=stretch.day), most=worst)

    def _triggered(self, model: "RosterModel", agent: Agent, stretch: Stretch) -> "Expr":
        """1 when the condition holds in the stretch, else 0."""
        if self.only_if is None:
            return 1
        least, counts = self.only_if.least, self.only_if.shifts.chooser(model.problem)
        shifts = [
            shift for shift in model.shifts(agent.id) if stretch.holds(shift.day) and counts(agent, shift)
        ]
        known = [shift for shift in known_before(model.problem, agent) if counts(agent, shift)]
        done = len(_within(stretch, agent, known))
        most = done + model.most_of(shifts)
        if most < least:
            return 0
        beyond = model.total(shifts) + (done - least + 1)
        return model.shares(beyond, max(most, least), 1, f"{self.rule} holds for {agent.id}")

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, counts = roster.by_agent(), self.shifts.chooser(problem)
        over = stretches(self.counted_over(), problem.period)
        for agent in self.agents(problem):
            days, before = by_local_day(agent, given.get(agent.id, ())), known_before(problem, agent)
            for stretch in over:
                known = _within(stretch, agent, before)
                worked = [shift for day, found in days.items() if stretch.holds(day) for shift in found]
                if not self._holds(problem, agent, [*known, *worked]):
                    continue
                known = [shift for shift in known if counts(agent, shift)]
                worked = [shift for shift in worked if counts(agent, shift)]
                amount = self.read(problem, agent, [*known, *worked])
                owed, allowed = self.bounds(problem, agent, stretch, known)
                place, said = (
                    Place(agent=agent.id, date=stretch.day),
                    f"{agent.name} has {amount} {self.counted}",
                )
                missing, over_by = owed - amount, 0 if allowed is None else amount - allowed
                if missing > 0 and missing >= over_by:
                    yield self.violation(missing, place, f"{said} {stretch.name}, at least {owed} are due.")
                elif over_by > 0:
                    yield self.violation(
                        over_by, place, f"{said} {stretch.name}, at most {allowed} are allowed."
                    )

    def _holds(self, problem: Problem, agent: Agent, shifts: Sequence[Assignment]) -> bool:
        if self.only_if is None:
            return True
        counts = self.only_if.shifts.chooser(problem)
        return sum(counts(agent, shift) for shift in shifts) >= self.only_if.least


class AmountRule(StretchRule):
    """A stretch rule about a sum over shifts."""

    @abstractmethod
    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:
        """What the shift adds."""

    def modelled(
        self, model: "RosterModel", agent: Agent, shifts: Sequence[Shift], known: Sequence[Assignment]
    ) -> tuple["Expr", int]:
        amounts = {shift: amount for shift in shifts if (amount := self.amount_of(agent, shift)) > 0}
        done = self.read(model.problem, agent, known)
        most = sum(sorted(amounts.values(), reverse=True)[: model.most_of(amounts)])
        return model.weighted(tuple(amounts), tuple(amounts.values())) + done, most + done

    def read(self, problem: Problem, agent: Agent, shifts: Sequence[Assignment]) -> int:  # noqa: ARG002
        return sum(self.amount_of(agent, shift) for shift in shifts)


class DistinctRule(StretchRule):
    """A stretch rule about how many different things the shifts touch."""

    @abstractmethod
    def touched(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> Iterable[Hashable]:
        """What the shift touches."""

    def modelled(
        self, model: "RosterModel", agent: Agent, shifts: Sequence[Shift], known: Sequence[Assignment]
    ) -> tuple["Expr", int]:
        done = {thing for shift in known for thing in self.touched(model.problem, agent, shift)}
        groups: dict[Hashable, list[Shift]] = {}
        for shift in shifts:
            for thing in self.touched(model.problem, agent, shift):
                if thing not in done:
                    groups.setdefault(thing, []).append(shift)
        return model.sum(model.any_of(group) for group in groups.values()) + len(done), len(groups) + len(
            done
        )

    def read(self, problem: Problem, agent: Agent, shifts: Sequence[Assignment]) -> int:
        return len({thing for shift in shifts for thing in self.touched(problem, agent, shift)})


def known_before(problem: Problem, agent: Agent) -> list[Assignment]:
    """The known shifts before the period; of the last one carried only start and end are known."""
    carried = {(shift.start, shift.end): shift for shift in problem.carried_in if shift.agent == agent.id}
    return [
        carried.get((start, end)) or Assignment(agent=agent.id, template="", start=start, end=end)
        for start, end in shifts_before(problem, agent)
    ]


def _within(stretch: Stretch, agent: Agent, before: Iterable[Assignment]) -> list[Assignment]:
    if not stretch.looks_back:
        return []
    return [shift for shift in before if stretch.holds(local_day(shift.start, agent.zone))]


def _absent_dates(agent: Agent, stretch: Stretch) -> int:
    """Dates of the stretch that time off covers from midnight to midnight."""
    spans = [absence.span for absence in agent.time_off]
    if not spans:
        return 0
    days = (stretch.first + n * DAY for n in range((stretch.last - stretch.first).days + 1))
    edges = ((local_midnight(day, agent.zone), local_midnight(day + DAY, agent.zone)) for day in days)
    return sum(
        starts < ends and minutes_within(spans, starts, ends) == (ends - starts) // MINUTE
        for starts, ends in edges
    )

"""The coverage models side by side: every figure with the formula and the inputs it came from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.comparisons.schemas import ComparisonRead
from app.rosters.schemas import ModelRoster, SideBySide, SolveReport
from app.web.choice import Choice
from app.web.figures import UNKNOWN, number, percent, words
from solver.comparing import FairnessPoint, HiresNeeded
from solver.domain.result import Measures, Tier, TierResult


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and, for whoever points at it, how it came about."""

    text: str
    how: str


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of all models."""

    name: str
    formula: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A column: the newest roster of one coverage model."""

    name: str
    state: str
    address: str
    chosen: bool
    provenance: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CurveRow:
    """A point of the price of fairness: a limit of unfairness, and what is paid for it."""

    limit: str
    coverage: str
    cost: str
    fairness: str
    tiers: str
    gap: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it."""

    same_problem: bool
    models: tuple[Model, ...]
    lines: tuple[Line, ...]
    tiers: tuple[Line, ...]
    curve: tuple[CurveRow, ...]
    curve_of: str


Written = Callable[[Measures], str]

_MEASURES: Sequence[tuple[str, str, Written, Written]] = (
    (
        "Service coverage",
        "Covered ÷ required agent-hours; an agent on duty counts once, shared among queues they can serve.",
        lambda m: percent(m.coverage),
        lambda m: f"{number(m.covered_hours, 1)} ÷ {number(m.required_hours, 1)} agent-hours",
    ),
    (
        "Coverage where people exist",
        "As above, counting only the required agent-intervals for which somebody may lawfully be on shift.",
        lambda m: percent(m.reachable_coverage),
        lambda m: f"{number(m.covered_hours, 1)} agent-hours ÷ those of the required that are reachable",
    ),
    (
        "Short",
        "Required − covered, summed over queues and intervals.",
        lambda m: f"{number(m.short_hours, 1)} h",
        lambda m: f"{number(m.required_hours, 1)} − {number(m.covered_hours, 1)} agent-hours",
    ),
    (
        "Paid hours",
        "Elapsed hours of all shifts less their unpaid breaks.",
        lambda m: f"{number(m.paid_hours, 1)} h",
        lambda m: f"{m.shifts} shifts of {m.agents_rostered} agents",
    ),
    (
        "Cost",
        "Paid hours × the contract's cost per hour, summed over agents.",
        lambda m: number(m.cost),
        lambda m: f"{number(m.paid_hours, 1)} paid hours at the rates of {m.agents_rostered} contracts",
    ),
    (
        "Local-night hours",
        "Hours of shifts between 23:00 and 06:00 on the agent's own clock.",
        lambda m: f"{number(m.local_night_hours, 1)} h",
        lambda m: f"{sum(agent.nights for agent in m.agents)} night shifts (three hours of night or more)",
    ),
    (
        "Local-night hours of one person, at most",
        "As above, of whoever has most of them.",
        lambda m: f"{number(max((agent.local_night_hours for agent in m.agents), default=0), 1)} h",
        lambda m: (
            f"{sum(agent.local_night_hours > 0 for agent in m.agents)} of {len(m.agents)} people have any"
        ),
    ),
    (
        "Fairness",
        "1 − mean absolute deviation ÷ mean of nights, weekends and holidays per contracted minute.",
        lambda m: percent(m.fairness),
        lambda m: (
            f"from {sum(agent.nights_with_carried for agent in m.agents)} nights, "
            f"{sum(agent.weekends_with_carried for agent in m.agents)} weekend shifts and "
            f"{sum(agent.holidays_with_carried for agent in m.agents)} holidays"
        ),
    ),
    (
        "Wishes met",
        "Wishes met ÷ wishes that agents made for this period.",
        lambda m: percent(m.preferences_met),
        lambda m: (
            f"{sum(agent.wishes_met for agent in m.agents)} of {sum(agent.wishes for agent in m.agents)}"
        ),
    ),
)


def comparison_of(
    side_by_side: SideBySide, choice: Choice, compared: ComparisonRead | None = None
) -> Comparison:
    """The table of the newest rosters of one period; the column of the chosen roster is marked.

    ``compared`` is the newest comparison, which knows the hires of its rosters and the price of fairness.
    """
    rosters = side_by_side.rosters
    document = None if compared is None else compared.result
    alike = compared is not None and (compared.first_date, compared.days, compared.team) == (
        side_by_side.first_date,
        side_by_side.days,
        side_by_side.team,
    )
    asked = None if compared is None else compared.asked.fairness
    lines = [_status_line(rosters)]
    lines += [
        Line(
            name,
            formula,
            tuple(
                Cell(text(each.measures), f"{how(each.measures)}. {_source(each.report)}") for each in rosters
            ),
        )
        for name, formula, text, how in _MEASURES
    ]
    hires = _hires_line(rosters, compared)
    lines += [] if hires is None else [hires]
    return Comparison(
        same_problem=side_by_side.same_problem,
        models=tuple(_model(each, choice) for each in rosters),
        lines=tuple(lines),
        tiers=tuple(_tier_line(tier, rosters) for tier in Tier if _has(tier, rosters)),
        curve=tuple(map(_curve_row, document.fairness)) if document is not None and alike else (),
        curve_of="" if asked is None else asked.option,
    )


def _hires_line(rosters: Sequence[ModelRoster], compared: ComparisonRead | None) -> Line | None:
    """Hires that would close each roster's gaps; None when no comparison has counted them."""
    if compared is None or compared.result is None:
        return None
    names = {roster_id: name for name, roster_id in compared.rosters.items()}
    counted = {option.name: option.hires for option in compared.result.options}
    found = [counted.get(names.get(each.roster.id, "")) for each in rosters]
    if not any(found):
        return None
    return Line(
        "Hires needed",
        "Newcomers with the skills of the shortest queue, each given their best lawful week on the roster, "
        "one after the other until less than a hundredth of the requirement is short.",
        tuple(_hires_cell(each) for each in found),
    )


def _hires_cell(hires: HiresNeeded | None) -> Cell:
    if hires is None:
        return Cell(UNKNOWN, "The roster was built apart from the newest comparison.")
    told = f"{hires.agents}" if hires.closed else f"more than {hires.agents}"
    people = ", ".join(
        f"{each.agents} × {', '.join(each.skills) or 'any skill'} in {each.zone}" for each in hires.tried
    )
    return Cell(
        told,
        f"At least {hires.at_least} by the hours missing. Tried: {people or 'nobody'}; short then "
        f"{number(hires.left_hours, 1)} of {number(hires.short_hours, 1)} h.",
    )


def _curve_row(point: FairnessPoint) -> CurveRow:
    limit = "no limit" if point.most_above is None else f"at most {point.most_above} above"
    if not point.possible:
        return CurveRow(limit, UNKNOWN, "no such roster found", UNKNOWN, UNKNOWN, UNKNOWN)
    return CurveRow(
        limit=limit,
        coverage=percent(point.coverage),
        cost=number(point.money),
        fairness=percent(point.fairness),
        tiers=f"service {number(point.service)}, cost {number(point.cost)}, "
        f"unfairness {number(point.unfairness)}",
        gap="found under another limit" if point.adopted else percent(point.cost_gap),
    )


def _status_line(rosters: Sequence[ModelRoster]) -> Line:
    return Line(
        "Result",
        "Optimal: every tier is proved best. Feasible: every required rule is kept and the time was up. "
        "Stopped: somebody asked for the best so far.",
        tuple(
            Cell(
                words(each.report.status),
                f"{each.roster.figures.required_violations if each.roster.figures else 0} violations of "
                f"required rules, read off the roster without the solver. {_source(each.report)}",
            )
            for each in rosters
        ),
    )


def _model(each: ModelRoster, choice: Choice) -> Model:
    report = each.report
    budget = (
        "" if report.deterministic_budget is None else f", budget {number(report.deterministic_budget, 1)}"
    )
    return Model(
        name=each.roster.coverage_model,
        state=each.roster.state,
        address=choice.address("board", roster=each.roster.id),
        chosen=each.roster.id == choice.roster,
        provenance=(
            ("Solver", f"{report.solver_version}, {number(report.seconds, 1)} s"),
            (
                "Seed",
                f"{report.seed}, {'deterministic' if report.deterministic else 'as fast as it can'}{budget}",
            ),
            ("Problem (people, work, time), SHA-256", report.problem_digest),
            ("Problem, rules and options, SHA-256", report.input_digest),
            ("Roster", f"/v1/rosters/{each.roster.id}, version {each.roster.version}"),
        ),
    )


def _source(report: SolveReport) -> str:
    return f"Seed {report.seed}, input {report.input_digest[:12]}…"


def _tier(tier: Tier, each: ModelRoster) -> TierResult | None:
    return next((found for found in each.report.tiers if found.tier is tier), None)


def _has(tier: Tier, rosters: Sequence[ModelRoster]) -> bool:
    return any(_tier(tier, each) is not None for each in rosters)


def _tier_line(tier: Tier, rosters: Sequence[ModelRoster]) -> Line:
    units = {found.unit for each in rosters if (found := _tier(tier, each)) is not None and found.unit}
    formula = "Least is best. Gap = (value − bound) ÷ max(value, 1), given the tiers above. Unit: "
    return Line(
        tier.name.lower(),
        formula + (" or ".join(sorted(units)) or "none"),
        tuple(_tier_cell(_tier(tier, each), each.report) for each in rosters),
    )


def _tier_cell(found: TierResult | None, report: SolveReport) -> Cell:
    if found is None:
        return Cell(UNKNOWN, "No rule of this model belongs to this tier.")
    value, bound = number(found.value), number(found.bound)
    text = f"{value}, proved" if found.proved else f"{value} ≥ {bound}, gap {percent(found.gap)}"
    how = "value and proved bound meet" if found.proved else f"({value} − {bound}) ÷ max({value}, 1)"
    return Cell(text, f"{how}. {_source(report)}")

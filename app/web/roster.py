"""The chosen roster: its board, what it breaks, and what it covers of one queue's requirement."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.database import TenantSession
from app.requirements.tables import RequirementQueue
from app.rosters.figures import coverage_of_roster
from app.rosters.schemas import QueueCoverage, RosterCoverage
from app.rosters.service import document_of
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import Roster
from app.web.board import Board, Clock, board_of
from app.web.charts import Chart, coverage_chart
from app.web.choice import Choice, Link
from app.web.figures import full_date, number, percent, words
from app.web.questions import Gap, about_rules, gaps_of
from solver.domain.result import Violation
from solver.domain.roster import Roster as Assignments


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One interval of the coverage chart."""

    start: datetime
    required: float
    covered: float
    short: float
    over: float


@dataclass(frozen=True, slots=True)
class CoveragePart:
    """Required and covered of the chosen queue; all queues to choose from."""

    queue: str
    queues: tuple[Link, ...]
    zone: str
    interval_minutes: int
    required_hours: float
    covered: float | None
    short_hours: float
    over_hours: float
    chart: Chart
    described: str
    gaps: tuple[Gap, ...]
    rows: tuple[CoverageRow, ...]
    provenance: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RosterPart:
    """The chosen roster."""

    id: uuid.UUID
    model: str
    lede: str
    clocks: tuple[Link, ...]
    board: Board
    violations: tuple[Violation, ...]
    required_broken: int
    wishes_broken: int
    question: str | None
    coverage: CoveragePart | None


def roster_part(session: TenantSession, roster: Roster, choice: Choice) -> RosterPart:
    """What the page shows of a roster that is built; raises RosterNotBuilt of any other."""
    document = document_of(session, roster)
    assignments = Assignments(assignments=tuple(assignments_of(shifts_of(session, roster.id))))
    violations = sorted(
        document.judgement.violations,
        key=lambda each: (not each.required, each.tier, each.rule, each.message),
    )
    broken = document.judgement.broken
    coverage = coverage_of_roster(session, roster.id)
    return RosterPart(
        id=roster.id,
        model=roster.coverage_model,
        lede=_lede(roster),
        clocks=(
            Link(
                "Each agent's own clock",
                choice.address("board", clock=Clock.LOCAL),
                choice.clock is Clock.LOCAL,
            ),
            Link("UTC", choice.address("board", clock=Clock.UTC), choice.clock is Clock.UTC),
        ),
        board=board_of(document.problem, assignments, choice.clock),
        violations=tuple(violations),
        required_broken=broken,
        wishes_broken=len(violations) - broken,
        question=about_rules(violations),
        coverage=_coverage_part(session, roster, coverage, choice) if coverage.queues else None,
    )


def _lede(roster: Roster) -> str:
    figures = roster.figures
    told = [f"{words(roster.state).capitalize()}, edition {roster.edition}"]
    if figures is not None:
        told.append(f"{figures.shifts} shifts of {figures.agents_rostered} agents")
        told.append(f"{number(figures.paid_hours, 1)} paid hours")
        told.append(f"{percent(figures.coverage)} of the requirement covered")
    if roster.edited_at is not None:
        told.append(f"edited by hand on {full_date(roster.edited_at)}")
    return (
        ", ".join(told)
        + ". Shifts are drawn at true length; "
        + ("rows run by each agent's own clock or all by UTC.")
    )


def _coverage_part(
    session: TenantSession, roster: Roster, coverage: RosterCoverage, choice: Choice
) -> CoveragePart:
    chosen = next((each for each in coverage.queues if each.queue_id == choice.queue), coverage.queues[0])
    zone = ZoneInfo(coverage.zone)
    chart = coverage_chart(
        coverage.starts,
        coverage.interval_minutes,
        coverage.zone,
        chosen.required,
        chosen.covered,
        chosen.over,
    )
    grain = timedelta(minutes=coverage.interval_minutes)
    table = zip(coverage.starts, chosen.required, chosen.covered, chosen.short, chosen.over, strict=True)
    return CoveragePart(
        queue=chosen.queue,
        queues=tuple(
            Link(each.queue, choice.address("coverage", queue=each.queue_id), each is chosen)
            for each in coverage.queues
        ),
        zone=coverage.zone,
        interval_minutes=coverage.interval_minutes,
        required_hours=chosen.summary.required_hours,
        covered=chosen.summary.coverage,
        short_hours=chosen.summary.short_hours,
        over_hours=chosen.summary.over_hours,
        chart=chart,
        described=_described(chosen, coverage.starts, zone),
        gaps=gaps_of(chosen, coverage.starts, grain, zone, chart),
        rows=tuple(CoverageRow(start.astimezone(zone), *values) for start, *values in table),
        provenance=_provenance(session, roster, chosen, coverage),
    )


def _described(queue: QueueCoverage, starts: Sequence[datetime], zone: ZoneInfo) -> str:
    peak = max(range(len(starts)), key=queue.required.__getitem__)
    return (
        f"{percent(queue.summary.coverage)} of {number(queue.summary.required_hours)} agent-hours covered; "
        f"most are required from {starts[peak].astimezone(zone):%A %H:%M}, {number(queue.required[peak], 1)}"
    )


def _provenance(
    session: TenantSession, roster: Roster, queue: QueueCoverage, coverage: RosterCoverage
) -> tuple[tuple[str, str], ...]:
    told = [
        ("Covered", "Agents on duty and able to serve, shared among queues in order of priority."),
        ("Short, over", "Required − covered; on duty beyond every requirement they could serve."),
    ]
    key = (roster.organization_id, roster.requirement_id, queue.queue_id)
    requirement = None if roster.requirement_id is None else session.get(RequirementQueue, key)
    if requirement is not None:
        staffed = requirement.document
        address = f"/v1/requirements/{roster.requirement_id}/queues/{queue.queue_id}"
        told += [
            ("Required", f"{staffed.formula}; rounded up to tenths of an agent for the roster"),
            ("Method", staffed.method),
            ("Volume staffed", staffed.inputs.basis),
            ("An interval step by step", f"{address}/intervals/{coverage.starts[0]:%Y-%m-%dT%H:%M:%SZ}"),
        ]
        told += [("Warning", warning) for warning in staffed.warnings]
    return tuple(told)

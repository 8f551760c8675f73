"""The service the chosen roster gives, as its newest simulation found it, beside the goals of its queues."""

import uuid
from dataclasses import dataclass

from app.database import TenantSession
from app.loops.schemas import LoopRead
from app.loops.service import newest_of
from app.rosters.tables import Roster
from app.simulations.schemas import SimulatedQueue, SimulationRead
from app.simulations.service import SIMULATIONS
from app.web.figures import UNKNOWN, minutes_and_seconds, number, percent
from forecasting.simulation.result import Estimate, ServiceSpan
from forecasting.staffing.requirement import (
    AbandonmentGoal,
    ResponseGoal,
    ServiceGoal,
    ServiceLevelGoal,
    SpeedOfAnswerGoal,
)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A queue: its goal, and what it was given, with the half of the confidence interval's width.

    ``before`` is what it was given before the loop was closed, empty where it was not.
    """

    queue: str
    goal: str
    meaning: str
    contacts: str
    before: str
    level: str
    verdict: str
    days_met: str
    wait: str
    abandonment: str
    occupancy: str


@dataclass(frozen=True, slots=True)
class LoopLine:
    """How the loop ended that made the roster, or left it as it was, and where to read on."""

    told: str
    address: str
    requirement: str


@dataclass(frozen=True, slots=True)
class SimulationPart:
    """The newest simulation of the chosen roster; ``stale``: the shifts were changed since."""

    lede: str
    stale: bool
    rows: tuple[ServiceRow, ...]
    loop: LoopLine | None
    warnings: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]
    address: str


def simulation_part(session: TenantSession, roster: Roster) -> SimulationPart | None:
    """What the page shows of the roster's simulation; None before there is any."""
    found = SIMULATIONS.newest(session, roster)
    if found is None or found.confidence is None:
        return None
    loop = newest_of(session, roster)
    before = {} if loop is None or loop.result_roster_id != roster.id else _before(loop)
    return SimulationPart(
        lede=(
            f"The roster was tried on sampled contacts, {number(found.replications)} times over. "
            f"Behind ± is half of the {percent(found.confidence, 0)} confidence interval."
        ),
        stale=not found.current,
        rows=tuple(_row(queue, before.get(queue.work.queue_id, "")) for queue in found.queues),
        loop=None if loop is None else _line(loop, roster),
        warnings=found.warnings,
        provenance=_provenance(found),
        address=f"/v1/simulations/{found.id}",
    )


def goal_in_words(goal: ServiceGoal) -> str:
    """A goal such as 80.0 % within 20 s."""
    match goal:
        case ServiceLevelGoal():
            return f"{percent(goal.share)} within {minutes_and_seconds(goal.within_seconds)}"
        case ResponseGoal():
            return f"{percent(goal.share)} within {number(goal.within_open_seconds / 3600, 1)} open hours"
        case SpeedOfAnswerGoal():
            return f"mean wait up to {minutes_and_seconds(goal.max_seconds)}"
        case AbandonmentGoal():
            return f"abandonment up to {percent(goal.max_share)}"


def verdict_of(goal: ServiceGoal, total: ServiceSpan) -> str:
    """Whether the goal is met over the whole period, as far as the interval lets it be told."""
    match goal:
        case ServiceLevelGoal() | ResponseGoal():
            figure, limit, sign = total.service_level, goal.share, 1.0
        case SpeedOfAnswerGoal():
            figure, limit, sign = total.answer_seconds, goal.max_seconds, -1.0
        case AbandonmentGoal():
            figure, limit, sign = total.abandonment, goal.max_share, -1.0
    if figure.value is None:
        return "no contacts"
    ahead, width = sign * (figure.value - limit), figure.half_width or 0.0
    if abs(ahead) <= width:
        return "at the goal"
    return "above the goal" if ahead > 0 else "below the goal"


def _before(loop: LoopRead) -> dict[uuid.UUID, str]:
    """Service levels of the roster that the loop began with."""
    queues = () if loop.log is None else loop.log.rounds[0].queues
    return {each.queue_id: _with_width(each.service_level) for each in queues}


def _line(loop: LoopRead, roster: Roster) -> LoopLine | None:
    if loop.log is None:
        return None
    made = "The requirement was corrected by simulation" if loop.log.best else "The roster was kept as it was"
    rounds = len(loop.log.rounds) - 1
    return LoopLine(
        told=f"{made}, after {rounds} {'round' if rounds == 1 else 'rounds'}. {loop.log.reason}",
        address=f"/v1/loops/{loop.id}",
        requirement=f"/v1/requirements/{roster.requirement_id}",
    )


def _row(queue: SimulatedQueue, before: str) -> ServiceRow:
    total = queue.total
    met = [each.goal_met.share for each in queue.days if each.goal_met is not None]
    return ServiceRow(
        queue=queue.work.queue,
        goal=goal_in_words(queue.work.goal),
        meaning=queue.meaning,
        contacts=number(total.contacts),
        before=before,
        level=_with_width(total.service_level),
        verdict=verdict_of(queue.work.goal, total),
        days_met=percent(sum(met) / len(met)) if met else UNKNOWN,
        wait=minutes_and_seconds(total.wait_seconds.value),
        abandonment=_with_width(total.abandonment) if queue.channel.is_live else UNKNOWN,
        occupancy=_with_width(total.occupancy),
    )


def _with_width(figure: Estimate) -> str:
    if figure.value is None:
        return UNKNOWN
    width = "" if figure.half_width is None else f" ± {100 * figure.half_width:.1f}"
    return f"{100 * figure.value:.1f}{width} %"


def _provenance(found: SimulationRead) -> tuple[tuple[str, str], ...]:
    return (
        ("Roster", f"/v1/rosters/{found.roster_id}, version {found.roster_version}"),
        ("Replications, seed", f"{found.replications}, seed {found.seed}: the same again gives the same"),
        ("People on duty and contacts, SHA-256", found.digest or UNKNOWN),
        *(("Taken for granted", each) for each in found.assumptions),
    )

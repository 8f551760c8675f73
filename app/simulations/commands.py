"""`sundial simulate`: try a roster on sampled contacts from the command line."""

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.simulations.schemas import SimulationView
    from forecasting.simulation.result import Estimate

commands = typer.Typer()


@commands.command()
def simulate(
    roster_id: Annotated[uuid.UUID, typer.Argument(help="A roster that is built.")],
    replications: Annotated[int, typer.Option(min=2, max=2000)] = 100,
    seed: Annotated[int, typer.Option(min=0, max=2_147_483_647)] = 1,
    organization: Annotated[
        str | None, typer.Option(help="Its name; may be left out when there is only one.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the whole simulation as JSON.")] = False,  # noqa: FBT002 - typer's flag
) -> None:
    """Simulate a roster, here and now, and keep the result with it."""
    from app.questions.asking import answered_here
    from app.simulations.schemas import SimulateBody
    from app.simulations.service import SIMULATIONS, view

    body = SimulateBody(replications=replications, seed=seed)
    found = answered_here(SIMULATIONS, roster_id, organization, lambda session: body, view)  # noqa: ARG005 - said already
    typer.echo(found.model_dump_json(indent=2) if json else "\n".join(_told(found)))


def _told(found: "SimulationView") -> Iterator[str]:
    told = f"{found.replications} replications, seed {found.seed}"
    yield f"Roster {found.roster_id}, version {found.roster_version}: {told}"
    for queue in found.queues:
        service = _percent(queue.total.service_level)
        met = queue.total.goal_met
        days = [each.goal_met.share for each in queue.days if each.goal_met is not None]
        yield f"  {queue.work.queue}: {service} {queue.meaning}; goal {queue.work.goal.model_dump_json()}"
        if met is not None and days:
            yield f"    goal met over all {met.share:.0%}, on a day {sum(days) / len(days):.0%}"
        left, busy = _percent(queue.total.abandonment), _percent(queue.total.occupancy)
        yield f"    abandonment {left}, occupancy {busy}"
    yield f"  SHA-256 of the input {found.digest}"


def _percent(estimate: "Estimate") -> str:
    if estimate.value is None:
        return "no contacts"
    width = "" if estimate.half_width is None else f" ± {estimate.half_width:.1%}"
    return f"{estimate.value:.1%}{width}"

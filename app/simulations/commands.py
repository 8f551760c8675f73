"""`sundial simulate`: try a roster on sampled contacts from the command line."""

import time
import uuid
from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.jobs.tables import Job
    from app.simulations.schemas import SimulationView
    from forecasting.simulation.result import Estimate

commands = typer.Typer()

POLL_SECONDS = 0.5


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
    import app.planning  # noqa: F401 - registers what jobs do
    from app.database import tenant_session
    from app.installation import open_installation, organization_named
    from app.jobs.perform import perform
    from app.jobs.service import find
    from app.simulations import service
    from app.simulations.schemas import SimulateBody

    with open_installation() as installation:
        engine, tenant = installation.engine, organization_named(installation.engine, organization)
        with tenant_session(engine, tenant) as session:
            body = SimulateBody(replications=replications, seed=seed)
            job_id = service.request_simulation(session, roster_id, body).id
        # Does nothing when a worker was quicker: then it is waited for.
        perform(engine, tenant, job_id, worker="sundial simulate", handing_back=Event())
        while True:
            with tenant_session(engine, tenant) as session:
                job = find(session, job_id)
                if job.state.is_final:
                    found = service.view(session, _subject(job))
                    break
            time.sleep(POLL_SECONDS)
    if found.result is None:
        problem = job.problem or {}
        typer.echo(f"sundial: the simulation is {job.state}. {problem.get('detail', '')}".rstrip(), err=True)
        raise typer.Exit(1)
    typer.echo(found.model_dump_json(indent=2) if json else "\n".join(_told(found)))


def _subject(job: "Job") -> uuid.UUID:
    if job.subject_id is None:
        raise LookupError(f"job {job.id} has no subject")
    return job.subject_id


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

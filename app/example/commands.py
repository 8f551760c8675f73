"""`sundial demo`: the example organization planned for next week, and the page that shows it."""

import signal
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from app.settings import AccessMode, SettingsError

commands = typer.Typer()

ROSTER_SECONDS = 45.0


@commands.command()
def demo(
    port: Annotated[int | None, typer.Option(help="Instead of SUNDIAL_PORT; if taken, any free one.")] = None,
    seconds: Annotated[
        float, typer.Option(min=1, max=3600, help="To solve each roster in.")
    ] = ROSTER_SECONDS,
    exit_when_ready: Annotated[bool, typer.Option("--exit-when-ready", help="Then end.")] = False,  # noqa: FBT002 - typer's flag
) -> None:
    """Load the example organization, plan its next week in all three coverage models, and serve the page."""
    from app.cli import settings_with
    from app.example.caller import CallFailedError
    from app.example.loading import load_example
    from app.example.organization import example_organization
    from app.example.report import told
    from app.example.serving import served
    from app.example.week import next_monday, plan_week
    from app.installation import open_installation

    settings = settings_with(port=port)
    if settings.access is not AccessMode.LOCAL:
        raise SettingsError("SUNDIAL_ACCESS: expected local for the demo, which calls without a key")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        typer.echo("Starting the database")
        with open_installation(settings) as installation:
            load_example(installation.engine, lambda what: typer.echo(f"Loading {what}"))
            typer.echo("Starting the API and a worker")
            with served(settings) as (address, caller):
                zone = ZoneInfo(example_organization().organization.zone)
                monday = next_monday(datetime.now(UTC).astimezone(zone).date())
                week = plan_week(caller, monday, seconds, lambda what: typer.echo(f"Planning: {what}"))
                typer.echo("\n".join(told(week, address)))
                if not exit_when_ready:
                    typer.echo("\nServing until Ctrl-C.")
                    signal.pause()
    except CallFailedError as failed:
        typer.echo(f"sundial: {failed}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("\nStopped.")


def _interrupt(_number: int, _frame: Any) -> None:
    raise KeyboardInterrupt

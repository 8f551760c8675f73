"""The `sundial` command: serve, work, migrate, describe, and what each noun's commands.py adds."""

import os
import signal
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from app.nouns import noun_modules
from app.problems import Problem
from app.settings import Settings, SettingsError

# Everything heavier is imported by the command that needs it, so that `sundial --help` stays quick.

cli = typer.Typer(
    name="sundial",
    help="Workforce scheduling for support teams: forecast, staff, roster, publish, hire.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Instead of SUNDIAL_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Instead of SUNDIAL_PORT.")] = None,
    worker: Annotated[
        bool | None,
        typer.Option(help="Keep a worker running beside; the default unless DATABASE_URL is given."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Tell of warnings only.")] = False,  # noqa: FBT002 - typer's flag
) -> None:
    """Serve the API and the page."""
    import uvicorn

    from app.main import create_app
    from app.supervision import supervised

    settings = settings_with(host=host, port=port)
    # The server raises the signal that ended it once more: as an exception it lets the worker be ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if worker is None:
        worker = settings.database_url is None
    with supervised() if worker else nullcontext():
        uvicorn.run(
            create_app(settings),
            host=settings.host,
            port=settings.port,
            server_header=False,
            log_level="warning" if quiet else "info",
        )


@cli.command()
def worker(
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Jobs at once.")] = 1,
    name: Annotated[str | None, typer.Option(help="How the worker is called in logs.")] = None,
) -> None:
    """Work on jobs until stopped; any number of workers on any hosts may share one DATABASE_URL."""
    from app.jobs.worker import run_worker

    run_worker(settings_with(), concurrency=concurrency, name=name)


@cli.command()
def migrate() -> None:
    """Bring the database schema to the present."""
    from app.installation import open_installation

    with open_installation(settings_with()):
        typer.echo("The database is up to date.")


@cli.command()
def openapi(
    write: Annotated[Path | None, typer.Option(help="Write the description to this file.")] = None,
    check: Annotated[Path | None, typer.Option(help="Fail when this file differs from the API.")] = None,
) -> None:
    """Print, write or check the OpenAPI description of the API."""
    from app.openapi import description, drift

    if write is not None:
        write.write_text(description(), encoding="utf-8")
    if check is not None and (difference := drift(check)):
        typer.echo(difference, err=True)
        typer.echo(f"{check} is stale: write it anew with `make openapi`", err=True)
        raise typer.Exit(1)
    if write is None and check is None:
        typer.echo(description(), nl=False)


def settings_with(**choices: Any) -> Settings:
    """The settings of the environment, with what was given on the command line on top."""
    given = {f"SUNDIAL_{name.upper()}": str(value) for name, value in choices.items() if value is not None}
    return Settings.from_environment({**os.environ, **given})


def main() -> None:
    """Run the command line; what the user can correct ends in one line, not in a stack trace."""
    for module in noun_modules("commands"):
        cli.add_typer(module.commands)
    try:
        cli()
    except (Problem, SettingsError, LookupError, OSError) as error:
        typer.echo(f"sundial: {error}", err=True)
        sys.exit(2)
    except ValidationError as error:
        for each in error.errors():
            place = ".".join(str(step) for step in each["loc"])
            typer.echo(f"sundial: {place}: {each['msg'].removeprefix('Value error, ')}", err=True)
        sys.exit(2)
    except Exception as error:
        from sqlalchemy.exc import OperationalError

        if not isinstance(error, OperationalError):
            raise
        typer.echo(f"sundial: the database cannot be reached; is DATABASE_URL right? {error.orig}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()

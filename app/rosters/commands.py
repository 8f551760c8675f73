"""`sundial roster evaluate`: judge shifts made by any hand from the command line."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.rosters.problems import ShiftFileRefused

if TYPE_CHECKING:
    from app.rosters.schemas import Evaluation

roster = typer.Typer(help="Look into a roster: explain it, judge it.", no_args_is_help=True)
commands = typer.Typer()
commands.add_typer(roster, name="roster")

RosterArgument = Annotated[uuid.UUID, typer.Argument(help="A roster that is built.")]
OrganizationOption = Annotated[
    str | None, typer.Option(help="Its name; may be left out when there is only one.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")]


@roster.command()
def evaluate(
    roster_id: RosterArgument,
    file: Annotated[Path, typer.Argument(help="Shifts as CSV (.csv) or as JSON.")],
    organization: OrganizationOption = None,
    json: JsonOption = False,  # noqa: FBT002 - typer's flag
) -> None:
    """Judge shifts made by any hand by the people, requirement and rules of a roster; nothing is stored."""
    from app.database import tenant_session
    from app.installation import open_installation, organization_named
    from app.rosters.schemas import ShiftsBody
    from app.rosters.service import evaluation_of

    content = file.read_bytes()
    sent = content if file.suffix.lower() == ".csv" else ShiftsBody.model_validate_json(content)
    with open_installation() as installation:
        tenant = organization_named(installation.engine, organization)
        with tenant_session(installation.engine, tenant) as session:
            try:
                found = evaluation_of(session, roster_id, sent)
            except ShiftFileRefused as refused:
                for error in refused.errors:
                    told = f"row {error['row']}, {error['column']}: found {error['found']}"
                    typer.echo(f"sundial: {told}, expected {error['expected']}", err=True)
                raise
    typer.echo(found.model_dump_json(indent=2) if json else "\n".join(_judged(found)))


def _judged(found: "Evaluation") -> Iterator[str]:
    measures = found.measures
    share = "nothing is required" if measures.coverage is None else f"{measures.coverage:.1%} covered"
    yield f"{found.shifts} shifts, {measures.paid_hours:g} paid hours, {share}, cost {measures.cost:g}"
    for tier in found.tiers:
        yield f"  {tier.tier.name.lower().replace('_', ' ')}: {tier.value:g} ({tier.unit})"
    broken = [violation for violation in found.violations if violation.required]
    yield f"{len(broken)} violations of required rules, {len(found.violations) - len(broken)} of others"
    yield from (f"  {violation.rule}: {violation.message}" for violation in broken)

"""`sundial roster adopt`: make a draft of the roster that a repair or an explanation holds."""

import uuid
from typing import Annotated

import typer

from app.rosters.commands import JsonOption, OrganizationOption, roster

commands = typer.Typer()


@roster.command()
def adopt(
    question_id: Annotated[uuid.UUID, typer.Argument(help="A repair or an explanation that is ready.")],
    version: Annotated[
        int, typer.Option(min=1, help="The version of the roster that was asked about, as it must still be.")
    ],
    organization: OrganizationOption = None,
    json: JsonOption = False,  # noqa: FBT002 - typer's flag
) -> None:
    """The draft that the answer's roster becomes, judged by every rule; asking twice gives the same one."""
    from app.database import tenant_session
    from app.explanations.service import EXPLANATIONS
    from app.explanations.tables import Explanation
    from app.installation import open_installation, organization_named
    from app.repairs.service import REPAIRS
    from app.rosters.service import reads
    from app.rosters.versions import Expected, etag

    with open_installation() as installation:
        tenant = organization_named(installation.engine, organization)
        with tenant_session(installation.engine, tenant) as session:
            kind = REPAIRS if session.get(Explanation, question_id) is None else EXPLANATIONS
            [read] = reads(session, [kind.adopt(session, question_id, Expected(etag(version)))])
    broken = 0 if read.figures is None else read.figures.required_violations
    told = f"Draft {read.id}, version {read.version}: {broken} violations of required rules."
    typer.echo(read.model_dump_json(indent=2) if json else "\n".join((told, *read.warnings)))

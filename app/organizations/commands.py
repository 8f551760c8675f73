"""`sundial organization`: tenants from the command line."""

from typing import Annotated

import typer
from sqlmodel import col, select

commands = typer.Typer(name="organization", help="Organizations: create, list.", no_args_is_help=True)


@commands.command("create")
def create(
    name: Annotated[str, typer.Argument()],
    zone: Annotated[str, typer.Option(help="An IANA time zone name.")],
    currency: Annotated[str, typer.Option()] = "EUR",
) -> None:
    """Found an organization and print its id."""
    from app.installation import open_installation
    from app.organizations.schemas import OrganizationBody
    from app.organizations.service import found

    body = OrganizationBody(name=name, zone=zone, currency=currency)
    with open_installation() as installation:
        typer.echo(found(installation.engine, body).id)


@commands.command("list")
def list_organizations() -> None:
    """List the organizations: id, name, zone."""
    from app.database import directory_connection
    from app.installation import open_installation
    from app.organizations.tables import Organization

    columns = select(Organization.id, Organization.name, Organization.zone).order_by(col(Organization.name))
    with open_installation() as installation, directory_connection(installation.engine) as connection:
        for organization_id, name, zone in connection.execute(columns):
            typer.echo(f"{organization_id}  {name}  {zone}")

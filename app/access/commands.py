"""`sundial key`: API keys from the command line."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from sqlmodel import col, select

from app.access.schemas import ApiKeyBody, Scope

commands = typer.Typer(name="key", help="API keys: create, list, revoke.", no_args_is_help=True)

Organization = Annotated[str | None, typer.Option(help="Its name; may be left out when there is only one.")]


@commands.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    organization: Organization = None,
    scope: Annotated[list[Scope] | None, typer.Option(help="May be repeated; read when left out.")] = None,
    expires_days: Annotated[int | None, typer.Option(min=1, max=3650)] = None,
) -> None:
    """Create a key and print its token, this once."""
    from app.access.keys import issue
    from app.installation import open_tenant

    expires_at = None if expires_days is None else datetime.now(UTC) + timedelta(days=expires_days)
    body = ApiKeyBody(name=name, scopes=tuple(scope or [Scope.READ]), expires_at=expires_at)
    with open_tenant(organization) as session:
        key = issue(session, body)
    typer.echo(key.token)


@commands.command("list")
def list_keys(organization: Organization = None) -> None:
    """List the keys of an organization: id, name, scopes, expiry, last use."""
    from app.access.tables import ApiKey
    from app.installation import open_tenant

    with open_tenant(organization) as session:
        for key in session.exec(select(ApiKey).order_by(col(ApiKey.name))):
            expiry = "never expires" if key.expires_at is None else f"expires {key.expires_at:%Y-%m-%d}"
            used = "never used" if key.last_used_at is None else f"used {key.last_used_at:%Y-%m-%d %H:%MZ}"
            typer.echo(f"{key.id}  {key.name}  {','.join(key.scopes)}  {expiry}  {used}")


@commands.command("revoke")
def revoke_key(key_id: Annotated[uuid.UUID, typer.Argument()], organization: Organization = None) -> None:
    """Revoke a key; the next request that presents it is refused."""
    from app.access.keys import revoke
    from app.installation import open_tenant

    with open_tenant(organization) as session:
        revoke(session, key_id)
    typer.echo(f"revoked {key_id}")

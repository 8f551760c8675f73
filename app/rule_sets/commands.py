"""`sundial rules`: the presets of labour law, laying one over the rules, and what holds for an agent."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from app.database import TenantSession
    from app.rule_sets.schemas import EffectiveRules

rules = typer.Typer(help="Rules: presets of labour law and whom they hold for.", no_args_is_help=True)
commands = typer.Typer()
commands.add_typer(rules, name="rules")

OrganizationOption = Annotated[
    str | None, typer.Option(help="Its name; may be left out when there is only one.")
]


@rules.command()
def presets() -> None:
    """List the presets of labour law with the article each rule comes from."""
    from solver.law.presets import law_presets

    for preset in law_presets().values():
        typer.echo(f"{preset.name}: {preset.title}. Written on {preset.written_on}. {preset.advice}")
        for law in preset.rules:
            typer.echo(f"  {law.name} ({law.citation}): {law.says}")
            typer.echo(f"    Not expressed: {law.does_not_express}")
        for told_apart, sentences in (
            ("Compared with", preset.compared_with),
            ("Not verified", preset.not_verified),
            ("Left out", preset.leaves_out),
        ):
            for sentence in sentences:
                typer.echo(f"  {told_apart}: {sentence}")


@rules.command()
def apply(
    preset: Annotated[str, typer.Argument(help="The name of a preset: see `sundial rules presets`.")],
    site: Annotated[str | None, typer.Option(help="Only for this site, by name.")] = None,
    contract: Annotated[str | None, typer.Option(help="Only for this contract, by name.")] = None,
    agent: Annotated[str | None, typer.Option(help="Only for this agent, by name.")] = None,
    organization: OrganizationOption = None,
) -> None:
    """Lay a preset over the rules of every roster, for everyone or for one site, contract or agent."""
    from app import rows
    from app.agents.tables import Agent
    from app.contracts.tables import Contract
    from app.database import tenant_session
    from app.installation import open_installation, organization_named
    from app.rule_sets.schemas import RuleLayerBody
    from app.rule_sets.tables import RuleLayer
    from app.sites.tables import Site

    with open_installation() as installation:
        tenant = organization_named(installation.engine, organization)
        with tenant_session(installation.engine, tenant) as session:
            body = RuleLayerBody(
                site_id=_named(session, Site, site),
                contract_id=_named(session, Contract, contract),
                agent_id=_named(session, Agent, agent),
                presets=(preset,),
            )
            layer = rows.add(session, RuleLayer, body)
            typer.echo(f"The preset {preset} holds from the next roster on: layer {layer.id}.")


@rules.command()
def effective(
    agent: Annotated[str, typer.Argument(help="The agent, by name.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The local date asked about.")],
    organization: OrganizationOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,  # noqa: FBT002 - typer's flag
) -> None:
    """The rules that hold for an agent on a date, and the layer and article each came from."""
    from app.agents.tables import Agent
    from app.database import tenant_session
    from app.installation import open_installation, organization_named
    from app.rule_sets.service import effective_for

    with open_installation() as installation:
        tenant = organization_named(installation.engine, organization)
        with tenant_session(installation.engine, tenant) as session:
            found_id = _named(session, Agent, agent)
            if found_id is None:
                raise LookupError(f"there is no agent {agent}")
            found = effective_for(session, found_id, on.date())
    typer.echo(found.model_dump_json(indent=2) if json else "\n".join(told(found)))


def told(found: "EffectiveRules") -> list[str]:
    """The rules in lines: what each asks, its parameters, its source and article, and what was replaced."""
    lines = [f"{found.agent}, {found.site or 'no site'}, {found.contract}, on {found.on}"]
    for each in found.rules:
        named = ", ".join(
            f"{value.name}={value.value}" + ("" if value.source == each.source else f" by {value.source}")
            for value in each.values
        )
        cited = "" if each.citation is None else f"; {each.citation}"
        lines.append(f"  {each.name} ({each.rule.rule}{': ' if named else ''}{named}) — {each.source}{cited}")
    lines += [f"  replaced: {each.rule.name} of {each.rule.source}, by {each.by}" for each in found.replaced]
    lines += [f"  {issue.severity}: {issue.message} {issue.remedy}" for issue in found.issues]
    return [*lines, *found.advice]


def _named(session: "TenantSession", table: Any, name: str | None) -> uuid.UUID | None:
    """The id of the row of that name; raises LookupError where there is none."""
    from sqlmodel import select

    if name is None:
        return None
    row = session.exec(select(table).where(table.name == name)).first()
    if row is None:
        raise LookupError(f"there is no {table.__tablename__} {name}")
    found: uuid.UUID = row.id
    return found

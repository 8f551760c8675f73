"""`sundial rules`: the presets of labour law."""

import typer

rules = typer.Typer(help="Rules: presets of labour law.", no_args_is_help=True)
commands = typer.Typer()
commands.add_typer(rules, name="rules")


@rules.command()
def presets() -> None:
    """List the presets of labour law with the article each rule comes from."""
    from solver.law.presets import law_presets

    for preset in law_presets().values():
        typer.echo(f"{preset.name}: {preset.title}. Checked on {preset.checked_on}. {preset.advice}")
        for law in preset.rules:
            typer.echo(f"  {law.name} ({law.citation}): {law.says}")
            typer.echo(f"    Not expressed: {law.does_not_express}")
        for left_out in preset.leaves_out:
            typer.echo(f"  Left out: {left_out}")

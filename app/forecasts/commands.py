"""`sundial backtest`: how good forecasts of a history file would have been, without a database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.forecasts.history_file import read_history
from app.history.refusals import FileRefused
from app.history.schemas import AbsentMeans, ImportOptions, RepeatedHour

if TYPE_CHECKING:
    from forecasting.documents import OpeningHours
    from forecasting.forecast import BacktestReport
    from forecasting.forecaster import Forecaster
    from forecasting.request import QueueHistory

commands = typer.Typer()

DAYS = {"d": 1, "w": 7}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OURS = "selected"


@commands.command()
def backtest(
    file: Annotated[
        Path, typer.Argument(help="CSV of interval counts or tickets, plain or gzip.", exists=True)
    ],
    horizon: Annotated[str, typer.Option(help="Days or weeks ahead, such as 28d or 13w.")] = "28d",
    origins: Annotated[int, typer.Option(min=1, max=100, help="Forecasts made from the past.")] = 8,
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            "--peers",
            help="Methods to show, by comma or repeated; package.module:Class adds a forecaster of your own.",
        ),
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Of the queue, such as Europe/Dublin.")] = None,
    interval_minutes: Annotated[int | None, typer.Option(help="15, 30 or 60; else detected.")] = None,
    absent_means: Annotated[
        AbsentMeans, typer.Option(help="What no row means; of tickets it means zero.")
    ] = AbsentMeans.MISSING,
    repeated_hour: Annotated[
        RepeatedHour, typer.Option(help="How the hour that occurs twice is written.")
    ] = RepeatedHour.MISSING,
    opening: Annotated[
        list[str] | None,
        typer.Option("--open", help="'mon-fri 08:00-18:00', may be repeated; else around the clock."),
    ] = None,
    country: Annotated[str | None, typer.Option(help="Whose public holidays count, such as IE.")] = None,
    subdivision: Annotated[str | None, typer.Option(help="Of the country, such as BY.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="THEIRS=OURS, may be repeated; THEIRS=ignore leaves it out.")
    ] = None,
    queue: Annotated[
        str | None,
        typer.Option(help="The one wanted of a file of many; of a file that names none, what to call it."),
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write the whole reports here.")] = None,
) -> None:
    """Forecast a history file from points in its past and score every method on what then came."""
    from forecasting.calendar import country_holidays
    from forecasting.compare import Comparison, compare_methods
    from forecasting.errors import ForecastError
    from forecasting.history import History
    from forecasting.request import QueueHistory

    options = ImportOptions.model_validate(
        {
            "zone": zone,
            "interval_minutes": interval_minutes,
            "absent_means": absent_means,
            "repeated_hour": repeated_hour,
            "columns": dict(_pair(each) for each in column or []),
            "queue": queue,
        }
    )
    hours = _opening(opening or [])
    failed = False
    reports: dict[str, BacktestReport] = {}
    try:
        shown, extra = _peers(against or [])
        comparison = Comparison(horizon=_days(horizon), origins=origins, peers=extra)
        read = read_history(file, options)
        for name, rows in read.contacts.items():
            span = [datetime.fromtimestamp(edge, UTC) for edge in (min(rows), max(rows))]
            history = History.of([datetime.fromtimestamp(start, UTC) for start in rows], list(rows.values()))
            asked = QueueHistory(
                queue=name,
                zone=zone or "UTC",
                interval_minutes=read.interval_minutes,
                history=history,
                absent_means=read.absent_means.value,
                opening=hours,
                holidays=country_holidays(
                    country, subdivision, date(span[0].year, 1, 1), date(span[1].year + 1, 12, 31)
                )
                if country
                else (),
            )
            try:
                reports[name] = compare_methods(asked, comparison)
            except ForecastError as refusal:
                typer.echo(f"{name}: {refusal}", err=True)
                failed = True
                continue
            typer.echo("\n".join(_table(asked, reports[name], shown)))
    except (FileRefused, ForecastError) as refused:
        raise typer.BadParameter(str(refused)) from None
    if json is not None:
        lines = ",\n".join(f'"{name}": {report.model_dump_json()}' for name, report in reports.items())
        json.write_text(f"{{{lines}}}\n", encoding="utf-8")
    if failed:
        raise typer.Exit(1)


def _peers(texts: list[str]) -> tuple[set[str], dict[str, tuple["Forecaster", int]]]:
    """Methods to show (none: all), and those that are not run unasked."""
    from forecasting.forecaster import Forecaster, discover

    known, shown, extra = discover(), set[str](), dict[str, tuple[Forecaster, int]]()
    for name in filter(None, (part.strip() for text in texts for part in text.split(","))):
        module, _, kind = name.partition(":")
        if kind:
            try:
                peer = getattr(import_module(module), kind)()
            except (ImportError, AttributeError) as reason:
                raise typer.BadParameter(f"{name}: {reason}", param_hint="--against") from None
            shown.add(peer.name)
            extra[peer.name] = (peer, 100)
        elif name in known:
            shown.add(name)
            if known[name].on_request:
                extra[name] = (known[name], 100)
        else:
            expected = f"{', '.join(known)} or package.module:Class"
            raise typer.BadParameter(f"{name}: expected {expected}", param_hint="--against")
    return shown, extra


def _days(text: str) -> int:
    number, unit = text[:-1], text[-1:].lower()
    if unit not in DAYS or not number.isdecimal():
        raise typer.BadParameter(f"{text}: expected days or weeks, as 28d or 13w", param_hint="--horizon")
    return int(number) * DAYS[unit]


def _opening(windows: list[str]) -> "OpeningHours":
    from forecasting.documents import OpeningHours, WeeklyWindow

    if not windows:
        return OpeningHours.always()
    weekly = []
    for text in windows:
        days, _, hours = text.strip().lower().partition(" ")
        first, _, last = days.partition("-")
        opens, _, closes = hours.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS or not closes:
            raise typer.BadParameter(
                f"{text}: expected weekdays and hours, such as 'mon-fri 08:00-18:00'", param_hint="--open"
            )
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        weekly += [
            WeeklyWindow(weekday=(start + step) % 7, opens=opens, closes=closes)
            for step in range((end - start) % 7 + 1)
        ]
    return OpeningHours(weekly=tuple(weekly))


def _pair(text: str) -> tuple[str, str]:
    theirs, _, ours = text.rpartition("=")
    if not theirs:
        raise typer.BadParameter(f"{text}: expected THEIRS=OURS", param_hint="--column")
    return theirs, ours


def _table(asked: "QueueHistory", report: "BacktestReport", shown: set[str]) -> Iterator[str]:
    from forecasting.compare import shared_ratio

    floor = "" if report.noise_floor is None else f", noise floor {report.noise_floor:.3f}"
    yield f"{asked.queue}: {len(report.origins)} origins, {report.horizon_days} days ahead{floor}"
    head = ("WAPE", "daily", "bias", "MASE", "wQL", "inside", "ours ÷ it", "wQL ÷")
    yield f"  {'method':<30}{'origins':>8}" + "".join(f"{one:>11}" for one in head)
    for one in report.methods:
        if shown and one.method not in shown and one.method != OURS:
            continue
        ratios = (shared_ratio(report, one.method, figure) for figure in ("wape", "wql"))
        cells = (one.wape, one.daily_wape, one.bias, one.mase, one.wql, one.coverage, *ratios)
        figures = "".join(f"{'–' if cell is None else format(cell, '.3f'):>11}" for cell in cells)
        yield f"  {one.method:<30}{len(one.by_origin):>8}{figures}"

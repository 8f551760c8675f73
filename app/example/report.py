"""What `sundial demo` prints at the end: the week in figures, and where to look on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app.example.week import PlannedWeek
from app.web.figures import full_date, minutes_and_seconds, number, percent, words

BASELINE = "seasonal_naive"
HIRES_SHOWN = 6

Row = Sequence[str]


def told(week: PlannedWeek, address: str) -> Iterator[str]:
    """The lines of the report, from what the service told of the week."""
    yield f"\nWeek of {full_date(week.first_date)}"
    yield from _forecast(week.forecast)
    yield from _requirement(week.requirement)
    yield from _rosters(week.side_by_side)
    yield from _hiring(week.hiring)
    yield from _addresses(week, address)


def _forecast(forecast: Mapping[str, Any]) -> Iterator[str]:
    yield "\nForecast, with the error of the backtest (WAPE per interval)"
    rows: list[Row] = [("queue", "contacts", "WAPE", "seasonal naive", "handle time", "method")]
    for queue in forecast["queues"]:
        methods = queue["backtest"]["methods"] if queue["backtest"] else []
        naive = next((each["wape"] for each in methods if each["method"] == BASELINE), None)
        rows.append(
            (
                queue["queue"],
                number(queue["contacts"]),
                percent(queue["wape"]),
                percent(naive),
                minutes_and_seconds(queue["mean_handle_seconds"]),
                words(queue["method"]),
            )
        )
    yield from _table(rows)


def _requirement(requirement: Mapping[str, Any]) -> Iterator[str]:
    yield "\nRequirement, shrinkage included"
    rows: list[Row] = [("queue", "agent-hours", "peak")]
    rows += [
        (queue["queue"], number(queue["agent_hours"], 1), number(queue["peak_heads"]))
        for queue in requirement["queues"]
    ]
    rows.append(("all", number(sum(queue["agent_hours"] for queue in requirement["queues"]), 1), ""))
    yield from _table(rows)


FIGURES: Sequence[tuple[str, Callable[[Mapping[str, Any]], str]]] = (
    ("coverage", lambda m: percent(m["coverage"])),
    ("where people exist", lambda m: percent(m["reachable_coverage"])),
    ("paid hours", lambda m: number(m["paid_hours"], 1)),
    ("cost", lambda m: number(m["cost"])),
    ("local-night hours", lambda m: number(m["local_night_hours"], 1)),
    ("fairness", lambda m: percent(m["fairness"])),
    ("wishes met", lambda m: percent(m["preferences_met"])),
)


def _rosters(side_by_side: Mapping[str, Any]) -> Iterator[str]:
    yield "\nRosters"
    rosters = side_by_side["rosters"]
    rows: list[Row] = [("", *(words(each["roster"]["coverage_model"]) for each in rosters))]
    rows.append(("result", *(words(each["report"]["status"]) for each in rosters)))
    rows.append(
        (
            "required rules broken",
            *(str(each["roster"]["figures"]["required_violations"]) for each in rosters),
        )
    )
    rows += [(name, *(written(each["measures"]) for each in rosters)) for name, written in FIGURES]
    tiers = sorted({tier["tier"] for each in rosters for tier in each["report"]["tiers"]})
    rows += [
        (f"gap, tier {tier}", *(_gap(each["report"]["tiers"], tier) for each in rosters)) for tier in tiers
    ]
    yield from _table(rows)


def _gap(tiers: Sequence[Mapping[str, Any]], wanted: int) -> str:
    found = next((tier for tier in tiers if tier["tier"] == wanted), None)
    if found is None:
        return number(None)
    return "0, proved" if found["proved"] else percent(found["gap"])


def _hiring(hiring: Mapping[str, Any]) -> Iterator[str]:
    report = hiring["report"]
    yield "\nHiring gap of the coming months"
    if report is None:
        yield "  not known yet"
        return
    due = [
        (
            row["start_hiring_by"],
            cell["skill"],
            cell["site"],
            number(cell["hires"]),
            number(row["gap_p80"], 1),
        )
        for cell in report["cells"]
        for row in [_first_gap(cell)]
        if row is not None
    ]
    if not due:
        yield "  none: nobody has to be hired"
        return
    rows: list[Row] = [("start hiring by", "skill", "site", "hires", "first gap (P80)")]
    rows += [(full_date(date.fromisoformat(by)), *rest) for by, *rest in sorted(due)[:HIRES_SHOWN]]
    yield from _table(rows)
    if len(due) > HIRES_SHOWN:
        yield f"  and {len(due) - HIRES_SHOWN} more on the page"


def _first_gap(cell: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((row for row in cell["months"] if row["start_hiring_by"] is not None), None)


def _addresses(week: PlannedWeek, address: str) -> Iterator[str]:
    roster = f"{address}/v1/rosters/{week.published['id']}"
    yield f"\nPage      {address}/"
    yield f"API       curl -s {roster}"
    yield f"Calendar  {roster}/calendar.ics"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """Columns under each other, the first to the left and the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        yield "  " + "  ".join(cells).rstrip()

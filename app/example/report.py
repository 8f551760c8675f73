"""What `sundial demo` prints at the end: the week in figures, and where to look on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from app.example.week import PlannedWeek
from app.web.figures import full_date, minutes_and_seconds, number, percent, words
from app.web.simulation import goal_in_words
from forecasting.staffing.requirement import ServiceGoal
from solver.domain.result import Tier

BASELINE = "seasonal_naive"
HIRES_SHOWN = 6
DATES = "start hiring by"

Row = Sequence[str]


def told(week: PlannedWeek, address: str) -> Iterator[str]:
    """The lines of the report, from what the service told of the week."""
    yield f"\nWeek of {full_date(week.first_date)}"
    yield from _forecast(week)
    yield from _requirement(week)
    yield from _rosters(week.side_by_side)
    yield from _service(week)
    yield from _hiring(week.hiring)
    yield from _addresses(week, address)


def _forecast(week: PlannedWeek) -> Iterator[str]:
    yield "\nForecast, with the error of the backtest (WAPE per interval)"
    rows: list[Row] = [
        ("queue", "contacts", "WAPE", "seasonal naive", "least possible", "WAPE per day", "handle time")
    ]
    dates = {day.isoformat() for day in week.dates}
    for queue in week.forecast["queues"]:
        backtest = queue["backtest"] or {"methods": [], "noise_floor": None}
        naive = next((each["wape"] for each in backtest["methods"] if each["method"] == BASELINE), None)
        daily = backtest["methods"][0]["daily_wape"] if backtest["methods"] else None
        rows.append(
            (
                queue["queue"],
                number(sum(day["mean"] for day in queue["daily"] if day["date"] in dates)),
                percent(queue["wape"]),
                percent(naive),
                percent(backtest["noise_floor"]),
                percent(daily),
                minutes_and_seconds(queue["mean_handle_seconds"]),
            )
        )
    yield from _table(rows)


def _requirement(week: PlannedWeek) -> Iterator[str]:
    yield "\nRequirement, shrinkage included"
    measured = week.side_by_side["rosters"][0]["measures"]
    hours = {each["queue"]: each["required_hours"] for each in measured["queues"]}
    rows: list[Row] = [("queue", "agent-hours", "peak")]
    rows += [
        (queue["queue"], number(hours[queue["queue_id"]], 1), number(queue["peak_heads"]))
        for queue in week.requirement["queues"]
    ]
    rows.append(("all", number(measured["required_hours"], 1), ""))
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
    for tier in Tier:
        if any(each["tier"] == tier for every in rosters for each in every["report"]["tiers"]):
            name = f"gap, {words(tier.name.lower())}"
            rows.append((name, *(_gap(every["report"]["tiers"], tier) for every in rosters)))
    yield from _table(rows)


def _gap(tiers: Sequence[Mapping[str, Any]], wanted: Tier) -> str:
    found = next((tier for tier in tiers if tier["tier"] == wanted), None)
    if found is None:
        return number(None)
    return "0, proved" if found["proved"] else percent(found["gap"])


def _service(week: PlannedWeek) -> Iterator[str]:
    if week.loop is None:
        return
    log = week.loop["log"]
    before, after = log["rounds"][0], log["rounds"][log["best"]]
    model = words(week.published["coverage_model"])
    yield f"\nService of the {model} roster on simulated contacts, ± half of the 95 % interval"
    titles = ("before", "after the loop") if log["best"] else ("service",)
    rows: list[Row] = [("queue", "goal", *titles)]
    goal = TypeAdapter[ServiceGoal](ServiceGoal)
    for first, last in zip(before["queues"], after["queues"], strict=True):
        shown = (first, last) if log["best"] else (first,)
        levels = (_level(each["service_level"]) for each in shown)
        rows.append((first["queue"], goal_in_words(goal.validate_python(first["goal"])), *levels))
    hours = (number(each["paid_hours"], 1) for each in ((before, after) if log["best"] else (before,)))
    rows.append(("paid hours", "", *hours))
    yield from _table(rows)
    yield f"  {log['reason']}"


def _level(figure: Mapping[str, Any]) -> str:
    if figure["value"] is None:
        return number(None)
    return f"{100 * figure['value']:.1f} ± {100 * figure['half_width']:.1f} %"


def _hiring(hiring: Mapping[str, Any]) -> Iterator[str]:
    report = hiring["report"]
    yield "\nHiring gap of the coming months"
    if report is None:
        yield "  not known yet"
        return
    due = [
        (date.fromisoformat(first["start_hiring_by"]), _widest(cell), cell)
        for cell in report["cells"]
        for first in [_first_gap(cell)]
        if first is not None and cell["hires"]
    ]
    if not due:
        yield "  none: nobody has to be hired"
        return
    due.sort(key=lambda each: (each[0], -each[1]))
    rows: list[Row] = [(DATES, "skill", "site", "hires", "widest gap (P80)")]
    rows += [
        (full_date(by), cell["skill"], cell["site"], number(cell["hires"]), number(gap, 1))
        for by, gap, cell in due[:HIRES_SHOWN]
    ]
    yield from _table(rows)
    if len(due) > HIRES_SHOWN:
        yield f"  and {len(due) - HIRES_SHOWN} more on the page"


def _first_gap(cell: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((row for row in cell["months"] if row["start_hiring_by"] is not None), None)


def _widest(cell: Mapping[str, Any]) -> float:
    return max(float(row["gap_p80"]) for row in cell["months"])


def _addresses(week: PlannedWeek, address: str) -> Iterator[str]:
    roster = f"{address}/v1/rosters/{week.published['id']}"
    yield f"\nPage      {address}/"
    yield f"API       curl -s {roster}"
    yield f"Calendar  {roster}/calendar.ics"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """Columns under each other: numbers to the right, words to the left."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [any(cell[:1].isdigit() for cell in column[1:]) and column[0] != DATES for column in columns]
    for row in rows:
        cells = zip(row, widths, right, strict=True)
        line = "  ".join(cell.rjust(width) if ends else cell.ljust(width) for cell, width, ends in cells)
        yield f"  {line}".rstrip()

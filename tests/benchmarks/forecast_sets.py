"""The history files a forecast is measured on, laid out as the library takes them.

A set says what its file cannot: the zone of the clock, the opening hours, the holidays and what its odd rows
mean. No method sees a set's name.
"""

import csv
import gzip
import os
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from forecasting.calendar import country_holidays
from forecasting.documents import OpeningHours, WeeklyWindow
from forecasting.history import History
from forecasting.request import QueueHistory
from forecasting.wall_clock import minute_of

ALWAYS = OpeningHours.always()
BANK_HOURS = OpeningHours(
    weekly=tuple(WeeklyWindow(weekday=day, opens="07:00", closes="21:00") for day in range(5))
)
FOLDER = "SUNDIAL_HISTORY"


@dataclass(frozen=True)
class HistorySet:
    """One file: ``absent_flag`` is a column that marks rows that were never written, ``summed`` says that
    the row of the repeated hour holds both passes."""

    name: str
    file: str
    zone: str
    interval_minutes: int
    country: str
    subdivision: str | None = None
    opening: OpeningHours = ALWAYS
    absent_flag: str | None = None
    summed: bool = False
    dropped_times: frozenset[str] = field(default_factory=frozenset)


SETS = (
    HistorySet(
        "fire911",
        "seattle_fire911_hourly.csv.gz",
        "America/Los_Angeles",
        60,
        "US",
        "WA",
        absent_flag="no_row",
        summed=True,
    ),
    HistorySet("emergency", "uihc_ed_hourly.csv.gz", "America/Chicago", 60, "US", "IA", summed=True),
    HistorySet("pedestrians", "melbourne_pedestrian_hourly.csv.gz", "Australia/Melbourne", 60, "AU", "VIC"),
    # The row at 21:00 holds five minutes only.
    HistorySet(
        "bank",
        "nabank_calls_30min.csv.gz",
        "America/New_York",
        30,
        "US",
        opening=BANK_HOURS,
        dropped_times=frozenset({"21:00:00"}),
    ),
)


def history_folder() -> Path:
    """Where the files lie: ``SUNDIAL_HISTORY``, else data/history here or in a folder beside this one."""
    root = Path(__file__).parents[2]
    given = os.environ.get(FOLDER)
    places = [Path(given)] if given else [root / "data/history", *root.parent.glob("*/data/history")]
    for place in places:
        if place.is_dir():
            return place
    raise SystemExit(f"no history files: set {FOLDER} to the folder that holds {SETS[0].file} and the others")


def read_set(one: HistorySet, folder: Path) -> dict[str, QueueHistory]:
    """Every queue of the file by name; the skipped hour of spring is dropped, a summed one split in two."""
    zone = ZoneInfo(one.zone)
    rows: dict[str, list[tuple[int, float]]] = defaultdict(list)
    with gzip.open(folder / one.file, "rt", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            local, count = datetime.fromisoformat(row["ds"]).replace(tzinfo=zone), float(row["y"])
            if row["ds"][11:] in one.dropped_times or (one.absent_flag and row[one.absent_flag] == "1"):
                continue
            first, second = (minute_of(local.replace(fold=fold).astimezone(UTC)) for fold in (0, 1))
            if first > second:
                continue
            passes = [first, second] if one.summed and first < second else [first]
            rows[row.get("queue") or one.name] += [(minute, count / len(passes)) for minute in passes]
    return {queue: _queue(one, queue, found) for queue, found in sorted(rows.items())}


def _queue(one: HistorySet, queue: str, rows: list[tuple[int, float]]) -> QueueHistory:
    starts, volume = (np.array(column) for column in zip(*rows, strict=True))
    nothing = np.zeros(volume.size)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    first, last = (epoch + timedelta(minutes=int(m)) for m in (starts.min(), starts.max()))
    holidays = country_holidays(
        one.country, one.subdivision, date(first.year, 1, 1), date(last.year + 1, 12, 31)
    )
    return QueueHistory(
        queue=queue,
        zone=one.zone,
        interval_minutes=one.interval_minutes,
        history=History(starts.astype(np.int64), volume, nothing, nothing),
        absent_means="missing",
        opening=one.opening,
        holidays=holidays,
    )

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.web.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, band_chart, coverage_chart
from solver.domain.time import local_midnight


def starts_from(first: datetime, count: int, minutes: int = 60) -> list[datetime]:
    return [first + number * timedelta(minutes=minutes) for number in range(count)]


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.-]+) ([\d.-]+)", path)]


def shape(chart, kind: str) -> list[tuple[float, float]]:
    return points(next(each.path for each in chart.shapes if each.kind == kind))


MONDAY = datetime(2026, 11, 30, tzinfo=UTC)


def test_a_line_holds_each_value_to_the_end_of_its_interval():
    chart = band_chart(starts_from(MONDAY, 2), 60, "UTC", [0, 0], [2, 4], [4, 4])
    left, middle, right = LEFT, (LEFT + WIDTH - RIGHT) / 2, WIDTH - RIGHT
    half, full = (TOP + HEIGHT - BOTTOM) / 2, TOP
    assert shape(chart, "line") == [(left, half), (middle, half), (middle, full), (right, full)]


def test_a_band_runs_along_its_top_and_back_along_its_bottom():
    chart = band_chart(starts_from(MONDAY, 2), 60, "UTC", [1, 1], [2, 2], [3, 3])
    band = shape(chart, "band")
    assert len({y for _, y in band[:2]}) == len({y for _, y in band[2:]}) == 1
    assert band[0][1] < band[-1][1]
    assert band[0][0] == band[-1][0]


@pytest.mark.parametrize(("highest", "top"), [(0, 4), (3.9, 4), (4.1, 6), (11, 12), (95, 100), (230, 240)])
def test_the_scale_ends_at_a_round_value_that_holds_the_highest(highest: float, top: float):
    chart = band_chart(starts_from(MONDAY, 1), 60, "UTC", [0], [0], [highest])
    assert float(chart.values[-1].label) == top


@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        ("Europe/Dublin", (2026, 10, 25), 25),
        ("America/Denver", (2026, 3, 8), 23),
        ("Asia/Kathmandu", (2026, 5, 1), 24),
    ],
)
def test_days_are_as_long_as_the_clock_runs(zone: str, first: tuple[int, int, int], hours: int):
    day = datetime(*first, tzinfo=UTC).date()
    start, end = local_midnight(day, zone), local_midnight(day + timedelta(days=2), zone)
    starts = starts_from(start, (end - start) // timedelta(minutes=15), 15)
    chart = band_chart(starts, 15, zone, *([[1.0] * len(starts)] * 3))
    [midnight] = chart.midnights
    share = (midnight - LEFT) / (WIDTH - LEFT - RIGHT)
    assert share == pytest.approx(hours / ((end - start) / timedelta(hours=1)))
    assert [tick.label for tick in chart.days] == [
        f"{each.astimezone(ZoneInfo(zone)):%a} {each.astimezone(ZoneInfo(zone)).day} {each:%b}"
        for each in (start + timedelta(hours=12), end - timedelta(hours=12))
    ]


def test_what_is_short_fills_the_space_between_covered_and_required():
    chart = coverage_chart(starts_from(MONDAY, 1), 60, "UTC", [4.0], [3.0], [0.0])
    heights = {y for _, y in shape(chart, "short")}
    assert heights == {y for _, y in shape(chart, "required")} | {y for _, y in shape(chart, "covered")} - {
        HEIGHT - BOTTOM
    }


def test_what_is_over_stands_on_what_is_covered():
    chart = coverage_chart(starts_from(MONDAY, 1), 60, "UTC", [2.0], [2.0], [2.0])
    assert {y for _, y in shape(chart, "over")} == {TOP, (TOP + HEIGHT - BOTTOM) / 2}

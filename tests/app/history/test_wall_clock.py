"""Times as files write them, and the instants they mean."""

from datetime import UTC, datetime

import pytest

from app.history.refusals import CellRefused
from app.history.wall_clock import SkippedTime, WallClock


def utc(epoch: int | None) -> str:
    assert epoch is not None
    return f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("zone", "written", "meant"),
    [
        ("Europe/Dublin", "2026-07-01 09:00", "2026-07-01 08:00:00"),
        ("Asia/Kathmandu", "2026-07-01T09:00:30", "2026-07-01 03:15:30"),
        (None, "2026-07-01T09:00:00+05:30", "2026-07-01 03:30:00"),
        ("Europe/Dublin", "2026-07-01T09:00Z", "2026-07-01 09:00:00"),
        (None, "2026-07-01 09:00:00.999999-03:00", "2026-07-01 12:00:00"),
        ("Pacific/Apia", "2026-01-01 00:00", "2025-12-31 11:00:00"),
    ],
)
def test_a_time_means_one_instant(zone: str | None, written: str, meant: str) -> None:
    first, second, _ = WallClock(zone).read(written)
    assert (utc(first), second) == (meant, None)


@pytest.mark.parametrize(
    ("zone", "written", "first", "second"),
    [
        ("Europe/Dublin", "2026-10-25 01:30", "2026-10-25 00:30:00", "2026-10-25 01:30:00"),
        ("America/Denver", "2026-11-01 01:00", "2026-11-01 07:00:00", "2026-11-01 08:00:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:30", "2026-04-04 14:30:00", "2026-04-04 15:00:00"),
        ("America/Havana", "2024-11-03 00:15", "2024-11-03 04:15:00", "2024-11-03 05:15:00"),
    ],
)
def test_a_repeated_time_means_two_instants(zone: str, written: str, first: str, second: str) -> None:
    found = WallClock(zone).read(written)
    assert (utc(found[0]), utc(found[1])) == (first, second)


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("America/Denver", "2026-03-08 02:30"),
        ("Australia/Lord_Howe", "2026-10-04 02:15"),
        ("America/Havana", "2026-03-08 00:00"),
        ("Pacific/Apia", "2011-12-30 12:00"),
    ],
)
def test_a_skipped_time_means_nothing(zone: str, written: str) -> None:
    with pytest.raises(SkippedTime):
        WallClock(zone).read(written)


def test_the_half_hour_beside_a_half_hour_change_is_an_ordinary_time() -> None:
    clock = WallClock("Australia/Lord_Howe")
    assert utc(clock.read("2026-10-04 02:30")[0]) == "2026-10-03 15:30:00"
    assert utc(clock.read("2026-04-05 01:00")[0]) == "2026-04-04 14:00:00"


@pytest.mark.parametrize(
    "written",
    [
        "", "1767225600", "2026-01-01", "01/02/2026 10:00", "2026-02-30 10:00", "20260101T100000",
        "2026-W01-1T10:00", "2026-01-01 25:00", "1969-12-31 23:00Z", "2100-01-01 00:00Z", "NaT",
        "0001-01-01 00:00Z", "9999-12-31T23:59:59-23:59",
    ],
)  # fmt: skip
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(CellRefused):
        WallClock("UTC").read(written)


def test_a_time_without_offset_needs_a_declared_zone() -> None:
    with pytest.raises(CellRefused, match="a time without offset"):
        WallClock(None).read("2026-01-01 10:00")


def test_the_offset_told_is_that_of_the_zone_even_for_times_written_in_another_one() -> None:
    assert WallClock("Asia/Kolkata").read("2026-01-01T10:00Z")[2] == 19_800

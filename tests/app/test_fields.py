from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from app.fields import ClockTime, Day, Fraction, Instant, Minutes, Name, ZoneName


def reads(kind: object, value: object) -> object:
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("value", ["2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"])
def test_an_instant_is_read_with_any_offset_and_held_in_utc(value: str) -> None:
    instant = reads(Instant, value)
    assert instant == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert isinstance(instant, datetime)
    assert instant.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    [
        "2026-10-25T02:30:00",
        1_790_000_000,
        "1790000000",
        1.5,
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:00:00Z",
    ],
)
def test_naive_times_epoch_numbers_and_years_beyond_reason_are_no_instants(value: object) -> None:
    with pytest.raises(ValidationError):
        reads(Instant, value)


@pytest.mark.parametrize("name", ["Europe/Dublin", "Asia/Kathmandu", "Pacific/Apia", "UTC"])
def test_zone_names_of_the_tz_data_are_zones(name: str) -> None:
    assert reads(ZoneName, name) == name


@pytest.mark.parametrize(
    "name",
    ["Europe", "posixrules", "../etc/passwd", "europe/dublin", "Mars/Olympus", "", "x" * 300, "GMT+25"],
)
def test_anything_else_is_no_zone(name: str) -> None:
    with pytest.raises(ValidationError):
        reads(ZoneName, name)


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\u2028b", "a\u2029b", "a\x85b"])
def test_text_with_controls_or_line_separators_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="control characters"):
        reads(Name, text)


@pytest.mark.parametrize("text", ["Zoë Ñandú", "王秀英", "O'Brien", "🙂", "עברית"])
def test_text_of_any_script_is_accepted(text: str) -> None:
    assert reads(Name, text) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1, 1.1, "0.5", True, None])
def test_a_fraction_lies_between_0_and_1(value: object) -> None:
    with pytest.raises(ValidationError):
        reads(Fraction, value)


@pytest.mark.parametrize("value", [-1, 10**800, 1.0, "5", True])
def test_minutes_are_whole_and_bounded(value: object) -> None:
    with pytest.raises(ValidationError):
        reads(Minutes, value)


@pytest.mark.parametrize("value", ["09:00:00+01:00", 32400, "25:00"])
def test_a_clock_time_has_no_offset_and_is_no_number(value: object) -> None:
    with pytest.raises(ValidationError):
        reads(ClockTime, value)


@pytest.mark.parametrize("value", ["2026-02-30", 20000, "0001-01-01", "9999-12-31"])
def test_a_day_exists_and_lies_in_our_time(value: object) -> None:
    with pytest.raises(ValidationError):
        reads(Day, value)

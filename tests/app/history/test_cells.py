"""Numbers and names, read strictly."""

from collections.abc import Callable
from typing import Any

import pytest

from app.history import cells
from app.history.refusals import CellRefused


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (cells.count, "12", 12),
        (cells.count, " 5.0 ", 5),
        (cells.count, "1e3", 1000),
        (cells.count, "1000000000", 1_000_000_000),
        (cells.seconds, "312.5", 312.5),
        (cells.channel, "Phone", "voice"),
        (cells.channel, "E-Mail", "email"),
        (cells.flag, "Yes", True),
        (cells.name, "Cafe\u0301", "Caf\u00e9"),
    ],
)
def test_a_cell_is_read(read: Callable[[str], Any], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "found"),
    [
        (cells.count, "", "nothing"),
        (cells.count, "nan", "not a number (NaN)"),
        (cells.count, "-1", "a negative number"),
        (cells.count, "inf", "infinity"),
        (cells.count, "1e308", "a number out of range"),
        (cells.count, "1000000001", "a number out of range"),
        (cells.count, "2.5", "a fraction"),
        (cells.count, "1_000", "a number out of range"),
        (cells.count, "٣", "a number out of range"),
        (cells.count, "twelve", "text"),
        (cells.count, "9" * 800, "a long text"),
        (cells.seconds, "-3", "a negative number"),
        (cells.channel, "pigeon", "text"),
        (cells.name, "Sa\x07les", "control characters"),
        (cells.name, "x" * 121, "a long text"),
        (cells.name, " ", "nothing"),
    ],
)
def test_a_wrong_cell_is_described_but_not_repeated(
    read: Callable[[str], Any], text: str, found: str
) -> None:
    with pytest.raises(CellRefused) as refused:
        read(text)
    assert refused.value.found == found
    assert len(text) < 4 or text not in str(refused.value)


@pytest.mark.parametrize("text", ["0", "6", "4.5", "x"])
def test_a_score_off_its_scale_is_refused(text: str) -> None:
    with pytest.raises(CellRefused, match="from 1 to 5"):
        cells.score(text, least=1, most=5)

"""What no file may be, told before anything is kept."""

import gzip
import hashlib

import pytest

from app.history.refusals import FileRefused
from app.history.source import CsvSource

PLAIN = b"start,volume\n2026-01-01T00:00Z,5\n"


def read(*chunks: bytes) -> list[tuple[int, list[str]]]:
    return list(CsvSource(chunks).rows())


def refused(*chunks: bytes) -> str:
    with pytest.raises(FileRefused) as told:
        read(*chunks)
    return str(told.value)


def test_a_plain_file_is_read_whatever_its_chunks() -> None:
    assert read(*(PLAIN[place : place + 1] for place in range(len(PLAIN)))) == [
        (2, ["2026-01-01T00:00Z", "5"])
    ]


def test_a_gzip_file_is_recognised_by_its_first_bytes_even_in_several_members() -> None:
    assert read(gzip.compress(PLAIN) + gzip.compress(b"2026-01-01T01:00Z,6\n"))[1] == (
        3,
        ["2026-01-01T01:00Z", "6"],
    )


def test_a_byte_order_mark_is_no_part_of_the_first_header() -> None:
    assert CsvSource([b"\xef\xbb\xbf" + PLAIN]).header == ["start", "volume"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_separate_cells_too(delimiter: str) -> None:
    assert read(PLAIN.replace(b",", delimiter.encode())) == read(PLAIN)


def test_rows_are_numbered_as_in_a_spreadsheet_over_empty_lines_and_quoted_line_breaks() -> None:
    assert [row for row, _ in read(b'a,b\n"x\ny",1\n\nz,2\r\n')] == [2, 4]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "an empty file"),
        (b"\n", "an empty line"),
        ("start,volume\n".encode("utf-16"), "UTF-16"),
        ("start,volume\n".encode("utf-16-le"), "NUL"),
        (b"start,volume\r2026-01-01,5\r", "carriage return"),
        (b"start,volume\n2026-01-01T00:00Z,5\r2026-01-01T01:00Z,5\n", "row 2"),
        (b"start,volume\n" + b"x" * 70_000 + b",5\n", "over 64 kB"),
        (b'start,volume\n"' + b"x\n" * 500_000, "over 64 kB"),
        (b"start,volume\nstart\0,5\n", "NUL"),
        (b"start,volume\n2026,\xe9\n", "not UTF-8"),
        (b",".join(b"c" for _ in range(201)) + b"\n", "201 columns"),
        (gzip.compress(PLAIN * 1000)[:-20], "damaged or cut"),
        (gzip.compress(b"x" * 50_000_000), "over 64 kB"),
        (b'start,volume\n"a"b,5\n', "broken quotes"),
    ],
    ids=[
        "empty", "empty line", "utf-16", "utf-16 without mark", "CR only", "lone CR", "long cell",
        "endless quoted cell", "NUL", "latin-1", "columns", "cut gzip", "gzip bomb", "quotes",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_words(content: bytes, told: str) -> None:
    assert told in refused(content)


def test_the_digest_is_that_of_the_bytes_received() -> None:
    source = CsvSource([PLAIN])
    list(source.rows())
    assert source.digest == hashlib.sha256(PLAIN).hexdigest()

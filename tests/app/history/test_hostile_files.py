"""Whatever bytes arrive, a file is read or refused in words; nothing else happens."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.history.columns import recognise
from app.history.counts import CountRows
from app.history.refusals import FileRefused, Refusals
from app.history.schemas import ImportOptions, Shape
from app.history.source import CsvSource
from app.history.tickets import TicketRows

HEADERS = (
    b"queue,start,volume,handled,handle_seconds,abandoned,no_row\n",
    b"id,created,first_response,resolved,channel,group,handle_seconds,csat,nps,ces\n",
)
CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "5", "-1", "nan", "inf", "1e308", "2026-10-25 01:30", "2026-03-29 01:30", "9" * 400]
    ),
    st.datetimes().map(str),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    st.floats().map(str),
)
ROWS = st.lists(st.lists(CELLS, min_size=7, max_size=10).map(",".join), max_size=5).map("\n".join)


def read(content: bytes) -> int:
    """How many rows a file has, 1 if it is refused as a whole."""
    refusals = Refusals()
    options = ImportOptions(zone="Europe/Dublin")
    try:
        source = CsvSource([content])
        layout = recognise(source.header, options)
        kind = CountRows if layout.shape is Shape.COUNTS else TicketRows
        reader = kind(layout, options, refusals)
        lines = list(reader.lines(source.rows()))
    except FileRefused:
        return 1
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert len({line.count("\t") for line in lines}) <= 1
    return reader.reader.rows_read


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(HEADERS), ROWS)
def test_rows_of_any_cells_are_read_or_refused(header: bytes, rows: str) -> None:
    body = rows.encode("utf-8", "replace")
    if read(header + body) == 0:
        assert not body.strip(b"\r\n")


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.just(b""), st.sampled_from((*HEADERS, b"\x1f\x8b", b"\xff\xfe"))), st.binary(max_size=200)
)
def test_any_bytes_are_read_or_refused(header: bytes, content: bytes) -> None:
    assert read(header + content) >= 0

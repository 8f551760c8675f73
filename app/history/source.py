"""Reads a CSV file from a stream of bytes, plain or gzip, holding no more than one row of it."""

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, cast

from app.history.refusals import FileRefused

LONGEST_ROW = 64 * 1024
"""Characters a line may have; a cell that runs over lines is bounded by the csv module's own 128 kB."""

MOST_COLUMNS = 200
MOST_CHARACTERS = 20_000_000_000
"""What a file may unpack to, so that a small gzip cannot keep a worker busy for ever."""

DELIMITERS = (",", ";", "\t")


class _Received(io.RawIOBase):
    """The chunks of an upload as a file, counting their SHA-256 on the way."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        super().__init__()
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self.digest.update(chunk)
            self._rest = memoryview(chunk)
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken


class CsvSource:
    """A CSV file: ``header`` at once, then ``rows()`` with their number in the file (the header is row 1).

    Comma, semicolon and tab are told apart by the header. Raises FileRefused for what no row can be blamed
    for: an empty file, another encoding, an endless row, broken quotes, a damaged gzip.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._received = _Received(chunks)
        self._row = 1
        start = io.BufferedReader(self._received, 1 << 17)
        magic = start.peek(2)[:2]
        unpacked = cast("IO[bytes]", gzip.GzipFile(fileobj=start)) if magic == b"\x1f\x8b" else start
        self._text = io.TextIOWrapper(unpacked, encoding="utf-8-sig", newline="\n")
        self._refuse_other_encodings(magic)
        first = next(self._lines(), "")
        if not first.strip():
            raise FileRefused(
                1, "an empty file" if not first else "an empty line", "a header row and data rows"
            )
        if "\r" in first.rstrip("\r\n"):
            raise FileRefused(1, "lines that end in a carriage return only", "lines that end in LF or CR LF")
        delimiter = max(DELIMITERS, key=first.count)
        try:
            self.header = next(csv.reader([first], delimiter=delimiter, strict=True))
        except csv.Error:
            raise FileRefused(1, "broken quotes", "a header row of at most 64 kB on one line") from None
        if len(self.header) > MOST_COLUMNS:
            raise FileRefused(1, f"{len(self.header)} columns", f"at most {MOST_COLUMNS} columns")
        self._reader = csv.reader(self._lines(), delimiter=delimiter, strict=True)

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes received so far, in hexadecimal."""
        return self._received.digest.hexdigest()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number and cells of every row that is not empty."""
        row = self._row
        reader = self._reader
        while True:
            row += 1
            self._row = row
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise FileRefused(
                    row, "broken quotes, a lone carriage return or a cell over 64 kB", "a row of plain CSV"
                ) from None
            if cells:
                yield row, cells

    @staticmethod
    def _refuse_other_encodings(magic: bytes) -> None:
        if magic in (b"\xff\xfe", b"\xfe\xff"):
            raise FileRefused(1, "a file in UTF-16", "UTF-8; save it as CSV UTF-8")

    def _lines(self) -> Iterator[str]:
        readline = self._text.readline
        left = MOST_CHARACTERS
        while True:
            try:
                line = readline(LONGEST_ROW)
            except UnicodeDecodeError:
                raise FileRefused(
                    self._row, "bytes that are not UTF-8 here or shortly after", "UTF-8"
                ) from None
            except (EOFError, gzip.BadGzipFile, zlib.error):
                raise FileRefused(self._row, "a damaged or cut gzip file", "a whole gzip file") from None
            if not line:
                return
            if len(line) == LONGEST_ROW:
                raise FileRefused(self._row, "a row or cell over 64 kB", "rows of at most 64 kB")
            if "\0" in line:
                raise FileRefused(self._row, "a NUL character", "UTF-8 text; UTF-16 must be saved as UTF-8")
            left -= len(line)
            if left < 0:
                raise FileRefused(self._row, "more than 20 GB of text", "a smaller file")
            yield line

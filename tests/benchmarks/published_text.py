"""The text both published families share: sections of comma-separated rows, comments from # on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


class FormatError(ValueError):
    """The file is not what the format asks for; the message names file, line and what was expected."""


@dataclass(frozen=True)
class Row:
    """One row of a section: where it stands and its fields."""

    file: str
    line: int
    fields: tuple[str, ...]

    def wrong(self, expected: str) -> FormatError:
        return FormatError(
            f"{self.file}, line {self.line}: expected {expected}, found {','.join(self.fields)!r}"
        )

    def whole(self, number: int, name: str, least: int = 0) -> int:
        """The field as a whole number of at least ``least``."""
        text = self.fields[number].strip()
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise self.wrong(f"{name} as a whole number from {least} on in field {number + 1}")
        return int(text)


@dataclass(frozen=True)
class Sections:
    """The rows of a file by the name of their section."""

    file: str
    rows: dict[str, tuple[Row, ...]]

    def of(self, name: str, fields: int, *, more: bool = False) -> tuple[Row, ...]:
        """The rows of a section, each with exactly so many fields, or at least where ``more`` may follow."""
        for row in self.rows[name]:
            if len(row.fields) < fields or (len(row.fields) > fields and not more):
                raise row.wrong(f"{'at least ' if more else ''}{fields} fields in SECTION_{name}")
        return self.rows[name]

    def number(self, name: str, least: int = 1) -> int:
        """The one number a section consists of."""
        rows = self.of(name, 1)
        if len(rows) != 1:
            raise FormatError(
                f"{self.file}: SECTION_{name} should hold one number, it holds {len(rows)} rows"
            )
        return rows[0].whole(0, name.lower(), least)


def read_sections(path: Path) -> Sections:
    """The sections of a file; FormatError where a row stands in none or a section comes twice."""
    rows: dict[str, list[Row]] = {}
    current: list[Row] | None = None
    for row in _rows(path):
        head = row.fields[0]
        if head.startswith("SECTION_"):
            name = head.removeprefix("SECTION_")
            if name in rows or len(row.fields) > 1:
                raise row.wrong("the name of a section not seen before")
            current = rows.setdefault(name, [])
        elif current is None:
            raise row.wrong("the name of a section")
        else:
            current.append(row)
    return Sections(path.name, {name: tuple(found) for name, found in rows.items()})


def require_sections(sections: Sections, names: Sequence[str]) -> None:
    """Raise FormatError unless the file has exactly these sections."""
    missing, unknown = set(names) - set(sections.rows), set(sections.rows) - set(names)
    if missing:
        raise FormatError(f"{sections.file}: SECTION_{min(missing)} is missing")
    if unknown:
        raise FormatError(f"{sections.file}: SECTION_{min(unknown)} is not part of the format")


def _rows(path: Path) -> Iterator[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{path.name}: expected text in UTF-8") from error
    for number, line in enumerate(text.splitlines(), 1):
        kept = line.split("#", 1)[0].strip()
        if kept:
            yield Row(path.name, number, tuple(field.strip() for field in kept.split(",")))

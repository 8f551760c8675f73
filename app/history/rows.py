"""Reads cells of one row after another, writing down what is wrong with which column."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from app.history import cells
from app.history.columns import Layout
from app.history.refusals import CellRefused, Refusals

MOST_QUEUES = 10_000

Value = TypeVar("Value")


class RowReader:
    """The row at hand of a file; ``names`` are the queues met so far, numbered by their place."""

    def __init__(self, layout: Layout, refusals: Refusals) -> None:
        self.names: list[str] = []
        self.rows_read = 0
        self.row = 0
        self._cells: list[str] = []
        self._index = layout.index
        self._layout = layout
        self._refusals = refusals
        self._errors = 0
        self._numbers: dict[str, int] = {}
        self._parts = [(part, layout.index[part]) for part in layout.queue_parts]

    def over(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[int]:
        """Step through the rows that are as wide as the header, yielding their numbers."""
        width = self._layout.width
        for row, row_cells in rows:
            self.rows_read += 1
            if len(row_cells) != width:
                self._refusals.add(row, "", f"{len(row_cells)} cells", f"{width} cells, as in the header")
                continue
            self.row, self._cells, self._errors = row, row_cells, self._refusals.total
            yield row

    @property
    def good(self) -> bool:
        """Whether nothing was refused in the row at hand."""
        return self._refusals.total == self._errors

    def cell(self, column: str) -> str:
        """The text of a cell of a column that the file has."""
        return self._cells[self._index[column]]

    def required(self, column: str, read: Callable[[str], Value]) -> Value | None:
        """The value of a cell, or None once it is refused."""
        try:
            return read(self.cell(column))
        except CellRefused as error:
            self.refuse(column, error)
            return None

    def optional(self, column: str, read: Callable[[str], Value]) -> Value | None:
        """The value of a cell, or None if the file has no such column or the cell is empty or refused."""
        place = self._index.get(column)
        if place is None or not self._cells[place]:
            return None
        return self.required(column, read)

    def queue(self) -> int | None:
        """The number of the row's queue, or None once its name is refused."""
        name = self._layout.queue
        if name is None:
            name = self._cells[self._parts[0][1]]
        else:
            for part, place in self._parts:
                name = name.replace(f"{{{part}}}", self._cells[place].strip(" "))
        number = self._numbers.get(name)
        if number is not None:
            return number
        try:
            return self._number_of(cells.name(name))
        except CellRefused as error:
            self.refuse(self._parts[0][0] if self._parts else "queue", error)
            return None

    def refuse(self, column: str, error: CellRefused) -> None:
        """Write down that a cell of the row at hand is wrong."""
        self._refusals.add(self.row, self._layout.header(column), error.found, error.expected)

    def _number_of(self, name: str) -> int:
        # Only names written in another way, such as with decomposed letters, come here more than once.
        number = self._numbers.get(name)
        if number is None:
            number = len(self.names)
            if number >= MOST_QUEUES:
                raise CellRefused("another queue", f"at most {MOST_QUEUES:,} queues in one file")
            self.names.append(name)
            self._numbers[name] = number
        return number

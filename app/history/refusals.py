"""What is wrong with a file: collected row by row, listed up to a limit, counted to the end."""

from app.history.problems import HistoryRefused
from app.history.schemas import MOST_ERRORS, RowError


class CellRefused(ValueError):  # noqa: N818 - reads as what happened
    """A cell does not hold what its column needs."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found}, expected {expected}")
        self.found = found
        self.expected = expected


class FileRefused(ValueError):  # noqa: N818 - reads as what happened
    """The file cannot be read any further."""

    def __init__(self, row: int, found: str, expected: str) -> None:
        super().__init__(f"row {row}: found {found}, expected {expected}")
        self.row = row
        self.found = found
        self.expected = expected


class Refusals:
    """The errors of one file."""

    def __init__(self) -> None:
        self.listed: list[RowError] = []
        self.total = 0

    def add(self, row: int, column: str, found: str, expected: str) -> None:
        """Count an error and list it while there is room."""
        self.total += 1
        if len(self.listed) < MOST_ERRORS:
            self.listed.append(RowError(row=row, column=column, found=found, expected=expected))

    def refuse_if_any(self, rows_read: int) -> None:
        """Raises HistoryRefused when something is wrong."""
        if self.total:
            errors = sorted(self.listed, key=lambda error: error.row)
            raise HistoryRefused([error.model_dump() for error in errors], self.total, rows_read)

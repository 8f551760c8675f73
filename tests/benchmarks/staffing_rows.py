"""Rows of a benchmark: case, figure, unit, goal and whether it holds."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """``goal`` is a limit in words; ``holds`` None where a figure is for information."""

    case: str
    figure: float | str
    unit: str
    goal: str = ""
    holds: bool | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def at_most(case: str, figure: float, limit: float, unit: str) -> Row:
    return Row(case, figure, unit, f"≤ {limit:g}", bool(figure <= limit))


def at_least(case: str, figure: float, limit: float, unit: str) -> Row:
    return Row(case, figure, unit, f"≥ {limit:g}", bool(figure >= limit))


def show(row: Row) -> str:
    figure = f"{row.figure:.4g}" if isinstance(row.figure, float) else str(row.figure)
    held = {True: "holds", False: "MISSED", None: ""}[row.holds]
    return f"{row.case:<78} {figure:>12} {row.unit:<22} {row.goal:<12} {held}"

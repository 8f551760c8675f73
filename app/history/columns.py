"""Recognises the columns of a file by its header, whatever its case, spaces and underscores."""

import re
from dataclasses import dataclass

from app.history.refusals import FileRefused
from app.history.schemas import ImportOptions, Shape

IGNORE = "ignore"

NAMES: dict[Shape, dict[str, tuple[str, ...]]] = {
    Shape.COUNTS: {
        "queue": ("queue", "queue name", "skill", "skill group", "group"),
        "start": ("start", "starts", "start time", "interval start", "interval", "timestamp", "datetime"),
        "volume": ("volume", "offered", "contacts", "contacts offered", "calls", "calls offered", "arrivals"),
        "handled": ("handled", "contacts handled", "calls handled", "answered"),
        "handle_seconds": ("handle seconds", "mean handle seconds", "average handle seconds", "aht seconds"),
        "handle_seconds_total": ("handle seconds total", "total handle seconds", "handle seconds sum"),
        "missing": ("missing", "no row", "no data"),
        "abandoned": ("abandoned", "abandons", "contacts abandoned", "calls abandoned"),
    },
    Shape.TICKETS: {
        "created": ("created", "created at", "created on", "opened", "opened at"),
        "first_response": ("first response", "first response at", "first reply", "first replied at"),
        "resolved": ("resolved", "resolved at", "solved", "solved at"),
        "channel": ("channel", "via"),
        "queue": ("queue", "queue name"),
        "skill": ("skill", "skill group"),
        "group": ("group", "group name", "team"),
        "handle_seconds": ("handle seconds", "handling seconds", "aht seconds"),
        "csat": ("csat", "satisfaction", "satisfaction score"),
        "nps": ("nps", "nps score"),
        "ces": ("ces", "effort score", "customer effort score"),
        "id": ("id", "ticket id", "case id", "ticket"),
    },
}
"""Our column → the headers read as it. Case, spaces, underscores and hyphens do not matter."""

REQUIRED = {Shape.COUNTS: ("start", "volume"), Shape.TICKETS: ("created",)}
QUEUE_COLUMNS = ("queue", "group", "skill")
"""Where a queue's name is looked for, the first one present."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a file is which of ours, by index; ``queue`` a constant or a pattern (``{group}``)."""

    shape: Shape
    width: int
    index: dict[str, int]
    headers: dict[str, str]
    ignored: tuple[str, ...]
    queue: str | None

    def header(self, column: str) -> str:
        """The file's own word for a column of ours."""
        return self.headers.get(column, column)

    @property
    def queue_parts(self) -> tuple[str, ...]:
        """The columns that the name of the queue is made of."""
        if self.queue is None:
            return tuple(column for column in QUEUE_COLUMNS if column in self.index)[:1]
        return tuple(re.findall(r"\{(\w+)\}", self.queue))


def documented() -> str:
    """The table of columns, in Markdown, for those who call."""
    lines = ["| shape | column | read from the headers |", "| --- | --- | --- |"]
    for shape, columns in NAMES.items():
        for column, names in columns.items():
            mark = " (required)" if column in REQUIRED[shape] else ""
            lines.append(f"| {shape} | `{column}`{mark} | {', '.join(names)} |")
    return "\n".join(lines)


def recognise(header: list[str], options: ImportOptions) -> Layout:
    """The layout of a file with this header; raises FileRefused naming a missing or doubtful column."""
    chosen = {_plain(theirs): ours for theirs, ours in options.columns.items()}
    present = [_plain(each) for each in header]
    for theirs, ours in options.columns.items():
        if _plain(theirs) not in present:
            raise FileRefused(
                1, f"no column {theirs[:60]!r}, which the mapping names", "a header of the file"
            )
        if ours != IGNORE and not any(ours in names for names in NAMES.values()):
            words = sorted({column for names in NAMES.values() for column in names} | {IGNORE})
            raise FileRefused(1, f"a mapping to {ours!r}", "one of " + ", ".join(words))
    found = {shape: _columns_of(shape, present, chosen) for shape in Shape}
    fitting = [shape for shape in Shape if all(column in found[shape] for column in REQUIRED[shape])]
    if len(fitting) != 1:
        raise FileRefused(
            1,
            "the columns of both shapes" if fitting else "neither of the two shapes",
            "columns start and volume (counts) or created (tickets); map other headers by columns",
        )
    shape = fitting[0]
    index = {}
    for column, places in found[shape].items():
        if len(places) > 1:
            raise FileRefused(1, f"{len(places)} columns that mean {column}", "one; map the others to ignore")
        index[column] = places[0]
    headers = {column: header[place].strip()[:60] for column, place in index.items()}
    ignored = tuple(
        each.strip()[:60] for place, each in enumerate(header) if place not in set(index.values())
    )
    layout = Layout(shape, len(header), index, headers, ignored, options.queue)
    _check_queue(layout)
    if "handle_seconds" in index and "handle_seconds_total" in index:
        raise FileRefused(
            1, "handle seconds both as mean and as total", "one of them; map the other to ignore"
        )
    return layout


def _check_queue(layout: Layout) -> None:
    if layout.queue is None and not layout.queue_parts:
        raise FileRefused(1, "no column queue, group or skill", "one of them, or the option queue")
    allowed = (*QUEUE_COLUMNS, "channel")
    for part in layout.queue_parts:
        if part not in allowed or part not in layout.index:
            raise FileRefused(
                1, f"a queue made of {{{part}}}", "columns of the file among " + ", ".join(allowed)
            )


def _columns_of(shape: Shape, present: list[str], chosen: dict[str, str]) -> dict[str, list[int]]:
    known = {_plain(name): column for column, names in NAMES[shape].items() for name in names}
    found: dict[str, list[int]] = {}
    for place, plain in enumerate(present):
        column = chosen.get(plain, known.get(plain))
        if column in NAMES[shape]:
            found.setdefault(column, []).append(place)
    return found


def _plain(header: str) -> str:
    return re.sub(r"[\s_\-]+", "", header).casefold()

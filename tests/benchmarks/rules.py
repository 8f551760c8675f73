"""All that is to be shown of rules, activities and living rosters, each part by a benchmark of its own.

``make bench-rules`` runs every part, prints a table and writes build/bench/rules.json: part, case, figure,
unit, goal, holds. ``python -m tests.benchmarks.rules PART …`` runs the parts named, the others keep the rows
of their last run; ``--collect`` runs none. What a part can be asked for besides, its own file takes.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from solver.families import Means, families
from solver.rules import RULES
from tests.benchmarks.staffing_rows import Row, at_most, show

BENCH = Path("build/bench")
TARGET = BENCH / "rules.json"
FAMILIES = {"TF": 56, "GC": 38, "B": 5, "S": 10}
"""How many families each origin has: two rule anchors, breaks, staffing."""


def catalogue_rows() -> Iterator[Row]:
    """How many families of each origin are said, and by what."""
    table = families()
    for origin, whole in FAMILIES.items():
        said = sum(family.id.rstrip("0123456789") == origin for family in table)
        yield Row(f"families {origin} said, each with a test", said, "families", f"{whole}", said == whole)
    by = Counter(family.by for family in table)
    for means in Means:
        yield Row(f"families said by {means}", by[means], "families")
    yield Row("rules", len(RULES), "rules")


def rows_in(file: str) -> Iterator[Row]:
    """Rows that a part wrote as such."""
    for row in json.loads((BENCH / file).read_text(encoding="utf-8")):
        yield Row(**{name: row[name] for name in ("case", "figure", "unit", "goal", "holds")})


def preset_rows(file: str) -> Iterator[Row]:
    """The last roster under each preset: required rules broken, coverage, and what of it can be reached."""
    last: dict[str, dict[str, Any]] = {}
    for row in json.loads((BENCH / file).read_text(encoding="utf-8")):
        last[row["case"]] = row
    for case, row in last.items():
        yield at_most(f"{case}: required rules broken", row["required_rules_broken"], 0, "violations")
        for name in ("coverage", "reachable_coverage"):
            if row.get(name) is not None:
                yield Row(f"{case}: {name.replace('_', ' ')}", round(row[name], 4), "share")


Reader = Callable[[str], Iterator[Row]]

PARTS: dict[str, tuple[str, str, Reader]] = {
    "mutants": ("rule_mutants", "rules_mutants.json", rows_in),
    "presets": ("presets", "rules_presets.json", preset_rows),
    "activities": ("activities", "activities.json", rows_in),
    "living": ("living", "living.json", rows_in),
}
"""The benchmark that shows each part, the file it writes, and how that is read; the catalogue needs none."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="|".join(PARTS), help="all where none is named")
    parser.add_argument("--collect", action="store_true", help="run nothing, gather the last rows there are")
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.parts) - PARTS.keys())
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    rows = [("catalogue", row) for row in catalogue_rows()]
    for part, (module, file, read) in PARTS.items():
        if not chosen.collect and (not chosen.parts or part in chosen.parts):
            ended = subprocess.run([sys.executable, "-m", f"tests.benchmarks.{module}"], check=False)
            rows.append((part, at_most(f"{part}: ended with", ended.returncode, 0, "exit code")))
        if (BENCH / file).exists():
            rows += [(part, row) for row in read(file)]
        else:
            rows.append((part, Row(f"{part}: not run yet", 0, "rows", "some", holds=False)))
    for part, row in rows:
        print(f"{part:10} {show(row)}")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps([{"part": part, **row.as_dict()} for part, row in rows], indent=1) + "\n")
    return int(any(row.holds is False for _, row in rows))


if __name__ == "__main__":
    sys.exit(main())

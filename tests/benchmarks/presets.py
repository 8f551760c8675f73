"""The example organization under each preset of labour law: roster valid, coverage stated, rules told.

``python -m tests.benchmarks.presets`` loads it as the demonstration does, into a database by itself,
asks the service for one roster per preset, reads the shifts again without any rule, and prints the effective
rules of one agent of each site. Rows go to build/bench/rules_presets.json.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.cli import settings_with
from app.example.caller import Caller
from app.example.loading import load_example
from app.example.serving import free_port, served
from app.example.traffic import HISTORY_LAST
from app.example.week import DAYS, next_monday
from app.installation import open_installation
from app.rule_sets.commands import told
from app.rule_sets.schemas import EffectiveRules
from solver.law.presets import law_presets

TARGET = Path("build/bench/rules_presets.json")
NATIONAL = {"Manila": "philippines", "Dublin": "ireland", "Denver": "united_states_california"}
TOLD = ("Maria Santos", "Aoife Byrne", "Marcus Johnson")
HISTORY = timedelta(days=182)
"""Half a year is enough for a week's demand, and loads in seconds."""

HOUR = timedelta(hours=1)


@contextmanager
def example(home: Path | None) -> Iterator[Caller]:
    """A caller of a service that knows the example organization; ``home`` keeps it for another time."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SUNDIAL_HOME"] = str(home or folder)
        settings = settings_with(port=free_port("127.0.0.1", 0))
        with open_installation(settings) as installation:
            load_example(installation.engine, _tell, HISTORY_LAST - HISTORY, HISTORY_LAST)
            with served(settings) as (_, caller):
                yield caller


def scenarios(sites: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Layers: no law at all, each preset for everyone, and each site (name → id) under its country's law."""
    alone = {name: [{"presets": [name]}] for name in law_presets()}
    own = [{"site_id": sites[site], "presets": [preset]} for site, preset in NATIONAL.items()]
    return {"none": [], **alone, "each site its own": own}


def row_of(caller: Caller, name: str, first_date: date, model: str, seconds: float) -> dict[str, Any]:
    """One roster under the layers that are kept now, as the service judges it and as its shifts say."""
    begun = time.monotonic()
    asked = {"first_date": first_date.isoformat(), "days": DAYS, "coverage_model": model, "seconds": seconds}
    job = caller.finish(caller.begin("/v1/rosters", asked), lambda _: None)
    roster = caller.get(job["links"]["result"])
    figures = roster["figures"]
    measures = caller.get(f"/v1/rosters/{roster['id']}/measures")["measures"]
    return {
        "case": name,
        "model": model,
        "status": roster["report"]["status"],
        "required_rules_broken": figures["required_violations"],
        "coverage": measures["coverage"],
        "reachable_coverage": measures["reachable_coverage"],
        "paid_hours": measures["paid_hours"],
        "cost": measures["cost"],
        "warnings": roster["warnings"],
        "seconds": round(time.monotonic() - begun, 1),
        **read_again(roster["shifts"], first_date),
    }


def read_again(shifts: Sequence[Mapping[str, Any]], first_date: date) -> dict[str, float | None]:
    """The figures that laws limit, from start, end and breaks alone: hours, and minutes of breaks.

    Rest is from the last end of one local date to the first start of the next one worked; the weekly rest the
    longest piece of the seven local dates without work.
    """
    people: dict[str, list[Mapping[str, Any]]] = {}
    for shift in shifts:
        people.setdefault(shift["agent"], []).append(shift)
    rests, days, weeks, free, breaks = [], [], [], [], []
    for own in people.values():
        zone = ZoneInfo(own[0]["zone"])
        spans = sorted((_instant(each["start"]), _instant(each["end"]), each) for each in own)
        rests += [
            (later[0] - earlier[1]) / HOUR for earlier, later in pairwise(spans) if later[0] > earlier[1]
        ]
        by_day: dict[date, float] = {}
        for start, end, each in spans:
            pauses = [(_instant(part["start"]), _instant(part["end"]), part) for part in each["breaks"]]
            unpaid = sum((ends - begins) / HOUR for begins, ends, part in pauses if not part["paid"])
            day = start.astimezone(zone).date()
            by_day[day] = by_day.get(day, 0.0) + (end - start) / HOUR - unpaid
            if (end - start) / HOUR - unpaid > 6:
                breaks.append(sum((ends - begins) / HOUR for begins, ends, _ in pauses) * 60)
        days.append(max(by_day.values()))
        weeks.append(sum(by_day.values()))
        first = datetime(first_date.year, first_date.month, first_date.day, tzinfo=zone)
        last = datetime.combine(first_date + timedelta(days=DAYS), first.timetz())
        edges = [first.astimezone(UTC), *(moment for start, end, _ in spans for moment in (start, end))]
        edges.append(last.astimezone(UTC))
        free.append(
            max((later - earlier) / HOUR for earlier, later in zip(edges[::2], edges[1::2], strict=True))
        )
    return {
        "least_rest_hours": round(min(rests), 2),
        "most_hours_a_day": round(max(days), 2),
        "most_hours_a_week": round(max(weeks), 2),
        "least_weekly_rest_hours": round(min(free), 2),
        "least_break_minutes_beyond_six_hours": round(min(breaks), 1) if breaks else None,
    }


def rules_told(caller: Caller, on: date) -> Iterator[str]:
    """The effective rules of one agent of each site, with values, source and article."""
    people = {each["name"]: each["id"] for each in caller.get("/v1/agents", limit=200)["items"]}
    for name in TOLD:
        found = caller.get(f"/v1/agents/{people[name]}/effective-rules", on=on)
        yield from told(EffectiveRules.model_validate(found))


def main(arguments: Sequence[str]) -> None:
    """One roster per scenario, the rules of three agents, and the rows kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--model", default="follow_the_sun")
    parser.add_argument("--home", type=Path, help="Where an earlier run left the example.")
    parser.add_argument("--only", help="One scenario by name: a preset, none, or each site its own.")
    chosen = parser.parse_args(arguments)
    rows = []
    with example(chosen.home) as caller:
        monday = next_monday(datetime.now(UTC).date())
        sites = {site["name"]: site["id"] for site in caller.get("/v1/sites")["items"]}
        for name, layers in scenarios(sites).items():
            if chosen.only not in (None, name):
                continue
            laid = [caller.answer("POST", "/v1/rule-layers", body).body["id"] for body in layers]
            rows.append(row_of(caller, name, monday, chosen.model, chosen.seconds))
            _tell(_line(rows[-1]))
            if len(layers) == len(sites):
                _tell("\n".join(rules_told(caller, monday)))
            for layer in laid:
                caller.answer("DELETE", f"/v1/rule-layers/{layer}")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    earlier = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else []
    TARGET.write_text(json.dumps([*earlier, *rows], indent=1) + "\n", encoding="utf-8")


def _line(row: Mapping[str, Any]) -> str:
    return (
        f"{row['case']:<24} {row['status']:<10} broken {row['required_rules_broken']}  "
        f"coverage {row['coverage']:.2%}  of reachable {row['reachable_coverage']:.2%}  "
        f"paid {row['paid_hours']:.0f} h  cost {row['cost']:,.0f}  {row['seconds']} s\n"
        f"    read again: rest ≥ {row['least_rest_hours']} h, day ≤ {row['most_hours_a_day']} h, "
        f"week ≤ {row['most_hours_a_week']} h, weekly rest ≥ {row['least_weekly_rest_hours']} h, "
        f"breaks beyond six hours ≥ {row['least_break_minutes_beyond_six_hours']} min; "
        f"warnings {len(row['warnings'])}"
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

"""The whole chain on other people's contact histories: import, forecast, staff, roster in each model.

`python -m tests.benchmarks.real_histories DIRECTORY` starts a service of its own on the loopback interface,
imports every file it knows of in the directory, sizes a team to the requirement and prints a row per roster.
"""

import argparse
import json
import math
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.example.caller import Caller, CallFailedError

SUNDIAL = Path(sys.executable).with_name("sundial")
OUT = Path("build/bench/real_histories.json")
FULL_TIME_HOURS = 40
ON_DUTY_HOURS = 35
"""What five shifts of eight hours leave of a week after meals and breaks."""
ROOM = 0.80
"""Required agent-hours as a share of the hours that can be on duty: demand does not come in shifts."""


@dataclass(frozen=True)
class Source:
    """A file, how to read it, and the work its counts stand for here."""

    file: str
    zone: str
    queues: tuple[str, ...]
    repeated_hour: str | None
    first_date: date
    handle_seconds: float
    sites: dict[str, str]
    models: tuple[str, ...]
    opening: dict[str, Any] | None = None
    extra: tuple[str, ...] = ()


ROUND_THE_WORLD = {"Seattle": "America/Los_Angeles", "Dublin": "Europe/Dublin", "Manila": "Asia/Manila"}
EVERY_MODEL = ("follow_the_sun", "traditional_24x7", "distributed")
WEEKDAYS_7_TO_21 = {
    "weekly": [{"weekday": day, "opens": "07:00", "closes": "21:00"} for day in range(5)],
}
SOURCES = (
    Source(
        "seattle_fire911_hourly.csv.gz",
        "America/Los_Angeles",
        ("Seattle 911",),
        "summed",
        date(2021, 11, 1),
        1500,
        ROUND_THE_WORLD,
        EVERY_MODEL,
    ),
    Source(
        "uihc_ed_hourly.csv.gz",
        "America/Chicago",
        ("UIHC ED",),
        "summed",
        date(2018, 3, 5),
        2400,
        ROUND_THE_WORLD,
        EVERY_MODEL,
    ),
    Source(
        "melbourne_pedestrian_hourly.csv.gz",
        "Australia/Melbourne",
        (
            "Southern Cross Station",
            "Bourke Street Mall (North)",
            "QV Market-Elizabeth St (West)",
            "Birrarung Marr",
        ),
        "first_only",
        date(2016, 9, 26),
        15,
        {"Melbourne": "Australia/Melbourne", "Dublin": "Europe/Dublin", "Denver": "America/Denver"},
        EVERY_MODEL,
    ),
    Source(
        "nabank_calls_30min.csv.gz",
        "America/New_York",
        ("Bank",),
        None,
        date(2003, 10, 20),
        60,
        {"New York": "America/New_York"},
        ("traditional_24x7", "distributed"),
        WEEKDAYS_7_TO_21,
        ("--gap-hours", "96"),
    ),
)
BREAKS = {
    8: [
        ("First break", 15, True, 60, 150),
        ("Meal", 30, False, 180, 300),
        ("Last break", 15, True, 330, 420),
    ],
    6: [("First break", 15, True, 60, 120), ("Meal", 30, False, 150, 240)],
    4: [("Break", 15, True, 60, 165)],
}


def lengths(*hours: int) -> list[dict[str, Any]]:
    return [
        {
            "minutes": each * 60,
            "breaks": [
                {
                    "name": name,
                    "activity": "break" if paid else "meal",
                    "minutes": minutes,
                    "paid": paid,
                    "earliest_offset": first,
                    "latest_offset": last,
                }
                for name, minutes, paid, first, last in BREAKS[each]
            ],
        }
        for each in hours
    ]


def templates(source: Source) -> list[dict[str, Any]]:
    """Day shifts by the agent's clock for distributed teams and sites, three crews for a region."""
    day = {"earliest_start": "06:00", "latest_start": "14:00", "lengths": lengths(8, 6, 4)}
    made = [{"name": f"day {model}", "tags": [model], **day} for model in ("follow_the_sun", "distributed")]
    crews = {"day": ("06:00", "10:00"), "evening": ("12:00", "16:00"), "night": ("20:00", "23:30")}
    return made + [
        {
            "name": crew,
            "zone": source.zone,
            "tags": ["traditional_24x7", crew],
            "earliest_start": first,
            "latest_start": last,
            "lengths": lengths(8, 6),
        }
        for crew, (first, last) in crews.items()
    ]


class Service:
    """A service with an empty database in a folder of its own."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {**os.environ, "SUNDIAL_HOME": str(home), "SUNDIAL_PORT": str(self.port)}
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [SUNDIAL, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"sundial {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def __enter__(self) -> Caller:
        self._process = subprocess.Popen(
            [SUNDIAL, "serve", "--quiet"], env=self.environment, stderr=subprocess.DEVNULL
        )
        caller = Caller("127.0.0.1", self.port)
        while not caller.is_served():
            time.sleep(0.2)
        return caller

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=60)


def import_history(service: Service, source: Source, directory: Path) -> None:
    service.run("organization", "create", "Real", "--zone", source.zone)
    arguments = ["--zone", source.zone, "--column", "ds=start", "--column", "y=volume", "--create-queues"]
    if len(source.queues) == 1:
        arguments += ["--queue", source.queues[0]]
    if source.repeated_hour:
        arguments += ["--repeated-hour", source.repeated_hour]
    print(
        service.run(
            "history", "import", str(directory / source.file), "--channel", "voice", *arguments, *source.extra
        )
    )


def staffed(caller: Caller, source: Source) -> tuple[dict[str, Any], dict[str, Any]]:
    """The forecast and the requirement of the week, queues set up first."""
    for queue in caller.get("/v1/queues", limit=100)["items"]:
        body = {key: value for key, value in queue.items() if key not in ("id", "created_at", "updated_at")}
        body |= {"shrinkage": 0.1, "patience_seconds": 180.0, "occupancy_cap": 0.9, "minimum_staffing": 1}
        body |= {"service_goal": {"share": 0.8, "within_seconds": 60}}
        if source.opening is not None:
            body["opening_hours"] = source.opening
        caller.answer("PUT", f"/v1/queues/{queue['id']}", body)
    asked = {"first_date": source.first_date.isoformat(), "days": 7}
    job = caller.finish(caller.begin("/v1/forecasts", asked), lambda _: None)
    forecast = caller.get(job["links"]["result"])
    overrides = [{"queue": name, "handle_seconds": source.handle_seconds} for name in source.queues]
    job = caller.finish(
        caller.begin("/v1/requirements", {"forecast_id": forecast["id"], "overrides": overrides}),
        lambda _: None,
    )
    return forecast, caller.get(job["links"]["result"])


def hire(caller: Caller, source: Source, agent_hours: float) -> int:
    """A team whose contracted hours fit the requirement, spread evenly over the sites."""
    roles = {role["name"]: role["id"] for role in caller.get("/v1/roles", limit=100)["items"]}
    contract = caller.answer(
        "POST",
        "/v1/contracts",
        {"name": "full time", "min_weekly_minutes": 1200, "max_weekly_minutes": FULL_TIME_HOURS * 60},
    ).body["id"]
    sites = [
        caller.answer("POST", "/v1/sites", {"name": name, "zone": zone}).body["id"]
        for name, zone in source.sites.items()
    ]
    for template in templates(source):
        caller.answer("POST", "/v1/shift-templates", template)
    heads = math.ceil(agent_hours / ROOM / ON_DUTY_HOURS)
    for number in range(heads):
        role = "lead" if number % 12 < 1 else "associate"
        caller.answer(
            "POST",
            "/v1/agents",
            {
                "name": f"Agent {number:03}",
                "site_id": sites[number % len(sites)],
                "role_id": roles[role],
                "contract_id": contract,
            },
        )
    return heads


def chain(source: Source, directory: Path, seconds: float) -> list[dict[str, Any]]:
    """One row per roster of one file."""
    with tempfile.TemporaryDirectory(prefix="sundial-real-") as home:
        Path(home).chmod(0o755)
        service = Service(Path(home) / "data")
        import_history(service, source, directory)
        with service as caller:
            forecast, requirement = staffed(caller, source)
            hours = sum(queue["agent_hours"] for queue in requirement["queues"])
            heads = hire(caller, source, hours)
            ratios = [queue["ratio"] for queue in forecast["queues"]]
            rows = []
            for model in source.models:
                began = time.monotonic()
                asked = {
                    "first_date": source.first_date.isoformat(),
                    "coverage_model": model,
                    "requirement_id": requirement["id"],
                    "seconds": seconds,
                }
                try:
                    job = caller.finish(caller.begin("/v1/rosters", asked), lambda _: None)
                except CallFailedError as failed:
                    rows.append({"file": source.file, "model": model, "failed": str(failed)})
                    continue
                roster = caller.get(job["links"]["result"])
                rows.append(
                    {
                        "file": source.file,
                        "model": model,
                        "wape_ratio": ratios,
                        "agents": heads,
                        "required_hours": round(hours),
                        "seconds": round(time.monotonic() - began, 1),
                        **roster["figures"],
                        "tiers": roster["report"]["tiers"],
                    }
                )
            return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--only", help="Part of a file's name.")
    chosen = parser.parse_args()
    rows = []
    for source in SOURCES:
        if chosen.only is None or chosen.only in source.file:
            found = chain(source, chosen.directory, chosen.seconds)
            rows += found
            for row in found:
                print(json.dumps({key: value for key, value in row.items() if key != "tiers"}))
                for tier in row.get("tiers", ()):
                    print(
                        f"    tier {tier['tier']}: {tier['value']} ≥ {tier['bound']}, gap {tier['gap']:.3f}"
                    )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()

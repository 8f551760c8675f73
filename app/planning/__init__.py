"""The bridge from rows to the libraries and back: one module a verb, which is also the kind of its jobs."""

from functools import partial
from importlib import import_module

from app.jobs.context import JobContext
from app.jobs.registry import task

KINDS = (
    *("forecast_volume", "revise_forecast", "staff_requirements", "hiring_gap"),
    *("build_roster", "simulate_roster", "close_the_loop", "explain_roster"),
    *("compare_rosters",),
    *("repair_roster", "weigh_levers"),
)
"""``app.planning.<kind>:<kind>`` does the jobs of that kind."""


def _perform(kind: str, context: JobContext, /) -> None:
    # Loaded by the first job of its kind: neither a worker's start nor a child waits for every library.
    getattr(import_module(f"{__name__}.{kind}"), kind)(context)


for _kind in KINDS:
    task(_kind)(partial(_perform, _kind))

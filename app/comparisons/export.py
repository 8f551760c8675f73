"""Writes a comparison as CSV: a row per figure and option, or a row per limit of fairness."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from fastapi.responses import StreamingResponse

from app.comparisons.schemas import ComparedOption, ComparisonDocument
from app.formats import csv_answer
from solver.comparing import FairnessPoint

FIGURES = (
    *("coverage", "reachable_coverage", "required_hours", "short_hours", "paid_hours", "cost"),
    *("local_night_hours", "fairness", "preferences_met", "agents_rostered", "shifts"),
)


class Part(StrEnum):
    """Which table is written."""

    OPTIONS = "options"
    NIGHTS = "nights"
    FAIRNESS = "fairness"


def comparison_csv(document: ComparisonDocument, part: Part) -> StreamingResponse:
    """The figures of the options side by side, local-night hours per person, or the price of fairness."""
    names = [option.name for option in document.options]
    match part:
        case Part.OPTIONS:
            return csv_answer(("figure", *names), _figures(document.options))
        case Part.NIGHTS:
            header = ("agent", "agent_id", *names)
            return csv_answer(header, _nights(document))
        case Part.FAIRNESS:
            columns = tuple(FairnessPoint.model_fields)
            return csv_answer(
                columns, ([getattr(point, name) for name in columns] for point in document.fairness)
            )


def _figures(options: Sequence[ComparedOption]) -> Iterator[Sequence[object]]:
    yield ("status", *(option.report.status for option in options))
    yield ("required_violations", *(option.required_violations for option in options))
    for name in FIGURES:
        yield (name, *(getattr(option.measures, name) for option in options))
    yield ("hires_at_least", *(None if each.hires is None else each.hires.at_least for each in options))
    yield ("hires_tried", *(None if each.hires is None else each.hires.agents for each in options))
    yield ("hires_close_the_gap", *(None if each.hires is None else each.hires.closed for each in options))
    tiers = sorted({tier.tier for option in options for tier in option.report.tiers})
    for tier in tiers:
        found = [next((each for each in one.report.tiers if each.tier is tier), None) for one in options]
        for name in ("value", "bound", "gap", "proved"):
            told = [None if each is None else getattr(each, name) for each in found]
            yield (f"{tier.name.lower()}_{name}", *told)
    yield ("problem_digest", *(option.report.problem_digest for option in options))
    yield ("input_digest", *(option.report.input_digest for option in options))


def _nights(document: ComparisonDocument) -> Iterator[Sequence[object]]:
    for agent_id, name in document.agents.items():
        hours = [option.night_hours.get(agent_id, 0.0) for option in document.options]
        if any(hours):
            yield (name, agent_id, *hours)

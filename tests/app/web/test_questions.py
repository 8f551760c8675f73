"""What on the page can be asked about: short stretches, shifts, rules that are broken."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.rosters.schemas import QueueCoverage
from app.web.charts import coverage_chart
from app.web.questions import about_rules, about_shift, gaps_of
from solver.domain.result import Place, QueueMeasure, Tier, Violation
from tests.app.web.reading import Read
from tests.solver.builders import a_shift

QUEUE = UUID(int=7)
START = datetime(2026, 3, 29, tzinfo=UTC)


def coverage(*short: float) -> QueueCoverage:
    zeros = (0.0,) * len(short)
    return QueueCoverage(
        queue_id=QUEUE,
        queue="Voice",
        summary=QueueMeasure(
            queue=str(QUEUE),
            required_hours=1,
            covered_hours=0,
            short_hours=1,
            over_hours=0,
            coverage=0,
            reachable_required_hours=1,
            reachable_coverage=0,
        ),
        required=short,
        covered=zeros,
        short=short,
        over=zeros,
        minimum=(0,) * len(short),
        short_of_minimum=(0,) * len(short),
    )


def violation(tier: Tier, *, required: bool) -> Violation:
    return Violation(
        rule="r", name="R", tier=tier, required=required, excess=1, unit="u", place=Place(), message="m"
    )


def test_what_is_less_than_a_tenth_of_an_hour_is_not_told_as_nothing() -> None:
    queue, grain = coverage(0.1, 0, 0.4), timedelta(minutes=15)
    starts = [START + number * grain for number in range(3)]
    chart = coverage_chart(starts, 15, "UTC", queue.required, queue.covered, queue.over)
    gaps = gaps_of(queue, starts, grain, ZoneInfo("UTC"), chart)
    assert [gap.hours for gap in gaps] == ["0.1", "0.025"]


def test_short_stretches_are_asked_about_as_a_whole_the_worst_first_on_the_clock_of_the_place() -> None:
    queue, grain = coverage(1, 0, 2, 2, 0, 0.5), timedelta(minutes=30)
    starts = [START + number * grain for number in range(6)]
    chart = coverage_chart(starts, 30, "Europe/Dublin", queue.required, queue.covered, queue.over)
    gaps = gaps_of(queue, starts, grain, ZoneInfo("Europe/Dublin"), chart)
    assert [gap.hours for gap in gaps] == ["2.0", "0.5", "0.2"]
    # 01:00 to 02:00 UTC, when clocks in Dublin have gone from 01:00 to 02:00.
    assert gaps[0].when == "Sun 29 Mar 02:00 to 03:00"
    assert json.loads(gaps[0].question) == {
        "about": "interval",
        "queue_id": str(QUEUE),
        "start": "2026-03-29T01:00:00+00:00",
        "end": "2026-03-29T02:00:00+00:00",
    }
    assert gaps[0].x > gaps[1].x
    assert gaps[0].width > gaps[1].width > 0


def test_a_shift_is_asked_about_by_its_agent_and_its_start() -> None:
    assert json.loads(about_shift(a_shift("anna"))) == {
        "about": "assignment",
        "agent_id": "anna",
        "start": "2026-03-02T09:00:00+00:00",
    }


def test_rules_are_asked_about_where_required_or_must_have_ones_are_broken() -> None:
    assert about_rules([violation(Tier.PREFERENCES, required=False)]) is None
    must = about_rules([violation(Tier.MUST_HAVE, required=False)])
    assert must is not None
    assert json.loads(must) == {"about": "conflict", "must_haves": True}
    both = about_rules([violation(Tier.MUST_HAVE, required=False), violation(Tier.REQUIRED, required=True)])
    assert both is not None
    assert json.loads(both) == {"about": "conflict"}


def test_every_why_on_the_page_has_a_question_that_can_be_sent_and_a_name_of_its_own(page: Read) -> None:
    buttons = [each for each in page.all("button") if "data-question" in each]
    assert buttons
    assert {json.loads(each["data-question"])["about"] for each in buttons} >= {"assignment"}
    assert all(len(each["aria-label"]) > 15 for each in buttons)
    assert len(page.all("dialog")) == 1

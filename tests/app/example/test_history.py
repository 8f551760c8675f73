import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import numpy as np
import pytest

from app.example.history import (
    HISTORY_FIRST,
    HISTORY_LAST,
    INTERVAL_QUEUES,
    OUTAGE,
    write_interval_history,
    write_ticket_history,
)
from app.example.traffic import QUEUES_BY_NAME, TRAFFIC, expected_volume, starts_of


def rows_of(write, first: date, last: date) -> list[dict[str, str]]:
    file = StringIO()
    written = write(file, first, last)
    rows = list(csv.DictReader(StringIO(file.getvalue())))
    assert len(rows) == written
    return rows


@pytest.fixture(scope="module")
def quarter() -> list[dict[str, str]]:
    return rows_of(write_interval_history, date(2026, 4, 13), date(2026, 7, 12))


def test_the_history_covers_fifteen_months_before_either_demonstration_week():
    assert (date(2026, 3, 8) - HISTORY_FIRST).days > 15 * 30.5
    assert date(2026, 10, 25) < HISTORY_LAST


def test_every_open_interval_of_every_queue_has_one_row(quarter):
    seen = [(row["queue"], datetime.fromisoformat(row["start"])) for row in quarter]
    expected = [
        (queue, start)
        for queue in INTERVAL_QUEUES
        for day in (date(2026, 4, 13) + timedelta(days=n) for n in range(91))
        for start in starts_of(QUEUES_BY_NAME[queue], day)
    ]
    assert seen == expected


def test_the_repeated_hour_is_told_apart_by_its_offset():
    rows = rows_of(write_interval_history, date(2026, 10, 25), date(2026, 10, 25))
    starts = [row["start"] for row in rows if row["queue"] == "Voice English"]
    assert len(starts) == len(set(starts)) == 100
    assert {"2026-10-25T01:00:00+01:00", "2026-10-25T01:00:00+00:00"} < set(starts)


def test_a_day_is_the_same_whichever_other_days_are_asked_for():
    alone = rows_of(write_interval_history, date(2026, 3, 8), date(2026, 3, 8))
    among = rows_of(write_interval_history, date(2026, 3, 6), date(2026, 3, 9))
    assert [row for row in among if row["start"].startswith("2026-03-08")] == alone


def test_counts_fit_together(quarter):
    for row in quarter:
        volume, handled, abandoned = (int(row[name]) for name in ("volume", "handled", "abandoned"))
        seconds = int(row["handle_seconds_total"])
        assert handled + abandoned == volume
        assert (seconds >= handled > 0) or seconds == handled == 0


@pytest.mark.parametrize("queue", INTERVAL_QUEUES)
def test_counts_scatter_around_what_is_expected(quarter, queue):
    mine = [row for row in quarter if row["queue"] == queue]
    starts = tuple(datetime.fromisoformat(row["start"]).astimezone(UTC) for row in mine)
    assert sum(int(row["volume"]) for row in mine) == pytest.approx(
        expected_volume(queue, starts).sum(), rel=0.04
    )


def test_days_scatter_more_than_chance_alone_would(quarter):
    mine = [row for row in quarter if row["queue"] == "Voice English"]
    starts = tuple(datetime.fromisoformat(row["start"]).astimezone(UTC) for row in mine)
    seen = np.array([int(row["volume"]) for row in mine]).reshape(-1, 96).sum(axis=1)
    mean = expected_volume("Voice English", starts).reshape(-1, 96).sum(axis=1)
    dispersion = float(((seen - mean) ** 2 / mean).mean())
    assert 1.3 < dispersion < 1 + 2.5 * TRAFFIC["Voice English"].spread ** 2 * mean.mean()


def test_handle_times_and_abandons_keep_to_their_channel(quarter):
    for queue in INTERVAL_QUEUES:
        mine = [row for row in quarter if row["queue"] == queue]
        handled = sum(int(row["handled"]) for row in mine)
        seconds = sum(int(row["handle_seconds_total"]) for row in mine)
        assert seconds / handled == pytest.approx(TRAFFIC[queue].handle_seconds, rel=0.06)
        gave_up = sum(int(row["abandoned"]) for row in mine) / sum(int(row["volume"]) for row in mine)
        assert gave_up == pytest.approx(TRAFFIC[queue].impatient, abs=0.015)


def test_the_outage_silences_the_telephone_and_nothing_else():
    rows = rows_of(write_interval_history, OUTAGE[0].date(), OUTAGE[0].date())
    dead = [
        (row["queue"], int(row["volume"]))
        for row in rows
        if OUTAGE[0] <= datetime.fromisoformat(row["start"]) < OUTAGE[1]
    ]
    assert {queue for queue, volume in dead if volume} == {"Chat English", "Chat German", "Email English"}
    assert all(volume == 0 for queue, volume in dead if queue.startswith("Voice"))


def test_tickets_come_in_order_with_ids_of_their_own():
    rows = rows_of(write_ticket_history, date(2026, 10, 19), date(2026, 10, 31))
    created = [datetime.fromisoformat(row["created"]) for row in rows]
    assert created == sorted(created)
    assert len({row["ticket"] for row in rows}) == len(rows) > 500
    assert {(row["queue"], row["channel"], row["skill"]) for row in rows} == {
        ("Technical tickets", "ticket", "Platform")
    }


def test_a_ticket_tells_only_what_is_known_by_the_end_of_the_history():
    last = date(2026, 10, 31)
    rows = rows_of(write_ticket_history, last - timedelta(days=6), last)
    end = datetime(2026, 11, 1, tzinfo=UTC)
    unresolved = [row for row in rows if not row["resolved"]]
    assert 0 < len(unresolved) < len(rows) / 2
    for row in rows:
        moments = [row[name] for name in ("created", "first_response", "resolved") if row[name]]
        instants = [datetime.fromisoformat(moment) for moment in moments]
        assert instants == sorted(instants)
        assert instants[-1] < end
    for row in unresolved:
        assert [row[name] for name in ("handle_seconds", "csat", "nps", "ces")] == ["", "", "", ""]


def test_scores_lie_on_their_scales_and_few_customers_give_one():
    rows = rows_of(write_ticket_history, date(2026, 5, 1), date(2026, 5, 31))
    solved = [row for row in rows if row["resolved"]]
    for name, scale, share in (
        ("csat", range(1, 6), 0.25),
        ("nps", range(11), 0.1),
        ("ces", range(1, 8), 0.1),
    ):
        scores = [int(row[name]) for row in solved if row[name]]
        assert set(scores) <= set(scale)
        assert len(scores) / len(solved) == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("write", [write_interval_history, write_ticket_history])
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 2), date(2026, 3, 1)),
        (HISTORY_FIRST - timedelta(days=1), HISTORY_LAST),
        (HISTORY_FIRST, HISTORY_LAST + timedelta(days=1)),
    ],
)
def test_days_outside_the_history_are_refused(write, first, last):
    with pytest.raises(ValueError, match="expected first <= last within"):
        write(StringIO(), first, last)

"""Single tickets come in whole or not at all, are known again, and add up to interval counts."""

import csv
import io
import random
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.history.importing import import_history
from app.history.schemas import AbsentMeans, ImportOptions, OnDuplicate
from tests.app.history.builders import Office, tickets

NOON = "1,2026-01-05T12:05Z,2026-01-05T12:20Z,2026-01-05T14:05Z,email,Sales,600,5,9,6"
LATER = "2,2026-01-05T12:14:59Z,,,email,Sales,,,,"
EVENING = "3,2026-01-05T13:00Z,2026-01-05T13:00Z,,email,Sales,300,2,3,1"


def test_tickets_add_up_to_quarter_hours_by_their_creation(office: Office) -> None:
    report = office.imports(tickets(NOON, LATER, EVENING))
    assert (report.shape, report.interval_minutes, report.rows_new) == ("tickets", 15, 3)
    assert office.volumes() == {"01-05 12:00": 2, "01-05 13:00": 1}
    found = office.history()
    assert (found.handled.tolist(), found.handle_seconds.tolist()) == ([1, 1], [600, 300])
    assert found.absent_means is AbsentMeans.ZERO


def test_a_half_hour_zone_counts_tickets_in_the_hours_of_its_own_clock(office: Office) -> None:
    office.imports(tickets("1,2026-01-05 12:40,,,,Sales,,,,"), zone="Asia/Kolkata", interval_minutes=60)
    assert office.volumes() == {"01-05 06:30": 1}


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    file = tickets(NOON, LATER, EVENING)
    office.imports(file)
    again = office.imports(file)
    assert (again.rows_new, again.rows_updated, again.rows_unchanged) == (0, 0, 3)
    assert office.volumes() == {"01-05 12:00": 2, "01-05 13:00": 1}


def test_a_later_file_brings_answers_and_moves_tickets_between_queues(office: Office) -> None:
    office.imports(tickets(NOON, LATER, EVENING))
    answered = LATER.replace(",,,email,Sales,", ",2026-01-05T15:00Z,,email,Billing,")
    report = office.imports(tickets(NOON, answered))
    assert (report.rows_updated, report.rows_unchanged) == (1, 1)
    assert office.volumes() == {"01-05 12:00": 1, "01-05 13:00": 1}
    assert office.volumes("Billing") == {"01-05 12:00": 1}


def test_tickets_without_id_are_known_by_queue_channel_and_creation(office: Office) -> None:
    header = "created,resolved,channel,group"
    twins = ("2026-01-05T12:05Z,,email,Sales", "2026-01-05T12:05Z,,email,Sales")
    assert office.imports(tickets(*twins, header=header)).rows_new == 2
    resolved = (twins[0], twins[1].replace(",,email", ",2026-01-06T09:00Z,email"))
    report = office.imports(tickets(*resolved, header=header))
    assert (report.rows_new, report.rows_updated, report.rows_unchanged) == (0, 1, 1)


def test_rows_that_lack_an_id_among_others_that_have_one_are_tickets_of_their_own(office: Office) -> None:
    nameless = "," + NOON.split(",", 1)[1]
    report = office.imports(tickets(NOON, nameless, nameless))
    assert (report.rows_new, report.duplicates_identical) == (3, 0)
    assert office.imports(tickets(NOON, nameless, nameless)).rows_unchanged == 3


def test_one_id_twice_counts_once_if_identical_and_is_refused_or_the_last_wins_if_not(office: Office) -> None:
    assert office.imports(tickets(NOON, NOON)).duplicates_identical == 1
    differing = tickets(NOON, EVENING, NOON.replace(",600,", ",700,"))
    assert office.errors(differing) == [(4, "id", "a second row of the same key that differs")]
    report = office.imports(differing, on_duplicate=OnDuplicate.LAST)
    assert (report.duplicates_resolved, report.rows_updated, report.rows_new) == (1, 1, 1)
    assert office.errors(differing, on_duplicate=OnDuplicate.SUM) == [(0, "", "on_duplicate sum for tickets")]


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        ("1,,,,email,Sales,,,,", "created", "nothing"),
        ("1,2026-01-05T12:05Z,2026-01-05T12:00Z,,,Sales,,,,", "first_response", "a time before the creation"),
        ("1,2026-01-05T12:05Z,,soon,email,Sales,,,,", "resolved", "something else"),
        ("1,2026-01-05T12:05Z,,,pigeon,Sales,,,,", "channel", "text"),
        ("1,2026-01-05T12:05Z,,,email,,,,,", "group", "nothing"),
        ("1,2026-01-05T12:05Z,,,email,Sales,-1,,,", "handle_seconds", "a negative number"),
        ("1,2026-01-05T12:05Z,,,email,Sales,,6,,", "csat", "a number out of range"),
        ("1,2026-01-05T12:05Z,,,email,Sales,,,11,", "nps", "a number out of range"),
        ("1,2026-01-05T12:05Z,,,email,Sales,,,,nan", "ces", "not a number (NaN)"),
        ("1\x01,2026-01-05T12:05Z,,,email,Sales,,,,", "id", "control characters"),
    ],
)  # fmt: skip
def test_a_wrong_ticket_is_named_and_nothing_is_kept(
    office: Office, row: str, column: str, found: str
) -> None:
    told = office.errors(tickets(NOON, row))
    assert [(number, where) for number, where, _ in told] == [(3, column)]
    assert told[0][2] == found or column in ("csat", "nps")
    assert office.imports(tickets(NOON)).queues[0].created


def test_a_queue_may_be_made_of_group_and_channel_and_gets_the_channel_of_its_tickets(office: Office) -> None:
    phone = NOON.replace("1,2026", "9,2026", 1).replace("email", "phone")
    report = office.imports(tickets(NOON, phone), queue="{group} by {channel}")
    assert [queue.name for queue in report.queues] == ["Sales by email", "Sales by phone"]
    with office.session() as session:
        from app.history.service import queue_called

        assert queue_called(session, "Sales by phone").channel == "voice"


def test_tickets_of_another_channel_than_the_queue_takes_are_noted(office: Office) -> None:
    office.imports(tickets(NOON), channel="chat")
    assert [note.code for note in office.imports(tickets(NOON)).notes] == ["channel"]


def test_tickets_of_the_repeated_hour_are_dealt_out_to_both_passes_the_same_way_every_time(
    office: Office,
) -> None:
    rows = [f"{number},2026-10-25 01:10,,,,Sales,,,," for number in range(200)]
    report = office.imports(tickets(*rows), zone="Europe/Dublin")
    assert [(note.code, note.count) for note in report.notes] == [("repeated_hour", 200)]
    volumes = office.volumes()
    assert volumes["10-25 00:00"] + volumes["10-25 01:00"] == 200
    assert 60 < volumes["10-25 00:00"] < 140
    assert office.imports(tickets(*reversed(rows)), zone="Europe/Dublin").rows_unchanged == 200


def test_an_answer_in_the_second_pass_is_never_before_the_creation(office: Office) -> None:
    row = "1,2026-10-25T01:50+01:00,2026-10-25 01:05,,,Sales,,,,"
    office.imports(tickets(row), zone="Europe/Dublin")
    with office.session() as session:
        from app.history.kpis import ticket_kpis

        assert ticket_kpis(session).items[0].first_response.mean_seconds == 15 * 60


def test_a_ticket_created_in_the_skipped_hour_is_refused(office: Office) -> None:
    told = office.errors(tickets("1,2026-03-08 02:30,,,,Sales,,,,"), zone="America/Denver")
    assert told == [(2, "created", "a time that the clocks skipped")]


def test_counts_and_tickets_do_not_mix_in_one_queue(office: Office) -> None:
    office.imports(tickets(NOON))
    told = office.errors("queue,start,volume\nSales,2026-01-05T12:00Z,4\n", interval_minutes=15)
    assert told == [(0, "queue", "counts in 15-minute intervals for 'Sales'")]


def many_tickets(number: int) -> Iterator[bytes]:
    """A year of tickets over five groups, in pieces of some 100 kB."""
    dice = random.Random(7)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["id", "created", "first_response", "resolved", "channel", "group", "handle_seconds", "csat"]
    )
    for each in range(number):
        created = start + timedelta(seconds=each * 600)
        answered = created + timedelta(seconds=dice.randrange(7200))
        resolved = answered + timedelta(seconds=dice.randrange(90_000))
        moments = [moment.isoformat() for moment in (created, answered, resolved)]
        writer.writerow(
            [each, *moments, "email", f"G{each % 5}", dice.randrange(900), dice.choice(("", 1, 5))]
        )
        if each % 1000 == 999:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def test_memory_does_not_grow_with_the_file(office: Office) -> None:
    file = list(many_tickets(50_000))
    tracemalloc.start()
    with office.session() as session:
        import_history(session, file, ImportOptions(create_queues=True))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(map(len, file)) > 4_900_000
    assert peak < 10_000_000
    assert office.history("G0").volume.sum() == 10_000

"""History reads back as what is known: counts, true zeros, and nothing where nothing is known."""

import time
from datetime import UTC, datetime

import numpy as np
import pytest
from sqlalchemy import Engine

from app.database import tenant_session
from app.history.problems import HistoryMissing, IntervalTooFine
from app.history.schemas import AbsentMeans, RepeatedHour
from app.history.service import forget_history, history_of, kept_history, queue_called, read_history
from app.organizations.tables import Organization
from app.problems import NotFound
from app.queues.tables import Queue
from tests.app.history.builders import Office, counts, tickets

ZERO = {"absent_means": AbsentMeans.ZERO}


def test_absent_rows_mean_what_the_file_declared(office: Office) -> None:
    file = counts("2026-01-05T08:00Z,4", "2026-01-05T10:00Z,5")
    office.imports(file)
    assert office.history().absent_means is AbsentMeans.MISSING
    office.imports(file, **ZERO)
    assert office.history().absent_means is AbsentMeans.ZERO
    office.imports(file)
    assert office.history().absent_means is AbsentMeans.MISSING


def test_zeros_are_written_out_where_only_a_part_of_the_span_declares_them(office: Office) -> None:
    office.imports(counts("2026-01-05T08:00Z,4", "2026-01-05T10:00Z,5"), **ZERO)
    office.imports(counts("2026-01-05T13:00Z,6", "2026-01-05T15:00Z,7"))
    assert office.history().absent_means is AbsentMeans.MISSING
    assert office.volumes() == {
        "01-05 08:00": 4, "01-05 09:00": 0, "01-05 10:00": 5, "01-05 13:00": 6, "01-05 15:00": 7,
    }  # fmt: skip


def test_the_second_pass_stays_unknown_where_absence_means_zero(office: Office) -> None:
    rows = ("2026-10-25 00:00,4", "2026-10-25 01:00,7", "2026-10-25 03:00,6")
    office.imports(counts(*rows), zone="Europe/Dublin", repeated_hour=RepeatedHour.FIRST_ONLY, **ZERO)
    assert office.volumes() == {"10-24 23:00": 4, "10-25 00:00": 7, "10-25 02:00": 0, "10-25 03:00": 6}


def test_zeros_lie_on_the_local_clock_of_a_half_hour_zone(office: Office) -> None:
    zone = {"zone": "Asia/Kolkata", "interval_minutes": 60}
    office.imports(counts("2026-01-05 08:00,4", "2026-01-05 10:00,5"), **zone, **ZERO)
    office.imports(counts("2026-01-06 08:00,4"), **zone)
    assert list(office.volumes()) == ["01-05 02:30", "01-05 03:30", "01-05 04:30", "01-06 02:30"]


def test_months_that_no_ticket_file_covers_are_unknown(office: Office) -> None:
    office.imports(tickets("1,2026-01-05T12:00Z,,,,Sales,,,,", "2,2026-01-05T12:30Z,,,,Sales,,,,"))
    office.imports(tickets("3,2026-03-05T12:00Z,,,,Billing,,,,", "4,2026-03-05T12:30Z,,,,Sales,,,,"))
    assert office.volumes() == {
        "01-05 12:00": 1, "01-05 12:15": 0, "01-05 12:30": 1,
        "03-05 12:00": 0, "03-05 12:15": 0, "03-05 12:30": 1,
    }  # fmt: skip
    assert list(office.volumes("Billing")) == ["03-05 12:00"]


def test_a_span_is_cut_out_by_since_and_until(office: Office) -> None:
    office.imports(counts(*(f"2026-01-05T{hour:02}:00Z,{hour}" for hour in range(24))))
    found = office.history(
        since=datetime(2026, 1, 5, 8, tzinfo=UTC), until=datetime(2026, 1, 5, 10, tzinfo=UTC)
    )
    assert found.volume.tolist() == [8, 9]


def test_contacts_without_handle_time_are_not_counted_as_handled(office: Office) -> None:
    office.imports(counts("2026-01-05T09:00Z,10,8,", header="queue,start,volume,handled,handle_seconds"))
    assert office.history().handled.tolist() == [0]


def test_coarser_intervals_are_sums_and_stand_only_where_all_is_known(office: Office) -> None:
    rows = ("08:00,1", "08:15,2", "08:30,3", "08:45,4", "09:00,5", "09:15,6")
    office.imports(counts(*(f"2026-01-05T{row.replace(',', 'Z,')}" for row in rows)))
    with office.session() as session:
        found = history_of(session, queue_called(session, "Sales"), None, None, 60)
        halves = history_of(session, queue_called(session, "Sales"), None, None, 30)
    assert (found.volume, [start.hour for start in found.starts]) == ((10,), [8])
    assert halves.volume == (3, 7, 11)


def test_finer_intervals_than_kept_are_refused(office: Office) -> None:
    office.imports(counts("2026-01-05T08:00Z,4"))
    with office.session() as session, pytest.raises(IntervalTooFine, match="60 minutes"):
        history_of(session, queue_called(session, "Sales"), None, None, 15)


def test_a_queue_without_history_says_so_and_forgetting_leaves_nothing(office: Office) -> None:
    office.imports(counts("2026-01-05T08:00Z,4"))
    with office.session() as session:
        forget_history(session, queue_called(session, "Sales"))
    with pytest.raises(HistoryMissing, match="Sales"):
        office.history()


def test_what_is_kept_is_listed(office: Office) -> None:
    office.imports(counts("2026-01-05T08:00Z,4", "2026-01-05T10:00Z,5"), zone="Europe/Dublin")
    with office.session() as session:
        kept = kept_history(session)
    assert [(each.queue, each.shape, each.intervals, each.volume) for each in kept] == [
        ("Sales", "counts", 2, 9)
    ]


def test_another_organization_sees_nothing(office: Office, engine: Engine) -> None:
    office.imports(counts("2026-01-05T08:00Z,4"))
    office.imports(tickets("1,2026-01-05T12:00Z,,,,Billing,,,,"))
    with office.session() as session:
        mine = queue_called(session, "Sales").id
    stranger = Organization(name="Stranger", zone="UTC")
    with tenant_session(engine, stranger.id) as session:
        session.add(stranger)
    with tenant_session(engine, stranger.id) as session:
        assert kept_history(session) == []
        with pytest.raises(NotFound):
            queue_called(session, "Sales")
        with pytest.raises(NotFound):
            read_history(session, mine)
    other = Office(engine, stranger)
    other.imports(counts("2026-01-05T08:00Z,9"))
    other.imports(tickets("1,2026-01-05T12:00Z,,,,Billing,,,,"))
    assert office.volumes() == {"01-05 08:00": 4}
    with other.session() as session:
        assert session.get(Queue, mine) is None


def test_two_years_of_quarter_hours_read_quickly(office: Office) -> None:
    minutes = np.arange(70_000) * 15 * 60 + 1_704_067_200
    rows = (f"Sales,{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M}Z,5" for second in minutes.tolist())
    office.imports("\n".join(["queue,start,volume", *rows]), **ZERO)
    begin = time.process_time()
    found = office.history()
    assert len(found.start_minutes) == 70_000
    assert time.process_time() - begin < 1.5

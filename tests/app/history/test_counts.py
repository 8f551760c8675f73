"""Interval counts come in whole or not at all, on the right instants."""

import pytest

from app.history.schemas import AbsentMeans, OnDuplicate, RepeatedHour
from tests.app.history.builders import Office, counts

DUBLIN = {"zone": "Europe/Dublin"}
AUTUMN_60 = ("2026-10-25 00:00,4", "2026-10-25 01:00,7", "2026-10-25 02:00,6")


def test_columns_are_recognised_whatever_their_case_spaces_and_underscores(office: Office) -> None:
    header = "Queue Name,INTERVAL_START,Calls Offered,handle-seconds,Abandoned,colour"
    report = office.imports(counts("2026-01-05T09:00Z,10,300,1,red", header=header))
    assert report.columns["Calls Offered"] == "volume"
    assert report.ignored_columns == ("colour",)
    assert report.queues[0].handled == 9
    assert report.queues[0].handle_seconds == 300


def test_handle_seconds_come_as_mean_or_as_total(office: Office) -> None:
    office.imports(counts("2026-01-05T09:00Z,10,8,300", header="queue,start,volume,handled,handle_seconds"))
    office.imports(
        counts("2026-01-05T10:00Z,10,8,2400", header="queue,start,volume,handled,handle_seconds_total")
    )
    found = office.history()
    assert found.handled.tolist() == [8, 8]
    assert found.handle_seconds.tolist() == [2400, 2400]


def test_foreign_headers_and_a_constant_queue_are_mapped(office: Office) -> None:
    file = "ds,y,n5\n2026-01-05T09:00Z,10,6\n"
    report = office.imports(file, columns={"ds": "start", "y": "volume"}, queue="Sales")
    assert (report.volume, report.ignored_columns) == (10, ("n5",))


@pytest.mark.parametrize(
    ("starts", "interval"),
    [
        (("09:00", "10:00"), 60),
        (("09:00", "09:30"), 30),
        (("09:00", "09:30", "09:45"), 15),
    ],
)
def test_the_interval_is_detected_and_stated(office: Office, starts: tuple[str, ...], interval: int) -> None:
    report = office.imports(counts(*(f"2026-01-05 {start},1" for start in starts)), **DUBLIN)
    assert (report.interval_minutes, report.interval_detected) == (interval, True)


def test_a_half_hour_zone_has_its_hours_on_its_own_clock(office: Office) -> None:
    report = office.imports(counts("2026-01-05 09:00,1", "2026-01-05 10:00,2"), zone="Asia/Kolkata")
    assert report.interval_minutes == 60
    assert office.volumes() == {"01-05 03:30": 1, "01-05 04:30": 2}


def test_hours_of_a_half_hour_zone_written_in_utc_need_the_zone(office: Office) -> None:
    file = counts("2026-01-05T03:30Z,1", "2026-01-05T04:30Z,2")
    assert office.errors(file) == [(0, "", "every start at minute 30 of the hour")]
    assert office.imports(file, zone="Asia/Kolkata").interval_minutes == 60


@pytest.mark.parametrize(
    ("reading", "first", "second"),
    [
        (RepeatedHour.SUMMED, 4, 3),
        (RepeatedHour.FIRST_ONLY, 7, None),
        (RepeatedHour.MISSING, None, None),
        (None, None, None),
    ],
)
def test_a_single_row_for_the_repeated_hour_is_read_as_declared(
    office: Office, reading: RepeatedHour | None, first: int | None, second: int | None
) -> None:
    report = office.imports(counts(*AUTUMN_60), repeated_hour=reading, **DUBLIN)
    volumes = office.volumes()
    assert (volumes.get("10-25 00:00"), volumes.get("10-25 01:00")) == (first, second)
    assert volumes["10-24 23:00"] == 4
    assert volumes["10-25 02:00"] == 6
    assert [note.code for note in report.notes] == ["repeated_hour"]


def test_two_rows_for_the_repeated_hour_are_its_two_passes_without_being_declared(office: Office) -> None:
    starts = ("00:30,1", "01:00,2", "01:30,3", "01:00,2", "01:30,5", "02:00,6")
    report = office.imports(counts(*(f"2026-10-25 {start}" for start in starts)), **DUBLIN)
    assert report.repeated_hour is RepeatedHour.BOTH_ROWS
    assert list(office.volumes().values()) == [1, 2, 3, 2, 5, 6]
    assert report.interval_minutes == 30


def test_a_sum_over_both_passes_is_shared_with_its_handle_time(office: Office) -> None:
    file = counts("2026-10-25 01:00,7,5,100,1", header="queue,start,volume,handled,handle_seconds,abandoned")
    office.imports(file, repeated_hour=RepeatedHour.SUMMED, **DUBLIN)
    found = office.history()
    assert found.volume.tolist() == [4, 3]
    assert found.handled.tolist() == [3, 2]
    assert found.handle_seconds.tolist() == [300, 200]
    assert found.abandoned.tolist() == [1, 0]


def test_offsets_leave_no_hour_in_doubt(office: Office) -> None:
    report = office.imports(counts("2026-10-25T01:00+01:00,7", "2026-10-25T01:00+00:00,5"), **DUBLIN)
    assert list(office.volumes().values()) == [7, 5]
    assert report.repeated_hour is None


@pytest.mark.parametrize(("step", "times"), [(60, ("02:00",)), (30, ("02:00", "02:30"))])
def test_zeros_in_the_skipped_hour_are_dropped_and_counts_refused(
    office: Office, step: int, times: tuple[str, ...]
) -> None:
    zeros = counts(
        "2026-03-08 01:00,5",
        *(f"2026-03-08 {time},0" for time in times),
        "2026-03-08 03:00,6",
    )
    options = {"zone": "America/Denver", "interval_minutes": step}
    report = office.imports(zeros, **options)
    assert [(note.code, note.count) for note in report.notes] == [("skipped_hour", len(times))]
    assert list(office.volumes()) == ["03-08 08:00", "03-08 09:00"]
    assert office.errors(zeros.replace(",0\n", ",3\n"), **options)[0] == (
        3,
        "start",
        "a time that the clocks skipped",
    )


def test_a_time_without_offset_is_refused_by_row_and_column_without_a_zone(office: Office) -> None:
    assert office.errors(counts("2026-01-05T09:00Z,1", "2026-01-05 10:00,1")) == [
        (3, "start", "a time without offset")
    ]


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        ("2026-01-05T09:00Z,nan", "volume", "not a number (NaN)"),
        ("2026-01-05T09:00Z,-4", "volume", "a negative number"),
        ("2026-01-05T09:00Z,2000000000", "volume", "a number out of range"),
        ("2026-01-05T09:00Z,", "volume", "nothing"),
        ("2026-01-05T09:07Z,4", "start", "a time inside an interval"),
        ("2026-01-05T09:00:01Z,4", "start", "a time inside an interval"),
        ("2026-01-05T09:00Z,4,9", "", "4 cells"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_kept(office: Office, row: str, column: str, found: str) -> None:
    assert office.errors(counts("2026-01-05T08:00Z,1", row)) == [(3, column, found)]
    office.imports(counts("2026-01-05T10:00Z,1"))
    assert office.volumes() == {"01-05 10:00": 1}


def test_control_characters_in_a_queue_name_are_refused(office: Office) -> None:
    file = "queue,start,volume\nSa\x1bles,2026-01-05T08:00Z,1\n"
    assert office.errors(file) == [(2, "queue", "control characters")]


def test_differently_composed_names_are_one_queue(office: Office) -> None:
    file = "queue,start,volume\nCafé,2026-01-05T08:00Z,1\nCafe\u0301,2026-01-05T09:00Z,2\n"
    assert [queue.name for queue in office.imports(file).queues] == ["Café"]


def test_a_thousand_errors_are_listed_and_all_are_counted(office: Office) -> None:
    from app.history.problems import HistoryRefused

    with pytest.raises(HistoryRefused) as refused:
        office.imports(counts(*["2026-01-05T08:00Z,x"] * 1500))
    assert (len(refused.value.errors), refused.value.errors_total, refused.value.rows_read) == (
        1000,
        1500,
        1500,
    )


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("queue,when,volume", "neither of the two shapes"),
        ("queue,start,volume,created", "the columns of both shapes"),
        ("queue,start,volume,offered", "2 columns that mean volume"),
        ("start,volume", "no column queue, group or skill"),
        (
            "queue,start,volume,handle_seconds,handle_seconds_total",
            "handle seconds both as mean and as total",
        ),
    ],
)
def test_a_doubtful_header_is_refused(office: Office, header: str, found: str) -> None:
    assert office.errors(f"{header}\n") == [(1, "", found)]


def test_a_header_without_rows_is_refused(office: Office) -> None:
    assert office.errors("queue,start,volume\n") == [(2, "", "no row after the header")]


def test_a_mapping_to_a_header_that_is_not_there_is_refused(office: Office) -> None:
    assert office.errors(counts("2026-01-05T08:00Z,1"), columns={"ds": "start"}) == [
        (1, "", "no column 'ds', which the mapping names")
    ]


def test_unknown_queues_are_listed_unless_they_may_be_opened(office: Office) -> None:
    file = counts("2026-01-05T08:00Z,1")
    assert office.errors(file, create_queues=False) == [(0, "queue", "the unknown queue 'Sales'")]
    assert office.imports(file, channel="voice").queues[0].created
    assert not office.imports(file, create_queues=False).queues[0].created


def test_identical_duplicates_count_once_and_are_reported(office: Office) -> None:
    report = office.imports(counts("2026-01-05T08:00Z,4", "2026-01-05T08:00Z,4"))
    assert (report.duplicates_identical, report.rows_accepted, report.volume) == (1, 1, 4)


def test_differing_duplicates_are_refused_summed_or_the_last_wins(office: Office) -> None:
    file = counts("2026-01-05T08:00Z,4", "2026-01-05T09:00Z,1", "2026-01-05T08:00Z,6")
    assert office.errors(file) == [(4, "start", "a second row of the same key that differs")]
    assert office.imports(file, on_duplicate=OnDuplicate.SUM).volume == 11
    report = office.imports(file, on_duplicate=OnDuplicate.LAST)
    assert (report.volume, report.duplicates_resolved) == (7, 1)


def test_the_same_file_again_changes_nothing_and_a_corrected_one_only_what_differs(office: Office) -> None:
    rows = [f"2026-01-05T{hour:02}:00Z,{hour}" for hour in range(24)]
    first, again = office.imports(counts(*rows)), office.imports(counts(*rows))
    assert (first.rows_new, again.rows_new, again.rows_updated, again.rows_unchanged) == (24, 0, 0, 24)
    assert first.digest == again.digest
    rows[3] = "2026-01-05T03:00Z,30"
    third = office.imports(counts(*rows, "2026-01-06T00:00Z,1"))
    assert (third.rows_new, third.rows_updated, third.rows_unchanged) == (1, 1, 23)


def test_a_file_without_handle_time_keeps_the_one_known(office: Office) -> None:
    office.imports(counts("2026-01-05T09:00Z,10,8,300", header="queue,start,volume,handled,handle_seconds"))
    office.imports(counts("2026-01-05T09:00Z,12"))
    found = office.history()
    assert (found.volume.tolist(), found.handle_seconds.tolist()) == ([12], [2400])


def test_gaps_are_reported_from_the_length_asked_for(office: Office) -> None:
    file = counts("2026-01-05T08:00Z,4", "2026-02-05T08:00Z,4", "2026-02-05T20:00Z,4")
    report = office.imports(file)
    assert [(gap.queue, gap.hours) for gap in report.gaps] == [("Sales", 31 * 24 - 1)]
    assert office.imports(file, gap_hours=11).gaps_total == 2


def test_another_interval_for_a_queue_is_refused_until_its_history_is_forgotten(office: Office) -> None:
    from app.history.service import forget_history, queue_called

    office.imports(counts("2026-01-05T08:00Z,4"))
    finer = counts("2026-01-05T08:30Z,4", "2026-01-05T08:00Z,4")
    assert office.errors(finer) == [(0, "queue", "counts in 30-minute intervals for 'Sales'")]
    with office.session() as session:
        forget_history(session, queue_called(session, "Sales"))
    assert office.imports(finer).rows_new == 2


def test_rows_marked_as_missing_are_unknown_not_zero(office: Office) -> None:
    file = counts(
        "2026-01-05T08:00Z,4,0", "2026-01-05T09:00Z,0,1", "2026-01-05T11:00Z,5,0",
        header="queue,start,volume,no_row",
    )  # fmt: skip
    report = office.imports(file, absent_means=AbsentMeans.ZERO)
    assert [(note.code, note.count) for note in report.notes] == [("missing", 1)]
    assert office.volumes() == {"01-05 08:00": 4, "01-05 10:00": 0, "01-05 11:00": 5}

"""Settles staged counts inside the database: the repeated hour, duplicates, and the merge into history."""

from dataclasses import dataclass
from typing import Any

from psycopg import Cursor

from app.history.refusals import Refusals
from app.history.schemas import MOST_ERRORS, OnDuplicate, RepeatedHour

TABLE = """
CREATE TEMP TABLE history_stage (
    row bigint, queue int, start bigint, second bigint,
    volume bigint, handled bigint, seconds double precision, abandoned bigint
) ON COMMIT DROP
"""
STARTS = "SELECT queue, start FROM history_stage"
SUMMARY = """
SELECT queue, count(*), min(start), max(start), sum(volume), sum(handled), sum(seconds), sum(abandoned)
FROM history_stage GROUP BY queue ORDER BY queue
"""

_FLAGGED = """
WITH flagged AS (DELETE FROM history_stage WHERE volume IS NULL RETURNING queue, start, second)
INSERT INTO history_stage_unknown
SELECT DISTINCT queue, unnest(array_remove(ARRAY[start, second], NULL)) FROM flagged
"""
_PAIRS = """
SELECT EXISTS (
    SELECT FROM history_stage WHERE second IS NOT NULL GROUP BY queue, start HAVING count(*) > 1
)
"""
_SECOND_ROWS = """
UPDATE history_stage AS stage SET start = stage.second
FROM (
    SELECT row, row_number() OVER (PARTITION BY queue, start ORDER BY row) AS pass
    FROM history_stage WHERE second IS NOT NULL
) AS ranked
WHERE ranked.row = stage.row AND ranked.pass = 2
"""
_ONLY_FIRST = """
INSERT INTO history_stage_unknown
SELECT DISTINCT queue, second FROM history_stage WHERE second IS NOT NULL
"""
_NEITHER = """
INSERT INTO history_stage_unknown
SELECT DISTINCT queue, unnest(ARRAY[start, second]) FROM history_stage WHERE second IS NOT NULL
"""
_DROP_REPEATED = "DELETE FROM history_stage WHERE second IS NOT NULL"
_SHARE = (
    """
    INSERT INTO history_stage
    SELECT row, queue, second, NULL, volume / 2, handled / 2,
           coalesce(seconds * (handled / 2) / nullif(handled, 0), seconds), abandoned / 2
    FROM history_stage WHERE second IS NOT NULL
    """,
    """
    UPDATE history_stage SET
        second = NULL, volume = volume - volume / 2, handled = handled - handled / 2,
        seconds = coalesce(seconds * (handled - handled / 2) / nullif(handled, 0), seconds),
        abandoned = abandoned - abandoned / 2
    WHERE second IS NOT NULL
    """,
)
_TWICE = """
CREATE TEMP TABLE history_stage_twice ON COMMIT DROP AS
SELECT queue, start FROM history_stage GROUP BY queue, start HAVING count(*) > 1
"""
_IDENTICAL = """
DELETE FROM history_stage AS stage USING (
    SELECT row, row_number() OVER (
        PARTITION BY queue, start, volume, handled, seconds, abandoned ORDER BY row
    ) AS occurrence
    FROM history_stage JOIN history_stage_twice USING (queue, start)
) AS ranked
WHERE ranked.row = stage.row AND ranked.occurrence > 1
"""
_CONFLICTING = """
SELECT row FROM (
    SELECT row, row_number() OVER (PARTITION BY queue, start ORDER BY row) AS occurrence
    FROM history_stage JOIN history_stage_twice USING (queue, start)
) AS ranked
WHERE occurrence > 1 ORDER BY row
"""
_KEEP_LAST = """
DELETE FROM history_stage AS stage USING (
    SELECT row, row_number() OVER (PARTITION BY queue, start ORDER BY row DESC) AS back
    FROM history_stage JOIN history_stage_twice USING (queue, start)
) AS ranked
WHERE ranked.row = stage.row AND ranked.back > 1
"""
_ADD_UP = """
WITH taken AS (
    DELETE FROM history_stage AS stage USING history_stage_twice AS twice
    WHERE stage.queue = twice.queue AND stage.start = twice.start
    RETURNING stage.*
), added AS (
    INSERT INTO history_stage
    SELECT min(row), queue, start, min(second), sum(volume), sum(handled), sum(seconds), sum(abandoned)
    FROM taken GROUP BY queue, start
    RETURNING row
)
SELECT (SELECT count(*) FROM taken) - (SELECT count(*) FROM added)
"""
_MERGE = """
WITH merged AS (
    INSERT INTO history_interval AS kept
        (organization_id, queue_id, start_at, volume, handled, handle_seconds, abandoned)
    SELECT %(organization)s, queue.id, to_timestamp(start), volume, handled, seconds, abandoned
    FROM history_stage JOIN history_stage_queue AS queue USING (queue) ORDER BY queue.id, start
    ON CONFLICT (organization_id, queue_id, start_at) DO UPDATE SET
        volume = excluded.volume,
        handled = coalesce(excluded.handled, kept.handled),
        handle_seconds = coalesce(excluded.handle_seconds, kept.handle_seconds),
        abandoned = coalesce(excluded.abandoned, kept.abandoned)
    WHERE (kept.volume, kept.handled, kept.handle_seconds, kept.abandoned) IS DISTINCT FROM (
        excluded.volume, coalesce(excluded.handled, kept.handled),
        coalesce(excluded.handle_seconds, kept.handle_seconds), coalesce(excluded.abandoned, kept.abandoned)
    )
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM merged
"""


@dataclass(frozen=True, slots=True)
class SettledHour:
    """How the repeated hour was read, and how many rows that concerned."""

    reading: RepeatedHour | None
    rows: int


def set_missing_apart(cursor: Cursor[Any]) -> None:
    """Drop the rows that say of themselves that nothing is known, and remember where they stood."""
    cursor.execute(_FLAGGED)


def settle_repeated_hour(cursor: Cursor[Any], declared: RepeatedHour | None) -> SettledHour:
    """Give the rows of hours that occur twice their instants; SUMMED is left to ``share_sums``.

    Undeclared: two rows of one start mean both passes are written (the earlier row is the first pass), else
    nobody knows what the single rows hold and they are dropped as missing.
    """
    rows = _number(cursor.execute("SELECT count(*) FROM history_stage WHERE second IS NOT NULL"))
    if rows == 0:
        return SettledHour(declared, 0)
    reading = declared
    if reading is None:
        pairs = _number(cursor.execute(_PAIRS))
        reading = RepeatedHour.BOTH_ROWS if pairs else RepeatedHour.MISSING
    if reading is RepeatedHour.BOTH_ROWS:
        cursor.execute(_SECOND_ROWS)
    elif reading is RepeatedHour.FIRST_ONLY:
        cursor.execute(_ONLY_FIRST)
    elif reading is RepeatedHour.MISSING:
        cursor.execute(_NEITHER)
        cursor.execute(_DROP_REPEATED)
    return SettledHour(reading, rows)


def share_sums(cursor: Cursor[Any]) -> None:
    """Share rows that hold both passes of the repeated hour evenly, the odd contact to the first pass."""
    for statement in _SHARE:
        cursor.execute(statement)


def settle_duplicates(
    cursor: Cursor[Any], policy: OnDuplicate, refusals: Refusals, column: str
) -> tuple[int, int]:
    """Make queue and start unique; the numbers of rows dropped as identical and as resolved by ``policy``."""
    cursor.execute(_TWICE)
    if cursor.rowcount == 0:
        return 0, 0
    identical = cursor.execute(_IDENTICAL).rowcount
    if policy is OnDuplicate.LAST:
        return identical, cursor.execute(_KEEP_LAST).rowcount
    if policy is OnDuplicate.SUM:
        return identical, _number(cursor.execute(_ADD_UP))
    refuse_rows(cursor, _CONFLICTING, refusals, column)
    return identical, 0


def merge(cursor: Cursor[Any], organization: object) -> tuple[int, int]:
    """Write the staged rows into history; the numbers of new and of changed intervals."""
    new, updated = cursor.execute(_MERGE, {"organization": organization}).fetchone() or (0, 0)
    return new, updated


def refuse_rows(cursor: Cursor[Any], statement: str, refusals: Refusals, column: str) -> None:
    """Refuse every row that ``statement`` names as a conflicting duplicate."""
    cursor.execute(statement)
    while rows := cursor.fetchmany(MOST_ERRORS):
        for (row,) in rows:
            refusals.add(
                row,
                column,
                "a second row of the same key that differs",
                "one row, or on_duplicate last or sum",
            )


def _number(cursor: Cursor[Any]) -> int:
    row = cursor.fetchone()
    return int(row[0]) if row else 0

"""Settles staged tickets inside the database: identity, the merge, and the interval counts they add up to."""

from typing import Any

from psycopg import Cursor

from app.history.counts_stage import refuse_rows
from app.history.refusals import Refusals
from app.history.schemas import OnDuplicate

TABLE = """
CREATE TEMP TABLE history_stage (
    row bigint, queue int, key uuid, created bigint, start bigint, answered bigint, resolved bigint,
    channel text, seconds double precision, csat smallint, nps smallint, ces smallint, anonymous boolean
) ON COMMIT DROP
"""

STARTS = "SELECT DISTINCT queue, start FROM history_stage"
SUMMARY = """
SELECT queue, count(*), min(start), max(start), count(*), nullif(count(seconds), 0), sum(seconds), NULL
FROM history_stage GROUP BY queue ORDER BY queue
"""
CHANNELS = """
SELECT DISTINCT ON (queue) queue, channel, count(*) FROM history_stage
WHERE channel IS NOT NULL GROUP BY queue, channel ORDER BY queue, count(*) DESC, channel
"""

_TWICE = """
CREATE TEMP TABLE history_stage_twice ON COMMIT DROP AS
SELECT key FROM history_stage GROUP BY key HAVING count(*) > 1
"""
_OCCURRENCE = """
UPDATE history_stage AS stage SET key = md5(stage.key || ' ' || ranked.occurrence)::uuid
FROM (
    SELECT row, row_number() OVER (PARTITION BY key ORDER BY row) AS occurrence
    FROM history_stage JOIN history_stage_twice USING (key) WHERE anonymous
) AS ranked
WHERE ranked.row = stage.row AND ranked.occurrence > 1
"""
_IDENTICAL = """
DELETE FROM history_stage AS stage USING (
    SELECT row, row_number() OVER (
        PARTITION BY key, queue, created, answered, resolved, channel, seconds, csat, nps, ces ORDER BY row
    ) AS occurrence
    FROM history_stage JOIN history_stage_twice USING (key) WHERE NOT anonymous
) AS ranked
WHERE ranked.row = stage.row AND ranked.occurrence > 1
"""
_CONFLICTING = """
SELECT row FROM (
    SELECT row, row_number() OVER (PARTITION BY key ORDER BY row) AS occurrence
    FROM history_stage JOIN history_stage_twice USING (key) WHERE NOT anonymous
) AS ranked
WHERE occurrence > 1 ORDER BY row
"""
_KEEP_LAST = """
DELETE FROM history_stage AS stage USING (
    SELECT row, row_number() OVER (PARTITION BY key ORDER BY row DESC) AS back
    FROM history_stage JOIN history_stage_twice USING (key) WHERE NOT anonymous
) AS ranked
WHERE ranked.row = stage.row AND ranked.back > 1
"""
# Where counts may change: the tickets' new places and the places they had before.
_TOUCHED = """
CREATE TEMP TABLE history_stage_touched ON COMMIT DROP AS
SELECT queue_id, min(start) AS first, max(start) AS last FROM (
    SELECT queue.id AS queue_id, to_timestamp(stage.start) AS start
    FROM history_stage AS stage JOIN history_stage_queue AS queue USING (queue)
    UNION ALL
    SELECT kept.queue_id, kept.interval_start
    FROM ticket AS kept JOIN history_stage AS stage USING (key) WHERE kept.organization_id = %(organization)s
) AS places
GROUP BY queue_id
"""
_DROP_UNCHANGED = """
DELETE FROM history_stage AS stage USING ticket AS kept, history_stage_queue AS queue
WHERE kept.organization_id = %(organization)s AND kept.key = stage.key AND queue.queue = stage.queue
  AND (
      kept.queue_id, kept.channel, kept.created, kept.interval_start, kept.first_response, kept.resolved,
      kept.handle_seconds, kept.csat, kept.nps, kept.ces
  ) IS NOT DISTINCT FROM (
      queue.id, stage.channel, to_timestamp(stage.created), to_timestamp(stage.start),
      to_timestamp(stage.answered), to_timestamp(stage.resolved), stage.seconds,
      stage.csat, stage.nps, stage.ces
  )
"""
_MERGE = """
WITH merged AS (
    INSERT INTO ticket AS kept (
        organization_id, key, queue_id, channel, created, interval_start, first_response, resolved,
        handle_seconds, csat, nps, ces
    )
    SELECT %(organization)s, key, queue.id, channel, to_timestamp(created), to_timestamp(start),
           to_timestamp(answered), to_timestamp(resolved), seconds, csat, nps, ces
    FROM history_stage JOIN history_stage_queue AS queue USING (queue) ORDER BY queue.id, created
    ON CONFLICT (organization_id, key) DO UPDATE SET
        queue_id = excluded.queue_id, channel = excluded.channel, created = excluded.created,
        interval_start = excluded.interval_start, first_response = excluded.first_response,
        resolved = excluded.resolved, handle_seconds = excluded.handle_seconds,
        csat = excluded.csat, nps = excluded.nps, ces = excluded.ces
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM merged
"""
_RECOUNT = (
    """
    DELETE FROM history_interval AS kept USING history_stage_touched AS touched
    WHERE kept.organization_id = %(organization)s AND kept.queue_id = touched.queue_id
      AND kept.start_at BETWEEN touched.first AND touched.last
    """,
    """
    INSERT INTO history_interval (organization_id, queue_id, start_at, volume, handled, handle_seconds)
    SELECT %(organization)s, kept.queue_id, kept.interval_start, count(*), count(kept.handle_seconds),
           sum(kept.handle_seconds)
    FROM ticket AS kept JOIN history_stage_touched AS touched USING (queue_id)
    WHERE kept.organization_id = %(organization)s
      AND kept.interval_start BETWEEN touched.first AND touched.last
    GROUP BY kept.queue_id, kept.interval_start
    """,
)


def settle_duplicates(
    cursor: Cursor[Any], policy: OnDuplicate, refusals: Refusals, column: str
) -> tuple[int, int]:
    """Make keys unique; the numbers of rows dropped as identical and as resolved by ``policy``.

    Tickets without an id that look alike are several tickets, told apart by their occurrence in the file.
    """
    cursor.execute(_TWICE)
    if cursor.rowcount == 0:
        return 0, 0
    cursor.execute(_OCCURRENCE)
    identical = cursor.execute(_IDENTICAL).rowcount
    if policy is OnDuplicate.LAST:
        return identical, cursor.execute(_KEEP_LAST).rowcount
    refuse_rows(cursor, _CONFLICTING, refusals, column)
    return identical, 0


def merge(cursor: Cursor[Any], organization: object) -> tuple[int, int]:
    """Write the staged tickets and count their intervals anew; the numbers of new and of changed tickets."""
    here = {"organization": organization}
    cursor.execute(_DROP_UNCHANGED, here)
    cursor.execute(_TOUCHED, here)
    new, updated = cursor.execute(_MERGE, here).fetchone() or (0, 0)
    if new or updated:
        for statement in _RECOUNT:
            cursor.execute(statement, here)
    return new, updated

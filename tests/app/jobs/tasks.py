"""What to do for the kinds of jobs that these tests enqueue; effects are lines in a file that a job names."""

import os
import signal
import time
import uuid
from pathlib import Path

from sqlmodel import select

from app.database import TenantSession
from app.jobs.context import JobContext
from app.jobs.registry import task
from app.organizations.tables import Organization
from app.problems import NotFound


def effects(context: JobContext) -> Path:
    return Path(os.environ["SUNDIAL_TEST_EFFECTS"]) / str(context.job_id)


def note(context: JobContext, line: str) -> None:
    with effects(context).open("a") as file:
        file.write(f"{line}\n")


def written(address: str, name: str = "Renamed by the job"):
    """A writer whose effect in the database can be counted: it appends to the organization's name."""

    def write(session: TenantSession) -> str:
        organization = session.exec(select(Organization)).one()
        organization.name += f" +{name}"
        session.add(organization)
        return address

    return write


@task("test.quick")
def quick(context: JobContext) -> None:
    context.progress(figure=1)
    context.finish(written("/v1/results/1"))


@task("test.slow")
def slow(context: JobContext) -> None:
    """Works for a while on its first attempt, and quickly on later ones."""
    note(context, f"begun {context.attempt}")
    if context.attempt == 1:
        for _ in range(300):
            context.stop_requested()
            time.sleep(0.1)
    context.finish(written("/v1/results/1"))


@task("test.frozen")
def frozen(context: JobContext) -> None:
    """Does not look whether it was taken over until it has something to write."""
    note(context, f"begun {context.attempt}")
    if context.attempt == 1:
        time.sleep(2)
    context.finish(written("/v1/results/1"))


@task("test.frozen_writing")
def frozen_writing(context: JobContext) -> None:
    """Freezes in the middle of the transaction that writes the result."""
    note(context, f"begun {context.attempt}")

    def write(session: TenantSession) -> str:
        address = written("/v1/results/1")(session)
        session.flush()
        if context.attempt == 1:
            os.kill(os.getpid(), signal.SIGSTOP)
        return address

    context.finish(write)


@task("test.poison")
def poison(context: JobContext) -> None:
    note(context, f"begun {context.attempt}")
    os.kill(os.getpid(), signal.SIGKILL)


@task("test.search")
def search(context: JobContext) -> None:
    """A search in a child that improves until it is stopped."""
    result = context.run_in_child("tests.app.jobs.child_functions:until_stopped", b"", deadline_seconds=60)
    best = result.payload.decode()
    context.finish(written("/v1/results/1", best), stopped=result.stop_requested)


@task("test.child_dies")
def child_dies(context: JobContext) -> None:
    context.run_in_child("tests.app.jobs.child_functions:segfault", b"", deadline_seconds=60)


@task("test.child_out_of_memory")
def child_out_of_memory(context: JobContext) -> None:
    context.run_in_child("tests.app.jobs.child_functions:killed_from_outside", b"", deadline_seconds=60)


@task("test.mistaken")
def mistaken(context: JobContext) -> None:
    context.session()
    raise ValueError("a secret that must not leave the log")


@task("test.problem")
def problem(context: JobContext) -> None:
    raise NotFound


@task("test.two_writes")
def two_writes(context: JobContext) -> None:
    """Stores something and then fails in the same transaction."""

    def write(session: TenantSession) -> str:
        written("/v1/results/1")(session)
        session.flush()
        raise ValueError("after the write")

    context.finish(write)


@task("test.ids")
def ids(context: JobContext) -> None:
    assert all(isinstance(value, uuid.UUID) for value in context.ids.values())
    context.progress(
        subject=str(context.subject_id), ids={name: str(value) for name, value in context.ids.items()}
    )

"""Asks a question from the command line: its job is done here and now, or by a worker that was quicker."""

import time
import uuid
from collections.abc import Callable
from threading import Event
from typing import Any, TypeVar

import typer

from app.database import TenantSession, tenant_session
from app.fields import Document
from app.installation import open_installation, organization_named
from app.jobs.perform import perform
from app.jobs.service import find
from app.questions.schemas import QuestionRead
from app.questions.service import Questions

POLL_SECONDS = 0.5

Read = TypeVar("Read", bound=QuestionRead)


def answered_here(
    kind: Questions[Any, Any],
    roster_id: uuid.UUID,
    organization: str | None,
    body: Callable[[TenantSession], Document],
    read: Callable[[TenantSession, uuid.UUID], Read],
) -> Read:
    """What is read of the question once its job has ended; exits with 1 where it has ended without an answer.

    ``body`` says what to ask, ``read`` how to read the answer.
    """
    import app.planning  # noqa: F401 - registers what jobs do

    with open_installation() as installation:
        engine, tenant = installation.engine, organization_named(installation.engine, organization)
        with tenant_session(engine, tenant) as session:
            job = kind.ask(session, roster_id, body(session))
            job_id, question_id = job.id, job.subject_id
        if question_id is None:
            raise LookupError(f"job {job_id} has no subject")
        # Does nothing when a worker was quicker: then it is waited for.
        perform(engine, tenant, job_id, worker=f"sundial {kind.name}", handing_back=Event())
        while True:
            with tenant_session(engine, tenant) as session:
                job = find(session, job_id)
                if job.state.is_final:
                    state, problem, found = job.state, job.problem or {}, read(session, question_id)
                    break
            time.sleep(POLL_SECONDS)
    if found.ready_at is None:
        typer.echo(f"sundial: the {kind.name} is {state}. {problem.get('detail', '')}".rstrip(), err=True)
        raise typer.Exit(1)
    return found

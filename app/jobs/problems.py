"""How a job can go wrong, and what a caller may not do with one."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class JobFinished(Problem):
    """The job has already ended as {state}; nothing can be cancelled."""

    status = HTTPStatus.CONFLICT
    code = "job.finished"
    state: str


@dataclass
class JobFailed(Problem):
    """The work failed unexpectedly; the cause is in the worker's log under the job's id."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "job.failed"


@dataclass
class JobUnknown(Problem):
    """No worker knows what to do for jobs of kind {kind}."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "job.unknown"
    kind: str


@dataclass
class JobOutOfMemory(Problem):
    """The work needed more memory than a job may have, in {attempts} attempts; plan a smaller period."""

    status = HTTPStatus.INSUFFICIENT_STORAGE
    code = "job.memory"
    attempts: int


@dataclass
class JobChildDied(Problem):
    """The process that did the work ended without an answer, in {attempts} attempts."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "job.child_died"
    attempts: int


@dataclass
class JobOverran(Problem):
    """The work reached its deadline before it had any result."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    code = "job.deadline"


@dataclass
class JobParked(Problem):
    """The worker died in each of {attempts} attempts at this job, so it is not tried again."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "job.parked"
    attempts: int

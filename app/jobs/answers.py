"""How a request that starts long work is answered: 202, where to look, and when."""

from typing import Any

from starlette.responses import JSONResponse

from app.jobs.schemas import JobRead, job_address
from app.jobs.tables import Job

RETRY_SECONDS = 1

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "model": JobRead,
        "description": "The work is queued: its job tells how far it is and where its result will be.",
        "headers": {
            "Location": {"description": "Address of the job.", "schema": {"type": "string"}},
            "Retry-After": {
                "description": "Seconds until a look is worthwhile.",
                "schema": {"type": "integer"},
            },
        },
    }
}
"""What a route that answers with ``accepted`` declares as its ``responses``."""


def accepted(job: Job) -> JSONResponse:
    """202 with the job as it stands, its address and when to look at it."""
    headers = {"Location": job_address(job.id), "Retry-After": str(RETRY_SECONDS)}
    return JSONResponse(JobRead.of(job).model_dump(mode="json"), 202, headers)

"""The problems that the hiring gap can meet."""

import uuid
from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class HiringGapFailed(Problem):
    """The last report could not be made, its job {job_id} tells why; POST /v1/hiring-gap to try again."""

    status = HTTPStatus.CONFLICT
    code = "hiring_gap.failed"
    job_id: uuid.UUID

"""How problems are declared in the API description."""

from typing import Any

from app.errors import MEDIA_TYPE
from app.problems import ProblemBody

REFERENCE = "#/components/schemas/Problem"


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI responses of a route that may answer with problems of these statuses."""
    return {
        status: {
            "description": DESCRIPTIONS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE}}},
        }
        for status in statuses
    }


DESCRIPTIONS = {
    400: "The request cannot be read.",
    401: "No valid API key was given.",
    403: "The API key does not include the scope this call needs.",
    404: "Nothing with this address exists in the caller's organization.",
    409: "The request contradicts the present state.",
    412: "It has changed since the caller read it.",
    413: "The body is larger than this call accepts.",
    422: "The request does not have the expected form.",
    428: "The call needs an If-Match header.",
    429: "Too many requests.",
    500: "The service failed.",
    503: "The database does not answer.",
}

EVERYWHERE = problem_responses(400, 401, 403, 413, 422, 500, 503)
"""What any call may answer."""

WHERE_IDS_ARE_TOLD = {str(status): told for status, told in problem_responses(404).items()}
"""What a call whose path holds an id may answer besides."""


def problem_schema() -> dict[str, Any]:
    """The component that ``problem_responses`` refer to."""
    return ProblemBody.model_json_schema() | {"title": "Problem"}

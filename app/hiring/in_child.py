"""Plans hires in a child process, because an integer programme may take long."""

from app.jobs.child import Channel
from forecasting.hiring.documents import HiringRequest
from forecasting.hiring.gap import hiring_gap


def plan(payload: bytes, channel: Channel) -> bytes:  # noqa: ARG001 - a plan has no half to keep
    """What the child does: a HiringRequest in, a HiringGapReport out."""
    return hiring_gap(HiringRequest.model_validate_json(payload)).model_dump_json().encode()

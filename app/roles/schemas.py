"""What callers write and read of a role."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from app.fields import Document, Name, Stored


class RoleBody(Document):
    """A part people play: whether they work on queues, and how many agents one of them leads."""

    name: Name
    works_queues: StrictBool = True
    span_of_control: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None


class RoleView(RoleBody, Stored):
    """A role as it is kept."""


FIRST_ROLES = (
    RoleBody(name="associate"),
    RoleBody(name="support engineer"),
    RoleBody(name="lead", span_of_control=12),
    RoleBody(name="technical account manager", works_queues=False),
    RoleBody(name="operations analyst", works_queues=False),
    RoleBody(name="head of support", works_queues=False),
)
"""The roles every organization starts with; it may change and extend them."""

"""What the service says of itself."""

from pydantic import BaseModel


class ProblemMeaning(BaseModel):
    """A problem the service may answer with: its stable code, its status and what it means."""

    code: str
    status: int
    meaning: str
    fields: list[str]


class Health(BaseModel):
    """The service answers and reaches its database; by which versions it works."""

    status: str
    version: str
    time_zone_data: str

"""The frozen document every word of the planning vocabulary is written in."""

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """A frozen value that crosses borders: unknown fields and non-finite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

"""The frozen document every word of the planning vocabulary is written in."""

import hashlib
import json
from datetime import date, datetime, time

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """A frozen value that crosses borders: unknown fields and non-finite numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def digest(self) -> str:
        """SHA-256 of the document's canonical JSON: equal digests are equal documents."""
        canonical = json.dumps(self.model_dump(), default=_plain, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> object:
    """What JSON has no word for; sets are put in order, as they come out in any."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in a document")

"""What callers write and read of a site."""

from typing import Annotated

from pydantic import Field

from app.fields import Document, Name, Stored, ZoneName


class SiteBody(Document):
    """A place with a time zone; country and subdivision (ISO 3166) choose its public holidays."""

    name: Name
    zone: ZoneName
    country: Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["IE"])] | None = None
    subdivision: Annotated[str, Field(pattern="^[A-Z0-9]{1,6}$", examples=["CO"])] | None = None


class SiteView(SiteBody, Stored):
    """A site as it is kept."""

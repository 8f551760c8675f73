"""What callers write and read of an organization."""

from typing import Annotated

from pydantic import Field

from app.fields import Document, Name, Stored, Weekday, ZoneName


class OrganizationBody(Document):
    """A tenant: the zone its plans are read in, the weekday its weeks start on, the currency of its costs."""

    name: Name
    zone: ZoneName
    week_start: Weekday = 0
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["EUR"])] = "EUR"


class OrganizationView(OrganizationBody, Stored):
    """An organization as it is kept."""

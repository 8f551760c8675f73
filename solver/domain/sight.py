"""How far a rule looks: what a change of a few people's shifts can alter of it."""

from enum import StrEnum


class Sight(StrEnum):
    """What the excess of a rule at a place follows from.

    ``agent``: the shifts of the one agent it is about. ``presence``: the people whose shifts touch the
    stretch of time it is about, each by site, zone, role, tags, holidays and what scopes name. ``moment``:
    the same, each by skills and channels besides. ``whole``: anything in the roster.
    """

    AGENT = "agent"
    PRESENCE = "presence"
    MOMENT = "moment"
    WHOLE = "whole"

"""The names of service-level definitions."""

from enum import StrEnum


class ServiceLevelDefinition(StrEnum):
    """What "answered in time" is counted against; a share without its definition is not a goal."""

    OFFERED = "offered"
    ANSWERED = "answered"
    EXCLUDING_SHORT_ABANDONS = "excluding_short_abandons"
    SHORT_ABANDONS_MET = "short_abandons_met"
    VIRTUAL = "virtual"

"""Sundial's service: the only package that knows HTTP, SQL, the clock and the environment."""

import zoneinfo

# The time zone rules come from the pinned tzdata wheel, never from the host: hosts differ, rosters must not.
zoneinfo.reset_tzpath(to=())

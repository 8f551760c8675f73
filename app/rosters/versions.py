"""Versions over HTTP: the ETag a roster is read with is the one a change has to name."""

import re
from typing import Annotated

from fastapi import Depends, Header

from app.problems import PreconditionFailed
from app.rosters.problems import VersionMissing

_TAG = re.compile(r'"(\d{1,9})(?:-[a-z]+)?"')


def etag(version: int, form: str = "") -> str:
    """The strong ETag of a version in one of its forms, such as ``csv``."""
    return f'"{version}-{form}"' if form else f'"{version}"'


class Expected:
    """The versions a caller is willing to change, as If-Match names them."""

    def __init__(self, header: str | None) -> None:
        self._header = header

    def require(self, version: int) -> None:
        """Raises VersionMissing without If-Match, PreconditionFailed when it names other versions."""
        if self._header is None:
            raise VersionMissing
        named = {int(number) for number in _TAG.findall(self._header)}
        # A weak tag never matches strongly (RFC 9110 §13.1.1); none is issued here.
        if self._header.strip() != "*" and (version not in named or "W/" in self._header):
            raise PreconditionFailed(version)


def expected(
    if_match: Annotated[
        str | None, Header(max_length=1000, description="The ETag of the roster that was read.")
    ] = None,
) -> Expected:
    return Expected(if_match)


ExpectedVersion = Annotated[Expected, Depends(expected)]


def version_read(
    if_match: Annotated[
        str | None, Header(max_length=1000, description="The ETag of the roster; else as it is now.")
    ] = None,
) -> Expected | None:
    return None if if_match is None else Expected(if_match)


VersionRead = Annotated[Expected | None, Depends(version_read)]
"""For what leaves a roster as it is: which version it is about may be told, and need not."""


def is_known(tag: str, if_none_match: str | None) -> bool:
    """Whether the caller already has the form with this tag, so that 304 will do."""
    named = [each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")]
    return tag in named or "*" in named

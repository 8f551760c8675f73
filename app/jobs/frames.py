"""The messages between a worker and its child process: one letter, a length, and that many bytes."""

import struct
from enum import Enum
from typing import BinaryIO

_HEADER = struct.Struct(">cI")


class Frame(Enum):
    """What a message means; each value is the letter on the wire."""

    INPUT = b"I"
    STOP = b"S"
    READY = b"Y"
    PROGRESS = b"P"
    KEPT = b"K"
    RESULT = b"R"
    ERROR = b"E"
    OUT_OF_MEMORY = b"M"


def write_frame(pipe: BinaryIO, frame: Frame, body: bytes = b"") -> None:
    """Write one message and flush it; a closed reader raises ``BrokenPipeError``."""
    pipe.write(_HEADER.pack(frame.value, len(body)))
    pipe.write(body)
    pipe.flush()


def read_frame(pipe: BinaryIO) -> tuple[Frame, bytes] | None:
    """Read one message, or None when the other side is gone, be it in the middle of a message."""
    header = pipe.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    letter, length = _HEADER.unpack(header)
    body = pipe.read(length)
    return (Frame(letter), body) if len(body) == length else None

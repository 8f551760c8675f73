"""Agents who stand for many: how many each of them is."""

from collections.abc import Mapping
from dataclasses import dataclass

from solver.domain.shift import Shift


@dataclass(frozen=True, slots=True)
class Crowd:
    """``size`` says for how many like people an agent (by id) stands, ``most`` how many of them may take a
    shift.

    In a model of a crowd a take counts people. What holds for each person holds for the sum over them, so
    such a model leaves out nothing that people could do: its bounds are theirs.
    """

    size: Mapping[str, int]
    most: Mapping[Shift, int]

"""Trees of AND, OR and NOT over words: tags, skills."""

from collections.abc import Set
from typing import Self

from pydantic import Field, model_validator

from solver.domain.document import Document

DEEPEST = 6
"""How many trees may stand inside one another."""


class WordTree(Document):
    """Words looked for, all of it at once: one of ``any_of``, all of ``all_of``, none of ``none_of``, one of
    the trees in ``either`` and all trees in ``every``. What is left out asks for nothing.
    """

    any_of: frozenset[str] | None = Field(default=None, min_length=1)
    all_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    either: tuple["WordTree", ...] = Field(default=(), max_length=20)
    every: tuple["WordTree", ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.any_of or self.all_of or self.none_of or self.either or self.every):
            raise ValueError("name words in any_of, all_of or none_of, or trees in either or every")
        if self.depth > DEEPEST:
            raise ValueError(f"at most {DEEPEST} trees may stand inside one another")
        return self

    @property
    def depth(self) -> int:
        return 1 + max((tree.depth for tree in (*self.either, *self.every)), default=0)

    @property
    def words(self) -> frozenset[str]:
        """Every word the tree names."""
        named = (self.any_of or frozenset()) | self.all_of | self.none_of
        return named.union(*(tree.words for tree in (*self.either, *self.every)))

    def holds(self, words: Set[str]) -> bool:
        """Whether these words are what the tree asks for."""
        return (
            (self.any_of is None or bool(self.any_of & words))
            and self.all_of <= words
            and not self.none_of & words
            and (not self.either or any(tree.holds(words) for tree in self.either))
            and all(tree.holds(words) for tree in self.every)
        )

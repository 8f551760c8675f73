"""Links between rows of a tenant, such as the skills a queue needs: a set of ids, kept as rows."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, col, delete, select

from app.database import TenantSession


@dataclass(frozen=True, slots=True)
class Link:
    """A table of pairs: column ``owner`` has many of column ``target``."""

    table: type[SQLModel]
    owner: str
    target: str

    def write(
        self, session: TenantSession, owner_id: uuid.UUID, target_ids: Iterable[uuid.UUID] | None
    ) -> None:
        """Make ``target_ids`` (None: nothing) the whole set of the owner."""
        session.execute(delete(self.table).where(self._owner == owner_id))
        for target_id in target_ids or ():
            session.add(
                self.table(
                    organization_id=session.organization_id, **{self.owner: owner_id, self.target: target_id}
                )
            )
        session.flush()

    def read(
        self, session: TenantSession, owner_ids: Iterable[uuid.UUID]
    ) -> defaultdict[uuid.UUID, tuple[uuid.UUID, ...]]:
        """The sets of all ``owner_ids`` in one query, each in a stable order; empty where there is none."""
        target = col(getattr(self.table, self.target))
        found: defaultdict[uuid.UUID, tuple[uuid.UUID, ...]] = defaultdict(tuple)
        pairs = select(self._owner, target).where(self._owner.in_(list(owner_ids))).order_by(target)
        for owner_id, target_id in session.exec(pairs):
            found[owner_id] += (target_id,)
        return found

    @property
    def _owner(self) -> Any:
        return col(getattr(self.table, self.owner))

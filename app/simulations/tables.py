"""Simulations as they are kept: which version of a roster, how often, and what came of it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, UniqueConstraint
from sqlmodel import Field

from app.simulations.schemas import SimulationDocument
from app.tables import Documents, TenantRow, tenant_key, within_tenant


class Simulation(TenantRow, table=True):
    """One version of a roster, simulated. ``ready_at`` None: its job is not done, or has failed."""

    __tablename__ = "simulation"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        within_tenant("job_id", "job"),
        UniqueConstraint(
            *("organization_id", "roster_id", "roster_version", "seed", "replications"),
            name="uq_simulation_asked_for",
        ),
        CheckConstraint("(ready_at IS NULL) = (document IS NULL)", name="document_when_ready"),
        CheckConstraint("replications >= 2", name="replications_from_2"),
        Index("ix_simulation_created_at", "organization_id", "created_at", "id"),
    )

    roster_id: uuid.UUID
    roster_version: int
    replications: int
    seed: int = Field(sa_type=BigInteger)
    job_id: uuid.UUID
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    document: SimulationDocument | None = Field(default=None, sa_type=Documents(SimulationDocument))

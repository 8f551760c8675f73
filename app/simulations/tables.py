"""Simulations as they are kept: which version of a roster, how often, and what came of it."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.questions.tables import QuestionRow, about_roster
from app.simulations.schemas import SimulationDocument
from app.tables import Documents


class Simulation(QuestionRow, table=True):
    """One version of a roster, simulated. ``ready_at`` None: its job is not done, or has failed."""

    __tablename__ = "simulation"
    __table_args__: Any = about_roster(
        UniqueConstraint(
            *("organization_id", "roster_id", "roster_version", "seed", "replications"),
            name="uq_simulation_asked_for",
        ),
        CheckConstraint("replications >= 2", name="replications_from_2"),
        Index("ix_simulation_created_at", "organization_id", "created_at", "id"),
    )

    replications: int
    seed: int = Field(sa_type=BigInteger)
    document: SimulationDocument | None = Field(default=None, sa_type=Documents(SimulationDocument))

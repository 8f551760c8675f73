"""Chosen rules."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.tables import Documents, TenantRow, tenant_key, words
from solver.presets import CoverageModel
from solver.rules import AnyRule


class RuleSet(TenantRow, table=True):
    """The rules and options of one way of covering the day."""

    __tablename__ = "rule_set"
    __table_args__: Any = (tenant_key(), UniqueConstraint("organization_id", "name"))

    name: str
    coverage_model: CoverageModel = Field(sa_type=words(CoverageModel))
    rules: tuple[AnyRule, ...] = Field(sa_type=Documents(tuple[AnyRule, ...]))

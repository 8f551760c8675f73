"""Chosen rules."""

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.tables import Documents, TenantRow, tenant_key, within_tenant, words
from solver.law.layers import LayerRule
from solver.presets import CoverageModel
from solver.rules import AnyRule


class RuleSet(TenantRow, table=True):
    """The rules and options of one way of covering the day."""

    __tablename__ = "rule_set"
    __table_args__: Any = (tenant_key(), UniqueConstraint("organization_id", "name"))

    name: str
    coverage_model: CoverageModel = Field(sa_type=words(CoverageModel))
    rules: tuple[AnyRule, ...] = Field(sa_type=Documents(tuple[AnyRule, ...]))


class RuleLayer(TenantRow, table=True):
    """Rules laid over those of a roster, for everyone or for one site, contract or agent."""

    __tablename__ = "rule_layer"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("site_id", "site", ondelete="CASCADE"),
        within_tenant("contract_id", "contract", ondelete="CASCADE"),
        within_tenant("agent_id", "agent", ondelete="CASCADE"),
        CheckConstraint("num_nonnulls(site_id, contract_id, agent_id) <= 1", name="one_subject_at_most"),
    )

    site_id: uuid.UUID | None = None
    contract_id: uuid.UUID | None = None
    agent_id: uuid.UUID | None = None
    presets: tuple[str, ...] = Field(default=(), sa_type=Documents(tuple[str, ...]))
    rules: tuple[LayerRule, ...] = Field(default=(), sa_type=Documents(tuple[LayerRule, ...]))

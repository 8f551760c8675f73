"""Rules in layers: presets of law and own rules for the organization, a site, a contract or an agent.

Revision 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations import create_tenant_table, within_tenant
from app.migrations.schema import check

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tenant_table(
        "rule_layer",
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("presets", JSONB(), nullable=False),
        sa.Column("rules", JSONB(), nullable=False),
        within_tenant("rule_layer", "site_id", "site", ondelete="CASCADE"),
        within_tenant("rule_layer", "contract_id", "contract", ondelete="CASCADE"),
        within_tenant("rule_layer", "agent_id", "agent", ondelete="CASCADE"),
        check("rule_layer", "one_subject_at_most", "num_nonnulls(site_id, contract_id, agent_id) <= 1"),
    )


def downgrade() -> None:
    op.drop_table("rule_layer")

"""Rosters with their documents and shifts, what was published of them, and the secret feeds of calendars.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

from app.migrations import check, create_tenant_table, enable_row_level_security, within_tenant, words

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_roster()
    create_documents()
    create_shifts()
    create_feeds()


def create_roster() -> None:
    create_tenant_table(
        "roster",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column(
            "coverage_model",
            words("roster", "coveragemodel", "follow_the_sun", "traditional_24x7", "distributed"),
            nullable=False,
        ),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column(
            "state",
            words("roster", "rosterstate", "building", "draft", "published", "superseded", "failed"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Uuid()),
        sa.Column("requirement_id", sa.Uuid()),
        sa.Column("rule_set_id", sa.Uuid()),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("asked", JSONB(), nullable=False),
        sa.Column("queue_ids", JSONB(), nullable=False),
        sa.Column("warnings", JSONB(), nullable=False),
        sa.Column("figures", JSONB()),
        sa.Column("edited_at", INSTANT),
        sa.Column("published_at", INSTANT),
        check("roster", "days_from_1_to_91", "days BETWEEN 1 AND 91"),
        check("roster", "figures_when_built", "(state = 'building') = (figures IS NULL)"),
        check(
            "roster",
            "published_when",
            "(state IN ('published', 'superseded')) = (published_at IS NOT NULL)",
        ),
        within_tenant("roster", "parent_id", "roster"),
        within_tenant("roster", "requirement_id", "requirement"),
        within_tenant("roster", "rule_set_id", "rule_set"),
        within_tenant("roster", "job_id", "job"),
        ExcludeConstraint(
            (sa.text("uuid_range(organization_id, organization_id, '[]'::text)"), "="),
            (sa.text("uuid_range(md5(team::text)::uuid, md5(team::text)::uuid, '[]'::text)"), "="),
            (sa.text("daterange(first_date, first_date + days)"), "&&"),
            where=sa.text("state = 'published'"),
            using="gist",
            name="ex_roster_published_twice",
        ),
    )
    op.create_index("ix_roster_created_at", "roster", ["organization_id", "created_at", "id"])
    op.create_index("ix_roster_first_date", "roster", ["organization_id", "team", "first_date"])


def create_documents() -> None:
    op.create_table(
        "roster_document",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(document, JSONB(), nullable=False)
            for document in ("problem", "rule_set", "options", "report", "judgement")
        ),
        sa.Column("published", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("organization_id", "roster_id", name="pk_roster_document"),
        within_tenant("roster_document", "roster_id", "roster", ondelete="CASCADE"),
    )
    enable_row_level_security("roster_document")


def create_shifts() -> None:
    create_tenant_table(
        "roster_shift",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("segments", JSONB(), nullable=False),
        sa.Column("paid_minutes", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        check("roster_shift", "ends_after_it_starts", "ends_at > starts_at"),
        within_tenant("roster_shift", "roster_id", "roster", ondelete="CASCADE"),
        within_tenant("roster_shift", "agent_id", "agent"),
    )
    op.create_index(
        "ix_roster_shift_roster_id", "roster_shift", ["organization_id", "roster_id", "agent_id", "starts_at"]
    )
    create_tenant_table(
        "published_shift",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("segments", JSONB(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "status", words("published_shift", "eventstatus", "confirmed", "cancelled"), nullable=False
        ),
        check("published_shift", "ends_after_it_starts", "ends_at > starts_at"),
        check("published_shift", "sequence_not_negative", "sequence >= 0"),
        sa.UniqueConstraint("uid", name="uq_published_shift_uid"),
        within_tenant("published_shift", "roster_id", "roster"),
        within_tenant("published_shift", "agent_id", "agent"),
        ExcludeConstraint(
            (sa.text("uuid_range(agent_id, agent_id, '[]'::text)"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("status = 'confirmed'"),
            using="gist",
            name="ex_published_shift_at_two_places",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index(
        "ix_published_shift_agent_id", "published_shift", ["organization_id", "agent_id", "starts_at"]
    )
    op.create_index("ix_published_shift_roster_id", "published_shift", ["organization_id", "roster_id"])


def create_feeds() -> None:
    create_tenant_table(
        "feed_token",
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("team", sa.String()),
        sa.Column("roster_id", sa.Uuid()),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("revoked_at", INSTANT),
        check("feed_token", "one_subject", "num_nonnulls(agent_id, team, roster_id) = 1"),
        sa.UniqueConstraint("token_sha256", name="uq_feed_token_token_sha256"),
        within_tenant("feed_token", "agent_id", "agent", ondelete="CASCADE"),
        within_tenant("feed_token", "roster_id", "roster", ondelete="CASCADE"),
    )
    for subject in ("agent_id", "team", "roster_id"):
        op.create_index(
            f"uq_feed_token_{subject}",
            "feed_token",
            ["organization_id", subject],
            unique=True,
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
    # Whoever reads a calendar is nobody: the one row whose token was presented may be read to find its feed.
    op.execute(
        "CREATE POLICY presented ON feed_token FOR SELECT USING "
        "(token_sha256 = decode(nullif(current_setting('app.feed_token', true), ''), 'hex'))"
    )


def downgrade() -> None:
    for table in ("feed_token", "published_shift", "roster_shift", "roster_document", "roster"):
        op.drop_table(table)

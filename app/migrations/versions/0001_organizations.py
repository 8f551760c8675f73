"""The role that the service acts as, organizations, and the people and work that belong to one.

Revision 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint

from app.database import SERVICE_ROLE
from app.migrations import (
    check,
    create_link_table,
    create_tenant_table,
    enable_row_level_security,
    unique,
    within_tenant,
    words,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_service_role()
    # A range of one id has the operators an exclusion constraint needs; a bare id has them by extension only.
    op.execute("CREATE TYPE uuid_range AS RANGE (subtype = uuid)")
    create_organization()
    create_keys()
    create_people()
    create_work()
    create_wishes()


def create_service_role() -> None:
    # The role belongs to the whole server, where another database may have created it already.
    op.execute(
        f"""
        DO $$ BEGIN
            CREATE ROLE {SERVICE_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )
    # An owner who may not grant the role was given it by whoever created it.
    op.execute(
        f"""
        DO $$ BEGIN
            GRANT {SERVICE_ROLE} TO CURRENT_USER;
        EXCEPTION WHEN insufficient_privilege THEN NULL;
        END $$
        """
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {SERVICE_ROLE}")


def create_organization() -> None:
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("week_start", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        check("organization", "week_start_is_a_weekday", "week_start BETWEEN 0 AND 6"),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
        sa.UniqueConstraint("name", name="uq_organization_name"),
    )
    enable_row_level_security("organization", "id")
    op.execute(
        "CREATE POLICY directory ON organization FOR SELECT "
        "USING (current_setting('app.directory', true) = 'on')"
    )


def create_keys() -> None:
    create_tenant_table(
        "api_key",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", JSONB(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        unique("api_key", "name"),
    )
    # Who presents a key is nobody yet: the one row whose id was presented may be read to check its secret.
    op.execute(
        "CREATE POLICY presented ON api_key FOR SELECT "
        "USING (id = nullif(current_setting('app.api_key', true), '')::uuid)"
    )
    create_tenant_table(
        "browser_session",
        sa.Column("api_key_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        within_tenant("browser_session", "api_key_id", "api_key", ondelete="CASCADE"),
    )
    op.execute(
        "CREATE POLICY presented ON browser_session FOR SELECT "
        "USING (id = nullif(current_setting('app.browser_session', true), '')::uuid)"
    )


def create_people() -> None:
    create_tenant_table(
        "site",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("country", sa.String()),
        sa.Column("subdivision", sa.String()),
        unique("site", "name"),
    )
    create_tenant_table(
        "skill",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind", words("skill", "skillkind", "language", "product", "process", "other"), nullable=False
        ),
        unique("skill", "name"),
    )
    create_tenant_table(
        "role",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("works_queues", sa.Boolean(), nullable=False),
        sa.Column("span_of_control", sa.Integer()),
        check("role", "span_of_control_positive", "span_of_control > 0"),
        unique("role", "name"),
    )
    create_tenant_table(
        "contract",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("min_weekly_minutes", sa.Integer(), nullable=False),
        sa.Column("target_weekly_minutes", sa.Integer(), nullable=False),
        sa.Column("max_weekly_minutes", sa.Integer(), nullable=False),
        sa.Column("max_daily_minutes", sa.Integer(), nullable=False),
        sa.Column("max_weekly_days", sa.Integer(), nullable=False),
        sa.Column("min_rest_minutes", sa.Integer(), nullable=False),
        sa.Column("max_consecutive_days", sa.Integer(), nullable=False),
        sa.Column("night_work", sa.Boolean(), nullable=False),
        sa.Column("cost_per_hour", sa.Float(), nullable=False),
        sa.Column("templates", JSONB()),
        check(
            "contract",
            "weekly_minutes_in_order",
            "0 <= min_weekly_minutes AND min_weekly_minutes <= target_weekly_minutes "
            "AND target_weekly_minutes <= max_weekly_minutes "
            "AND max_weekly_minutes <= 10080",
        ),
        check("contract", "cost_per_hour_not_negative", "cost_per_hour >= 0"),
        check("contract", "max_daily_minutes_in_a_day", "max_daily_minutes BETWEEN 15 AND 1440"),
        check("contract", "max_weekly_days_in_a_week", "max_weekly_days BETWEEN 1 AND 7"),
        unique("contract", "name"),
    )
    create_tenant_table(
        "agent",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("external_ref", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("site_id", sa.Uuid()),
        sa.Column("zone", sa.String()),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid()),
        sa.Column("hired_on", sa.Date()),
        sa.Column("leaves_on", sa.Date()),
        sa.Column("tags", JSONB(), nullable=False),
        check("agent", "leaves_after_hired", "leaves_on >= hired_on"),
        check("agent", "a_zone_or_a_site", "zone IS NOT NULL OR site_id IS NOT NULL"),
        within_tenant("agent", "contract_id", "contract"),
        within_tenant("agent", "role_id", "role"),
        within_tenant("agent", "site_id", "site"),
        unique("agent", "external_ref"),
        unique("agent", "name"),
    )
    create_link_table(
        "agent",
        "skill",
        sa.Column("proficiency", sa.Float(), nullable=False),
        sa.Column("assessed_on", sa.Date()),
        sa.Column("expires_on", sa.Date()),
        check("agent_skill", "expires_after_assessed", "expires_on >= assessed_on"),
        check("agent_skill", "proficiency_up_to_1", "proficiency > 0 AND proficiency <= 1"),
    )


def create_work() -> None:
    create_tenant_table(
        "queue",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "channel",
            words("queue", "channel", "voice", "chat", "email", "ticket", "social", "callback"),
            nullable=False,
        ),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("min_proficiency", sa.Float(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("opening_hours", JSONB(), nullable=False),
        sa.Column("service_goal", JSONB(), nullable=False),
        sa.Column("patience_seconds", sa.Float()),
        sa.Column("concurrency", JSONB(), nullable=False),
        sa.Column("occupancy_cap", sa.Float(), nullable=False),
        sa.Column("minimum_staffing", sa.Integer(), nullable=False),
        sa.Column("shrinkage", sa.Float(), nullable=False),
        check("queue", "min_proficiency_is_a_fraction", "min_proficiency BETWEEN 0 AND 1"),
        check("queue", "minimum_staffing_not_negative", "minimum_staffing >= 0"),
        check("queue", "occupancy_cap_up_to_1", "occupancy_cap > 0 AND occupancy_cap <= 1"),
        check("queue", "priority_from_1_to_10", "priority BETWEEN 1 AND 10"),
        check("queue", "shrinkage_below_1", "shrinkage >= 0 AND shrinkage < 1"),
        unique("queue", "name"),
    )
    create_link_table("queue", "skill")
    create_link_table("queue", "site")
    create_tenant_table(
        "shift_template",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String()),
        sa.Column("earliest_start", sa.Time(), nullable=False),
        sa.Column("latest_start", sa.Time(), nullable=False),
        sa.Column("start_step_minutes", sa.Integer(), nullable=False),
        sa.Column("lengths", JSONB(), nullable=False),
        sa.Column("weekdays", JSONB(), nullable=False),
        sa.Column("keep", words("shift_template", "keep", "duration", "wall_time"), nullable=False),
        sa.Column("tags", JSONB(), nullable=False),
        check("shift_template", "starts_in_order", "earliest_start <= latest_start"),
        check("shift_template", "start_step_in_a_day", "start_step_minutes BETWEEN 5 AND 1440"),
        unique("shift_template", "name"),
    )
    create_link_table("shift_template", "site")
    create_link_table("shift_template", "role")
    create_tenant_table(
        "rule_set",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "coverage_model",
            words("rule_set", "coveragemodel", "follow_the_sun", "traditional_24x7", "distributed"),
            nullable=False,
        ),
        sa.Column("rules", JSONB(), nullable=False),
        unique("rule_set", "name"),
    )


def create_wishes() -> None:
    create_tenant_table(
        "availability",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", words("availability", "availabilitykind", "available", "unavailable"), nullable=False
        ),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_until", sa.Date()),
        check("availability", "valid_dates_in_order", "valid_until >= valid_from"),
        check("availability", "weekday_of_the_week", "weekday BETWEEN 0 AND 6"),
        within_tenant("availability", "agent_id", "agent", ondelete="CASCADE"),
    )
    op.create_index("ix_availability_agent_id", "availability", ["organization_id", "agent_id"])
    create_tenant_table(
        "preference",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", words("preference", "preferencekind", "wants_day_off", "wants", "avoids"), nullable=False
        ),
        sa.Column("weekday", sa.Integer()),
        sa.Column("on_date", sa.Date()),
        sa.Column("starts", sa.Time()),
        sa.Column("ends", sa.Time()),
        sa.Column("template_tag", sa.String()),
        sa.Column("weight", sa.Integer(), nullable=False),
        check("preference", "starts_and_ends_together", "(starts IS NULL) = (ends IS NULL)"),
        check("preference", "weekday_of_the_week", "weekday BETWEEN 0 AND 6"),
        check("preference", "weekday_or_date", "weekday IS NULL OR on_date IS NULL"),
        check("preference", "weight_from_1_to_10", "weight BETWEEN 1 AND 10"),
        within_tenant("preference", "agent_id", "agent", ondelete="CASCADE"),
    )
    op.create_index("ix_preference_agent_id", "preference", ["organization_id", "agent_id"])
    create_tenant_table(
        "time_off",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            words(
                "time_off", "timeoffkind", "vacation", "sickness", "parental", "training", "unpaid", "other"
            ),
            nullable=False,
        ),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            words("time_off", "timeoffstatus", "requested", "approved", "refused", "cancelled"),
            nullable=False,
        ),
        ExcludeConstraint(
            (sa.text("uuid_range(agent_id, agent_id, '[]'::text)"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("status = 'approved'"),
            using="gist",
            name="ex_time_off_approved_twice",
        ),
        check("time_off", "ends_after_it_starts", "ends_at > starts_at"),
        within_tenant("time_off", "agent_id", "agent", ondelete="CASCADE"),
    )
    op.create_index(
        "ix_time_off_agent_id_starts_at", "time_off", ["organization_id", "agent_id", "starts_at"]
    )


def downgrade() -> None:
    for table in (
        *("rule_set", "preference", "availability", "time_off"),
        *("shift_template_role", "shift_template_site", "shift_template"),
        *("queue_site", "queue_skill", "queue", "agent_skill", "agent"),
        *("contract", "role", "skill", "site", "browser_session", "api_key", "organization"),
    ):
        op.drop_table(table)
    op.execute("DROP TYPE uuid_range")

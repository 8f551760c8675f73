"""What binds an agent."""

from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.tables import Documents, TenantRow, tenant_key


class Contract(TenantRow, table=True):
    """Hours, days and rest; minutes are paid minutes. ``templates`` None allows every shift template."""

    __tablename__ = "contract"
    __table_args__: Any = (
        tenant_key(),
        UniqueConstraint("organization_id", "name"),
        CheckConstraint(
            "0 <= min_weekly_minutes AND min_weekly_minutes <= target_weekly_minutes "
            "AND target_weekly_minutes <= max_weekly_minutes AND max_weekly_minutes <= 10080",
            name="weekly_minutes_in_order",
        ),
        CheckConstraint("max_daily_minutes BETWEEN 15 AND 1440", name="max_daily_minutes_in_a_day"),
        CheckConstraint("max_weekly_days BETWEEN 1 AND 7", name="max_weekly_days_in_a_week"),
        CheckConstraint("cost_per_hour >= 0", name="cost_per_hour_not_negative"),
    )

    name: str
    min_weekly_minutes: int
    target_weekly_minutes: int
    max_weekly_minutes: int
    max_daily_minutes: int
    max_weekly_days: int
    min_rest_minutes: int
    max_consecutive_days: int
    night_work: bool
    cost_per_hour: float
    templates: tuple[str, ...] | None = Field(default=None, sa_type=Documents(tuple[str, ...]))

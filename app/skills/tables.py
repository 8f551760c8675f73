"""What agents can do and queues may need."""

from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.tables import TenantRow, tenant_key, words


class SkillKind(StrEnum):
    """What sort of ability a skill is."""

    LANGUAGE = "language"
    PRODUCT = "product"
    PROCESS = "process"
    OTHER = "other"


class Skill(TenantRow, table=True):
    """An ability; a language is one too."""

    __tablename__ = "skill"
    __table_args__: Any = (tenant_key(), UniqueConstraint("organization_id", "name"))

    name: str
    kind: SkillKind = Field(default=SkillKind.OTHER, sa_type=words(SkillKind))

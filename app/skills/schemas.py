"""What callers write and read of a skill."""

from app.fields import Document, Name, Stored
from app.skills.tables import SkillKind


class SkillBody(Document):
    """An ability that agents have and queues need; languages are skills."""

    name: Name
    kind: SkillKind = SkillKind.OTHER


class SkillView(SkillBody, Stored):
    """A skill as it is kept."""

"""Escalations: what is refused, and what is kept of a surge or an incident."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.escalations.problems import EscalationOutdated
from app.escalations.schemas import EscalationBody, EscalationRead
from app.escalations.tables import Escalation
from app.problems import ReferenceUnknown
from app.questions.service import About, Questions


def _check(about: About, body: EscalationBody) -> None:
    if str(body.event.queue_id) not in about.queues:
        raise ReferenceUnknown(field="event.queue_id")


def _columns(body: EscalationBody) -> Mapping[str, Any]:
    return {"asked": body, "as_of": body.as_of or datetime.now(UTC)}


def _told(about: About, row: Escalation) -> Mapping[str, Any]:
    return {"queues": about.queues, "escalation": row.document}


ESCALATIONS = Questions(
    table=Escalation,
    read=EscalationRead,
    name="escalation",
    job="weigh_levers",
    outdated=EscalationOutdated,
    columns=_columns,
    told=_told,
    check=_check,
    priority=1,
)

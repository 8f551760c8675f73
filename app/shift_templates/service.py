"""Shift templates together with the sites and roles that may work them."""

import uuid
from collections.abc import Sequence

from app import rows
from app.database import TenantSession
from app.links import Link
from app.shift_templates.schemas import ShiftTemplateBody, ShiftTemplateView
from app.shift_templates.tables import ShiftTemplate, ShiftTemplateRole, ShiftTemplateSite

SITES = Link(ShiftTemplateSite, "shift_template_id", "site_id")
ROLES = Link(ShiftTemplateRole, "shift_template_id", "role_id")


def draw_up(session: TenantSession, body: ShiftTemplateBody) -> ShiftTemplateView:
    """A new template with its sites and roles."""
    return _linked(session, rows.add(session, ShiftTemplate, body), body)


def replace(session: TenantSession, template_id: uuid.UUID, body: ShiftTemplateBody) -> ShiftTemplateView:
    """The template, every field and link written anew."""
    return _linked(session, rows.replace(session, rows.find(session, ShiftTemplate, template_id), body), body)


def views(session: TenantSession, templates: Sequence[ShiftTemplate]) -> list[ShiftTemplateView]:
    """What callers read of ``templates``; one query each for all their sites and roles."""
    ids = [template.id for template in templates]
    sites, roles = SITES.read(session, ids), ROLES.read(session, ids)
    return [
        ShiftTemplateView.model_validate(
            {
                **template.model_dump(exclude={"organization_id"}),
                "site_ids": sites[template.id] or None,
                "role_ids": roles[template.id] or None,
            }
        )
        for template in templates
    ]


def _linked(session: TenantSession, template: ShiftTemplate, body: ShiftTemplateBody) -> ShiftTemplateView:
    SITES.write(session, template.id, body.site_ids)
    ROLES.write(session, template.id, body.role_ids)
    return views(session, [template])[0]

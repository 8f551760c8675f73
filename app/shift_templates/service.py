"""Shift templates together with the sites and roles that may work them."""

import uuid
from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.links import Link
from app.roles.tables import Role
from app.shift_templates.schemas import ShiftTemplateBody, ShiftTemplateView
from app.shift_templates.tables import ShiftTemplate, ShiftTemplateRole, ShiftTemplateSite
from app.sites.tables import Site
from solver.domain.work import ShiftTemplate as TemplateDocument

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


def documents(session: TenantSession) -> tuple[TemplateDocument, ...]:
    """Every shift template by name as the solver knows it, for whichever coverage model: rules choose."""
    sites = {site.id: site.name for site in session.exec(select(Site))}
    roles = {role.id: role.name for role in session.exec(select(Role))}
    kept = session.exec(select(ShiftTemplate).order_by(col(ShiftTemplate.name)))
    return tuple(
        TemplateDocument(
            name=template.name,
            zone=template.zone,
            earliest_start=template.earliest_start,
            latest_start=template.latest_start,
            step_minutes=template.start_step_minutes,
            lengths=template.lengths,
            weekdays=frozenset(template.weekdays),
            sites=_names(sites, template.site_ids),
            roles=_names(roles, template.role_ids),
            keep=template.keep.value,
            tags=frozenset(template.tags),
        )
        for template in views(session, list(kept))
    )


def _names(names: Mapping[uuid.UUID, str], ids: Sequence[uuid.UUID] | None) -> tuple[str, ...] | None:
    return None if ids is None else tuple(sorted(names[each] for each in ids))


def _linked(session: TenantSession, template: ShiftTemplate, body: ShiftTemplateBody) -> ShiftTemplateView:
    SITES.write(session, template.id, body.site_ids)
    ROLES.write(session, template.id, body.role_ids)
    return views(session, [template])[0]

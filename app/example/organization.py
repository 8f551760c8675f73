"""The example organization put together."""

from app.example.absence import AVAILABILITY, PREFERENCES, TIME_OFF
from app.example.activities import PROGRAMMES, RULE_LAYERS
from app.example.documents import ExampleOrganization
from app.example.people import AGENTS, CONTRACTS, ROLES, SITES, SKILLS
from app.example.work import QUEUES, SHIFT_TEMPLATES
from app.organizations.schemas import OrganizationBody


def example_organization() -> ExampleOrganization:
    """Meridian Support: three sites, forty agents, six queues; every person and company in it is invented."""
    return ExampleOrganization(
        organization=OrganizationBody(
            name="Meridian Support", zone="Europe/Dublin", week_start=0, currency="EUR"
        ),
        sites=SITES,
        skills=SKILLS,
        roles=ROLES,
        contracts=CONTRACTS,
        agents=AGENTS,
        queues=QUEUES,
        shift_templates=SHIFT_TEMPLATES,
        time_off=TIME_OFF,
        availability=AVAILABILITY,
        preferences=PREFERENCES,
        programmes=PROGRAMMES,
        rule_layers=RULE_LAYERS,
    )

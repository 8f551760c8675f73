"""The example's people: sites, roles, contracts and forty invented agents."""

from datetime import date
from zoneinfo import ZoneInfo

from app.contracts.schemas import ContractBody
from app.example.documents import ExampleAgent
from app.example.work import templates_of_hours
from app.roles.schemas import RoleBody
from app.sites.schemas import SiteBody
from app.skills.schemas import SkillBody
from app.skills.tables import SkillKind

SITES = (
    SiteBody(name="Manila", zone="Asia/Manila", country="PH"),
    SiteBody(name="Dublin", zone="Europe/Dublin", country="IE"),
    SiteBody(name="Denver", zone="America/Denver", country="US", subdivision="CO"),
)
SKILLS = (
    *(SkillBody(name=name, kind=SkillKind.LANGUAGE) for name in ("English", "Spanish", "German")),
    *(SkillBody(name=name, kind=SkillKind.PRODUCT) for name in ("Billing", "Platform", "Integrations")),
)
ROLES = (
    RoleBody(name="associate", works_queues=True),
    RoleBody(name="support engineer", works_queues=True),
    RoleBody(name="lead", works_queues=True, span_of_control=8),
    RoleBody(name="technical account manager", works_queues=True),
    RoleBody(name="operations analyst", works_queues=False),
    RoleBody(name="head of support", works_queues=False, span_of_control=6),
)


def _contract(
    name: str, least: int, target: int, cost: float, templates: tuple[str, ...], *, days: int = 5, night: bool
) -> ContractBody:
    return ContractBody(
        name=name,
        min_weekly_minutes=least * 60,
        target_weekly_minutes=target * 60,
        max_weekly_minutes=target * 60,
        max_daily_minutes=8 * 60,
        max_weekly_days=days,
        min_rest_minutes=11 * 60,
        max_consecutive_days=6,
        night_work=night,
        cost_per_hour=cost,
        templates=templates,
    )


CONTRACTS = (
    _contract("Full-time 40 h", 32, 40, 26.0, templates_of_hours(8), night=False),
    _contract("Full-time 40 h with nights", 32, 40, 27.5, templates_of_hours(8), night=True),
    _contract("Part-time 30 h", 24, 30, 25.0, templates_of_hours(6), night=False),
    _contract("Part-time 24 h", 16, 24, 25.0, templates_of_hours(4, 6, 8), night=False),
)

_CONTRACT_CODES = dict(zip(("F", "N", "30", "24"), (contract.name for contract in CONTRACTS), strict=True))
_ROLE_CODES = {"A": "associate", "E": "support engineer", "L": "lead", "T": "technical account manager"}
_SKILL_CODES = {"S": "Spanish", "G": "German", "B": "Billing", "P": "Platform", "I": "Integrations"}

# Name; role A associate, E engineer, L lead, T technical account manager; contract F full-time, N with
# nights, 30 or 24 hours; skills beside English by their first letters, small where still being learnt.
_MANILA = (
    ("Maria Santos", "L", "N", "BPI"),
    ("Jose Ramirez", "L", "F", "BPI"),
    ("Grace Lim", "E", "N", "BPI"),
    ("Paolo Villanueva", "E", "N", "BPI"),
    ("Aisha Macaraeg", "E", "F", "BPI"),
    ("Rowena Dizon", "A", "N", "BP"),
    ("Mark Anthony Cruz", "A", "N", "B"),
    ("Liza Bautista", "A", "N", "BP"),
    ("Kenji Tan", "A", "F", "Bp"),
    ("Noel Aquino", "A", "N", "B"),
    ("Divina Flores", "A", "30", "B"),
    ("Ramil Ocampo", "A", "24", "B"),
)
_DUBLIN = (
    ("Aoife Byrne", "L", "N", "BPI"),
    ("Tomasz Nowak", "L", "F", "GBPI"),
    ("Ciarán Walsh", "E", "N", "BPI"),
    ("Ifeoma Okafor", "E", "N", "BPI"),
    ("Lukas Brandt", "E", "N", "GBPI"),
    ("Sinéad Murphy", "T", "F", "BPI"),
    ("Hannah Vogel", "A", "F", "GB"),
    ("Jonas Keller", "A", "N", "GBP"),
    ("Katarzyna Zielińska", "A", "N", "GB"),
    ("Diego Fernández", "A", "N", "SBP"),
    ("Priya Nair", "A", "N", "BP"),
    ("Oisín Kelly", "A", "F", "Bp"),
    ("Greta Lindner", "A", "30", "GB"),
    ("Fatima Zahra Alaoui", "A", "24", "SB"),
)
_DENVER = (
    ("Marcus Johnson", "L", "N", "BPI"),
    ("Elena Vargas", "L", "F", "SBPI"),
    ("Wei Zhang", "E", "N", "BPI"),
    ("Sofía Herrera", "E", "N", "SBPI"),
    ("Daniel Whitehorse", "E", "F", "BPI"),
    ("Rebecca Stein", "T", "F", "GBPI"),
    ("Carlos Mendoza", "A", "N", "SB"),
    ("Ashley Carter", "A", "N", "BP"),
    ("Luis Ortega", "A", "N", "SBP"),
    ("Thandiwe Moyo", "A", "N", "B"),
    ("Camila Rojas", "A", "N", "SB"),
    ("Jamal Robinson", "A", "F", "Bp"),
    ("Isabel Duarte", "A", "30", "SB"),
    ("Emily Nguyen", "A", "24", "B"),
)

_ASSESSED = date(2026, 1, 15)
_EXPIRES = date(2027, 6, 30)
"""Only the platform certificate runs out."""
_LEARNING = 0.8


def _skills(codes: str, role: str) -> tuple[tuple[str, float], ...]:
    # Associates answer platform questions a little slower than the engineers who wrote the answers.
    seasoned = {"P": 0.95} if role == "A" else {}
    held = (
        (_SKILL_CODES[code.upper()], _LEARNING if code.islower() else seasoned.get(code, 1.0))
        for code in codes
    )
    return (("English", 1.0), *held)


def _agent(number: int, site: SiteBody, row: tuple[str, str, str, str]) -> ExampleAgent:
    name, role, contract, codes = row
    return ExampleAgent(
        name=name,
        external_ref=f"{site.name.lower()}-{number:02d}",
        email=f"{site.name.lower()}-{number:02d}@example.org",
        site=site.name,
        zone=site.zone,
        role=_ROLE_CODES[role],
        contract=_CONTRACT_CODES[contract],
        # The longest serving stand first on each list.
        hired_on=date(2018 + number // 2, 1 + 5 * number % 12, 1),
        skills=_skills(codes, role),
        assessed_on=_ASSESSED,
        expires_on={"Platform": _EXPIRES} if "P" in codes.upper() else {},
    )


AGENTS = tuple(
    _agent(number, site, row)
    for site, rows in zip(SITES, (_MANILA, _DUBLIN, _DENVER), strict=True)
    for number, row in enumerate(rows, start=1)
)


def zone_of(agent: str) -> ZoneInfo:
    """The zone of the agent of that name; KeyError where there is none."""
    return ZoneInfo({each.name: each.zone for each in AGENTS}[agent])

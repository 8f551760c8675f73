from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from app.example.documents import ExampleOrganization
from app.example.organization import example_organization
from app.time_off.schemas import TimeOffStatus

EXAMPLE = example_organization()
CONTRACTS = {contract.name: contract for contract in EXAMPLE.contracts}
TEMPLATES = {template.name: template for template in EXAMPLE.shift_templates}
MODELS = ("follow_the_sun", "traditional_24x7", "distributed")
DEMONSTRATIONS = (date(2026, 3, 2), date(2026, 10, 19))


def test_forty_agents_work_on_three_sites_and_serve_six_queues():
    assert Counter(agent.site for agent in EXAMPLE.agents) == {"Manila": 12, "Dublin": 14, "Denver": 14}
    assert Counter(queue.channel for queue in EXAMPLE.queues) == {
        "voice": 2,
        "chat": 2,
        "email": 1,
        "ticket": 1,
    }


def test_the_same_tree_is_built_every_time():
    assert example_organization() == EXAMPLE
    assert ExampleOrganization.model_validate_json(EXAMPLE.model_dump_json()) == EXAMPLE


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("agents", "site", "Lisbon"),
        ("agents", "role", "wizard"),
        ("agents", "contract", "Zero hours"),
        ("agents", "skills", (("Klingon", 1.0),)),
        ("queues", "skills", ("Klingon",)),
        ("queues", "sites", ("Lisbon",)),
        ("contracts", "templates", ("Lisbon 8 h",)),
        ("shift_templates", "sites", ("Lisbon",)),
        ("time_off", "agent", "Nobody"),
        ("availability", "agent", "Nobody"),
        ("preferences", "agent", "Nobody"),
        ("programmes", "facilitators", ("Nobody",)),
        ("programmes", "cohorts", {"A": ("Nobody",)}),
    ],
)
def test_a_name_that_nobody_bears_is_refused(part, field, value):
    tree = EXAMPLE.model_dump()
    tree[part][0][field] = value
    with pytest.raises(ValidationError, match="expected one of"):
        ExampleOrganization.model_validate(tree)


@pytest.mark.parametrize(
    "part", ["sites", "skills", "roles", "contracts", "agents", "queues", "shift_templates", "programmes"]
)
def test_a_name_borne_twice_is_refused(part):
    tree = EXAMPLE.model_dump()
    tree[part] = (*tree[part], tree[part][0])
    with pytest.raises(ValidationError, match=f"{part}: expected each name once"):
        ExampleOrganization.model_validate(tree)


def test_addresses_lie_in_a_domain_nobody_owns_and_belong_to_one_agent():
    addresses = [agent.email for agent in EXAMPLE.agents]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@example.org") for address in addresses)


@pytest.mark.parametrize("site", ["Manila", "Dublin", "Denver"])
def test_every_site_has_the_people_a_day_of_its_own_needs(site):
    people = [agent for agent in EXAMPLE.agents if agent.site == site]
    skills = Counter(skill for agent in people for skill, _ in agent.skills)
    assert sum(agent.role == "lead" for agent in people) == 2
    assert min(skills["English"], skills["Billing"], skills["Platform"]) >= 6
    assert sum(CONTRACTS[agent.contract].night_work for agent in people) >= 6
    assert {"associate", "support engineer", "lead"} <= {agent.role for agent in people}


def test_languages_live_where_their_queues_are_served():
    speakers = {
        language: Counter(a.site for a in EXAMPLE.agents if language in dict(a.skills))
        for language in ("Spanish", "German")
    }
    assert speakers["Spanish"]["Denver"] >= 6
    assert speakers["German"]["Dublin"] >= 6


@pytest.mark.parametrize("model", MODELS)
def test_every_contract_finds_shifts_of_its_length_in_every_coverage_model(model):
    for contract in EXAMPLE.contracts:
        paid = {
            length.paid_minutes
            for name in contract.templates
            if model in TEMPLATES[name].tags
            for length in TEMPLATES[name].lengths
        }
        assert paid, contract.name
        assert max(paid) <= contract.max_daily_minutes
        reachable = {days * minutes for minutes in paid for days in range(contract.max_weekly_days + 1)}
        assert contract.target_weekly_minutes in reachable, contract.name


def test_a_template_pays_the_hours_of_its_name():
    for template in EXAMPLE.shift_templates:
        (length,) = template.lengths
        assert length.paid_minutes == 60 * int(template.name.split()[-2])


def test_night_shifts_are_open_to_people_who_agreed_to_nights():
    nights = {template.name for template in EXAMPLE.shift_templates if "night" in template.tags}
    willing = [contract for contract in EXAMPLE.contracts if contract.night_work]
    assert all(nights & set(contract.templates) for contract in willing)


@pytest.mark.parametrize("monday", [*DEMONSTRATIONS, *(day + timedelta(days=7) for day in DEMONSTRATIONS)])
def test_somebody_is_away_in_and_after_each_demonstration_week(monday):
    start = datetime.combine(monday, time(), UTC)
    away = [
        absence
        for absence in EXAMPLE.time_off
        if absence.status is TimeOffStatus.APPROVED
        and absence.starts_at < start + timedelta(days=7)
        and start < absence.ends_at
    ]
    assert 2 <= len({absence.agent for absence in away}) <= 6


def test_time_off_spans_whole_local_days_even_where_a_day_has_25_hours():
    zones = {agent.name: ZoneInfo(agent.zone) for agent in EXAMPLE.agents}
    for absence in EXAMPLE.time_off:
        local = (moment.astimezone(zones[absence.agent]) for moment in (absence.starts_at, absence.ends_at))
        assert all(moment.time() == time() for moment in local)
    walsh = next(absence for absence in EXAMPLE.time_off if absence.agent == "Ciarán Walsh")
    assert walsh.ends_at - walsh.starts_at == timedelta(hours=73)


def test_wishes_about_shifts_name_tags_that_templates_carry():
    tags = {tag for template in EXAMPLE.shift_templates for tag in template.tags}
    wished = {wish.template_tag for wish in EXAMPLE.preferences if wish.template_tag}
    assert wished
    assert wished <= tags

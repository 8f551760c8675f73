"""The example's activities: a training in two cohorts, a meeting every week, and who is called in trouble."""

from datetime import date, time

from app.activities.schemas import Activity, Favour
from app.example.documents import ExampleProgramme
from app.rule_sets.schemas import RuleLayerBody
from solver.law.layers import LayerRule
from solver.rules.escalation_duty import EscalationDuty

_BEGIN = date(2026, 1, 5)

PROGRAMMES = (
    ExampleProgramme(
        name="Outage drill",
        activity=Activity.TRAINING,
        minutes=60,
        cohorts={
            "morning people": ("Hannah Vogel", "Katarzyna Zielińska", "Oisín Kelly", "Greta Lindner"),
            "afternoon people": ("Jonas Keller", "Diego Fernández", "Priya Nair", "Fatima Zahra Alaoui"),
        },
        facilitators=("Sinéad Murphy", "Lukas Brandt"),
        opens=time(8),
        closes=time(18),
        zone="Europe/Dublin",
        first_date=_BEGIN,
        favour=Favour.ATTENDANCE,
        least=3,
    ),
    ExampleProgramme(
        name="Dublin team meeting",
        activity=Activity.MEETING,
        minutes=30,
        cohorts={
            "Dublin": (
                *("Ciarán Walsh", "Ifeoma Okafor", "Lukas Brandt", "Sinéad Murphy", "Hannah Vogel"),
                *("Jonas Keller", "Katarzyna Zielińska", "Diego Fernández", "Priya Nair", "Oisín Kelly"),
                *("Greta Lindner", "Fatima Zahra Alaoui"),
            )
        },
        facilitators=("Aoife Byrne", "Tomasz Nowak"),
        times_a_week=1,
        opens=time(9),
        closes=time(16),
        zone="Europe/Dublin",
        first_date=_BEGIN,
        favour=Favour.SERVICE,
        least=6,
    ),
)

_ESCALATION = EscalationDuty.model_validate(
    {
        "tiers": [
            {
                "name": "second line",
                "holders": {"roles": ["support engineer", "lead", "technical account manager"]},
            }
        ],
        "during": "window",
        "window": {"start": "10:00", "end": "16:00"},
        "zone": "Europe/Dublin",
    }
)

RULE_LAYERS = (RuleLayerBody(rules=(LayerRule(rule=_ESCALATION),)),)
"""In the middle of Dublin's day two people of the second line are there: one to call, one beside them."""

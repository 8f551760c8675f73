"""The example's time off, regular absences and wishes in and around the two demonstration weeks."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from app.example.documents import ExampleAvailability, ExamplePreference, ExampleTimeOff
from app.example.people import zone_of


def _days_off(
    agent: str,
    first: date,
    last: date,
    kind: Literal["holiday", "parental", "training", "appointment"] = "holiday",
    status: Literal["requested", "approved"] = "approved",
) -> ExampleTimeOff:
    """Whole local days, both dates included, from the agent's midnight to midnight."""
    zone = zone_of(agent)
    start = datetime.combine(first, time(), zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    return ExampleTimeOff(
        agent=agent, start=start, end=end, kind=kind, paid=kind != "parental", status=status
    )


TIME_OFF = (
    _days_off("Noel Aquino", date(2026, 3, 2), date(2026, 3, 4)),
    _days_off("Priya Nair", date(2026, 3, 7), date(2026, 3, 8)),
    _days_off("Thandiwe Moyo", date(2026, 3, 5), date(2026, 3, 7)),
    _days_off("Kenji Tan", date(2026, 3, 9), date(2026, 3, 10), "training"),
    _days_off("Oisín Kelly", date(2026, 3, 12), date(2026, 3, 13)),
    _days_off("Jamal Robinson", date(2026, 3, 10), date(2026, 3, 10), "appointment"),
    _days_off("Ashley Carter", date(2026, 3, 13), date(2026, 3, 14), status="requested"),
    _days_off("Mark Anthony Cruz", date(2026, 10, 19), date(2026, 10, 21)),
    _days_off("Ciarán Walsh", date(2026, 10, 24), date(2026, 10, 26)),
    _days_off("Hannah Vogel", date(2026, 10, 22), date(2026, 10, 23), "training"),
    _days_off("Wei Zhang", date(2026, 10, 20), date(2026, 10, 20), "appointment"),
    _days_off("Carlos Mendoza", date(2026, 10, 28), date(2026, 10, 30)),
    _days_off("Rowena Dizon", date(2026, 10, 29), date(2026, 10, 31)),
    _days_off("Jonas Keller", date(2026, 10, 31), date(2026, 11, 1)),
    _days_off("Daniel Whitehorse", date(2026, 10, 25), date(2026, 10, 26), "parental"),
    _days_off("Luis Ortega", date(2026, 10, 29), date(2026, 10, 30), status="requested"),
)

AVAILABILITY = (
    *(
        ExampleAvailability(
            agent="Greta Lindner", weekday=day, opens="16:00", closes="24:00", kind="unavailable"
        )
        for day in range(5)
    ),
    *(
        ExampleAvailability(
            agent="Isabel Duarte", weekday=day, opens="00:00", closes="07:30", kind="unavailable"
        )
        for day in range(5)
    ),
    ExampleAvailability(agent="Ramil Ocampo", weekday=2, opens="00:00", closes="24:00", kind="unavailable"),
    ExampleAvailability(
        agent="Fatima Zahra Alaoui", weekday=4, opens="12:00", closes="24:00", kind="unavailable"
    ),
)

PREFERENCES = (
    ExamplePreference(agent="Maria Santos", kind="wants_day_off", weekday=6, weight=5),
    ExamplePreference(agent="Grace Lim", kind="wants_day_off", weekday=6, weight=3),
    ExamplePreference(agent="Liza Bautista", kind="wants_day_off", weekday=5, weight=3),
    ExamplePreference(agent="Paolo Villanueva", kind="avoids", template_tag="night", weight=2),
    ExamplePreference(
        agent="Divina Flores", kind="wants", weekday=0, opens="06:00", closes="13:00", weight=2
    ),
    ExamplePreference(agent="Aoife Byrne", kind="wants_day_off", on=date(2026, 10, 26), weight=4),
    ExamplePreference(agent="Tomasz Nowak", kind="wants_day_off", weekday=6, weight=3),
    ExamplePreference(agent="Ifeoma Okafor", kind="wants_day_off", weekday=6, weight=6),
    ExamplePreference(
        agent="Lukas Brandt", kind="avoids", weekday=4, opens="15:00", closes="23:00", weight=3
    ),
    ExamplePreference(agent="Katarzyna Zielińska", kind="wants", template_tag="evening", weight=2),
    ExamplePreference(agent="Diego Fernández", kind="avoids", template_tag="night", weight=4),
    ExamplePreference(agent="Marcus Johnson", kind="wants_day_off", on=date(2026, 3, 8), weight=4),
    ExamplePreference(agent="Elena Vargas", kind="wants_day_off", weekday=5, weight=3),
    ExamplePreference(
        agent="Camila Rojas", kind="avoids", weekday=0, opens="06:00", closes="08:30", weight=2
    ),
    ExamplePreference(agent="Ashley Carter", kind="wants", template_tag="night", weight=3),
    ExamplePreference(agent="Rebecca Stein", kind="wants_day_off", weekday=5, weight=4),
    ExamplePreference(agent="Emily Nguyen", kind="wants", weekday=5, opens="08:00", closes="17:00", weight=2),
)

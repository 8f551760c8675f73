"""The example's time off, regular absences and wishes in and around the two demonstration weeks."""

from datetime import UTC, date, datetime, time, timedelta

from app.availability.schemas import AvailabilityKind
from app.example.documents import ExampleAvailability, ExamplePreference, ExampleTimeOff
from app.example.people import zone_of
from app.preferences.schemas import PreferenceKind
from app.time_off.schemas import TimeOffKind, TimeOffStatus


def _days_off(
    agent: str,
    first: date,
    last: date,
    kind: TimeOffKind = TimeOffKind.VACATION,
    status: TimeOffStatus = TimeOffStatus.APPROVED,
) -> ExampleTimeOff:
    """Whole local days, both dates included, from the agent's midnight to midnight."""
    zone = zone_of(agent)
    start = datetime.combine(first, time(), zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    return ExampleTimeOff(agent=agent, starts_at=start, ends_at=end, kind=kind, status=status)


TIME_OFF = (
    _days_off("Noel Aquino", date(2026, 3, 2), date(2026, 3, 4)),
    _days_off("Priya Nair", date(2026, 3, 7), date(2026, 3, 8)),
    _days_off("Thandiwe Moyo", date(2026, 3, 5), date(2026, 3, 7)),
    _days_off("Kenji Tan", date(2026, 3, 9), date(2026, 3, 10), TimeOffKind.TRAINING),
    _days_off("Oisín Kelly", date(2026, 3, 12), date(2026, 3, 13)),
    _days_off("Jamal Robinson", date(2026, 3, 10), date(2026, 3, 10), TimeOffKind.OTHER),
    _days_off("Ashley Carter", date(2026, 3, 13), date(2026, 3, 14), status=TimeOffStatus.REQUESTED),
    _days_off("Mark Anthony Cruz", date(2026, 10, 19), date(2026, 10, 21)),
    _days_off("Ciarán Walsh", date(2026, 10, 24), date(2026, 10, 26)),
    _days_off("Hannah Vogel", date(2026, 10, 22), date(2026, 10, 23), TimeOffKind.TRAINING),
    _days_off("Wei Zhang", date(2026, 10, 20), date(2026, 10, 20), TimeOffKind.OTHER),
    _days_off("Carlos Mendoza", date(2026, 10, 28), date(2026, 10, 30)),
    _days_off("Rowena Dizon", date(2026, 10, 29), date(2026, 10, 31)),
    _days_off("Jonas Keller", date(2026, 10, 31), date(2026, 11, 1)),
    _days_off("Daniel Whitehorse", date(2026, 10, 25), date(2026, 10, 26), TimeOffKind.PARENTAL),
    _days_off("Luis Ortega", date(2026, 10, 29), date(2026, 10, 30), status=TimeOffStatus.REQUESTED),
)

AVAILABILITY = (
    *(
        ExampleAvailability(
            agent="Greta Lindner",
            weekday=day,
            starts=time(16),
            ends=time(0),
            kind=AvailabilityKind.UNAVAILABLE,
        )
        for day in range(5)
    ),
    *(
        ExampleAvailability(
            agent="Isabel Duarte",
            weekday=day,
            starts=time(0),
            ends=time(7, 30),
            kind=AvailabilityKind.UNAVAILABLE,
        )
        for day in range(5)
    ),
    ExampleAvailability(
        agent="Ramil Ocampo", weekday=2, starts=time(0), ends=time(0), kind=AvailabilityKind.UNAVAILABLE
    ),
    ExampleAvailability(
        agent="Fatima Zahra Alaoui",
        weekday=4,
        starts=time(12),
        ends=time(0),
        kind=AvailabilityKind.UNAVAILABLE,
    ),
)

PREFERENCES = (
    ExamplePreference(agent="Maria Santos", kind=PreferenceKind.WANTS_DAY_OFF, weekday=6, weight=5),
    ExamplePreference(agent="Grace Lim", kind=PreferenceKind.WANTS_DAY_OFF, weekday=6, weight=3),
    ExamplePreference(agent="Liza Bautista", kind=PreferenceKind.WANTS_DAY_OFF, weekday=5, weight=3),
    ExamplePreference(agent="Paolo Villanueva", kind=PreferenceKind.AVOIDS, template_tag="night", weight=2),
    ExamplePreference(
        agent="Divina Flores", kind=PreferenceKind.WANTS, weekday=0, starts=time(6), ends=time(13), weight=2
    ),
    ExamplePreference(
        agent="Aoife Byrne", kind=PreferenceKind.WANTS_DAY_OFF, on_date=date(2026, 10, 26), weight=4
    ),
    ExamplePreference(agent="Tomasz Nowak", kind=PreferenceKind.WANTS_DAY_OFF, weekday=6, weight=3),
    ExamplePreference(agent="Ifeoma Okafor", kind=PreferenceKind.WANTS_DAY_OFF, weekday=6, weight=6),
    ExamplePreference(
        agent="Lukas Brandt", kind=PreferenceKind.AVOIDS, weekday=4, starts=time(15), ends=time(23), weight=3
    ),
    ExamplePreference(
        agent="Katarzyna Zielińska", kind=PreferenceKind.WANTS, template_tag="evening", weight=2
    ),
    ExamplePreference(agent="Diego Fernández", kind=PreferenceKind.AVOIDS, template_tag="night", weight=4),
    ExamplePreference(
        agent="Marcus Johnson", kind=PreferenceKind.WANTS_DAY_OFF, on_date=date(2026, 3, 8), weight=4
    ),
    ExamplePreference(agent="Elena Vargas", kind=PreferenceKind.WANTS_DAY_OFF, weekday=5, weight=3),
    ExamplePreference(
        agent="Camila Rojas",
        kind=PreferenceKind.AVOIDS,
        weekday=0,
        starts=time(6),
        ends=time(8, 30),
        weight=2,
    ),
    ExamplePreference(agent="Ashley Carter", kind=PreferenceKind.WANTS, template_tag="night", weight=3),
    ExamplePreference(agent="Rebecca Stein", kind=PreferenceKind.WANTS_DAY_OFF, weekday=5, weight=4),
    ExamplePreference(
        agent="Emily Nguyen", kind=PreferenceKind.WANTS, weekday=5, starts=time(8), ends=time(17), weight=2
    ),
)

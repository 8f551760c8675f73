"""Rosters counted by month, by rolling window, inside a clock window, with absences and on a condition."""

from datetime import date

from solver.domain.people import Carried, TimeOff
from solver.domain.work import ShiftLength
from tests.solver.builders import a_break, a_problem, a_shift, a_span, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

SPLIT = [
    a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
    a_template("late", "20:00", hours=5, breaks=[a_break(30, 60, 120, paid=False)], tags=frozenset({"late"})),
]

LATE = ShiftLength(minutes=300, breaks=(a_break(30, 60, 120),), credited_minutes=400)

CASES = (
    Case(
        a_problem(templates=SPLIT, first_date=date(2026, 3, 30), days=4),
        {"least": 480, "most": 500, "per": "month"},
        name="over the end of a month",
    ),
    Case(
        a_problem(
            agents=[
                an_agent(
                    carried=Carried(
                        last_shift_start=utc("2026-02-28 09:00"), last_shift_end=utc("2026-02-28 17:00")
                    ),
                )
            ],
            templates=SPLIT,
            carried_in=[a_shift("anna", "2026-03-01", "20:00", 8)],
            days=4,
        ),
        {"least": 300, "most": 700, "per": {"rolling_days": 3}, "count": "elapsed"},
        name="rolling, after known shifts",
    ),
    Case(
        a_problem(
            agents=[
                an_agent(time_off=(TimeOff(span=a_span("2026-03-03 00:00", "2026-03-05 00:00")),)),
                an_agent("ben", zone="Asia/Kolkata"),
            ],
            templates=SPLIT,
            days=3,
        ),
        {"least": 0, "most": 700, "per": "period", "scale_absences": True},
        name="absences scale",
    ),
    Case(
        a_problem(templates=SPLIT, days=4),
        {
            "most": 480,
            "per": "week",
            "within": {"start": "22:00", "end": "08:00"},
            "only_if": {"shifts": {"tags": ["late"]}, "least": 2},
        },
        name="night minutes, on a condition",
    ),
    Case(
        a_problem(templates=SPLIT, days=4),
        {
            "least": 240,
            "most": 240,
            "per": {"spans": [{"first_date": "2026-03-02", "last_date": "2026-03-03"}]},
            "shifts": {"without_tags": ["late"], "weekdays": [0, 1, 2], "last_date": "2026-03-03"},
        },
        name="dates of one's own",
    ),
    Case(
        a_problem(
            templates=[
                SPLIT[0],
                a_template("late", "20:00", hours=5, breaks=[a_break(30, 60, 120)]).model_copy(
                    update={"lengths": (LATE,)}
                ),
            ],
            days=4,
        ),
        {"most": 500, "per": {"week_starts": 2}, "count": "credited"},
        name="credited minutes by the calendar week",
    ),
    Case(
        a_problem(templates=SPLIT, first_date=date(2025, 12, 30), days=4),
        {"most": 500, "per": "year", "count": "elapsed", "without_breaks": ["break"]},
        name="elapsed minutes without breaks by the year",
    ),
    Case(
        a_problem(templates=SPLIT, first_date=date(2026, 3, 30), days=4),
        {
            "most": 700,
            "per": {"rolling_months": 2},
            "only_if": {"shifts": {"tags": ["early"]}, "least": 480, "of": "minutes"},
        },
        name="months in a row, if there are minutes enough",
    ),
    Case(
        a_problem(
            agents=[an_agent(carried=Carried(consecutive_days=1))],
            templates=SPLIT,
            carried_in=[a_shift("anna", "2026-03-01", "20:00", 5, template="late")],
            days=4,
        ),
        {
            "most": 700,
            "per": {"rolling_days": 3},
            "only_if": {"shifts": {"tags": ["late"]}, "least": 2, "of": "days_in_a_row"},
        },
        name="if lates follow one another",
    ),
    Case(
        a_problem(templates=SPLIT, days=4),
        {"most": 480, "per": "day", "valid": {"first_date": "2026-03-03", "last_date": "2026-03-04"}},
        name="valid for two dates",
    ),
    Case(
        a_problem(templates=SPLIT, days=4),
        {"most": 500, "shifts": {"tag_tree": {"either": [{"all_of": ["late"]}, {"none_of": ["late"]}]}}},
        name="a tree of tags",
    ),
    Case(
        a_problem(
            agents=[an_agent(zone="Asia/Kolkata")],
            templates=[SPLIT[0], a_template("late", "21:00", hours=8, tags=frozenset({"late"}))],
            carried_in=[a_shift("anna", "2026-03-01", "21:00", 8, zone="Asia/Kolkata", template="late")],
            days=3,
        ),
        {"most": 480, "per": {"rolling_days": 2}, "count": "elapsed", "split": True},
        name="minutes on the dates they fall on",
    ),
    Case(
        a_problem(templates=[SPLIT[0], a_template("late", "21:00", hours=8)], days=3),
        {
            "most": 300,
            "per": "day",
            "within": {"start": "22:00", "end": "04:00"},
            "split": True,
            "least": 60,
            "shifts": {"templates": ["late"]},
            "valid": {"first_date": "2026-03-03", "last_date": "2026-03-03"},
        },
        name="night minutes on the dates they fall on",
    ),
)

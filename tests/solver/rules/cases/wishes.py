"""Rosters of people with wishes, some about the same time."""

from solver.domain.people import Preference, Wish
from tests.solver.builders import a_contract, a_problem, a_span, a_template, an_agent
from tests.solver.rules.conformance import Case

MORNING = Preference(wish=Wish.WANTS, span=a_span("2026-03-02 06:00", "2026-03-02 10:00"))

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent(
                    "anna",
                    preferences=(
                        Preference(
                            wish=Wish.WANTS, span=a_span("2026-03-02 06:00", "2026-03-02 10:00"), weight=3
                        ),
                        Preference(
                            wish=Wish.AVOIDS, span=a_span("2026-03-03 09:00", "2026-03-03 20:00"), weight=2
                        ),
                    ),
                ),
                an_agent(
                    "ben",
                    preferences=(
                        Preference(wish=Wish.WANTS, span=a_span("2026-03-02 06:00", "2026-03-03 23:00")),
                        Preference(wish=Wish.AVOIDS, span=a_span("2026-03-05 06:00", "2026-03-05 23:00")),
                    ),
                ),
            ],
            templates=[a_template("early", "06:00"), a_template("late", "17:00", hours=6)],
            days=2,
        )
    ),
    Case(
        a_problem(
            agents=[
                an_agent("anna", preferences=(MORNING,)),
                an_agent("ben", preferences=(MORNING,), contract=a_contract(templates=("late",))),
            ],
            templates=[a_template("early", "06:00"), a_template("late", "17:00", hours=6)],
        ),
        {"scope": {"agents": ["anna"]}},
        name="of one agent only",
    ),
    Case(
        a_problem(
            agents=[
                an_agent(
                    preferences=(
                        Preference(
                            wish=Wish.WANTS,
                            span=a_span("2026-03-02 00:00", "2026-03-03 00:00"),
                            tags=frozenset({"late"}),
                        ),
                        Preference(
                            wish=Wish.AVOIDS,
                            span=a_span("2026-03-03 02:00", "2026-03-04 00:00"),
                            tags=frozenset({"late", "night"}),
                        ),
                    )
                )
            ],
            templates=[a_template("early", "06:00"), a_template("late", "17:00", tags=frozenset({"late"}))],
            days=2,
        ),
        name="about kinds of shift",
    ),
)

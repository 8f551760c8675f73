"""Rosters of a cohort of two and two trainers, with training inside shifts and as shifts of their own."""

from tests.solver.builders import a_break, a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

COHORT = [an_agent("anna", tags=frozenset({"cohort-3"})), an_agent("ben", tags=frozenset({"cohort-3"}))]
TRAINERS = [an_agent("cleo", tags=frozenset({"trainer"})), an_agent("dan", tags=frozenset({"trainer"}))]
INSIDE = [
    a_template(
        f"day with training at {hour}",
        "08:00",
        hours=8,
        breaks=[a_break(120, offset, offset, activity="training")],
        tags=frozenset({"training"}),
    )
    for hour, offset in ((9, 60), (13, 300))
]
ALONE = [
    a_template(
        "training",
        "09:00",
        "13:00",
        step_minutes=240,
        hours=2,
        breaks=[a_break(120, 0, 0, activity="training")],
        tags=frozenset({"training"}),
    ),
    a_template("day", "08:00", hours=4),
]

CASES = (
    Case(a_problem(agents=[*COHORT, *TRAINERS], templates=INSIDE, days=1), name="inside shifts"),
    Case(
        a_problem(agents=[*COHORT, TRAINERS[0]], templates=ALONE, days=1),
        {"facilitator": None},
        name="on their own, nobody leads",
    ),
    Case(
        a_problem(
            agents=[*COHORT, TRAINERS[0]],
            templates=ALONE,
            locked=[a_shift("anna", "2026-03-02", "09:00", 2, template="training")],
            days=1,
        ),
        name="one of them locked",
    ),
    Case(
        a_problem(
            agents=[COHORT[0], *TRAINERS[:1], an_agent("eve", tags=frozenset({"trainer"}), role="lead")],
            templates=[INSIDE[0].model_copy(update={"roles": ("associate",)}), INSIDE[1]],
            days=1,
        ),
        name="a trainer who leads one session only",
    ),
)

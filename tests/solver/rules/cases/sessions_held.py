"""Rosters of a cohort of two and a trainer, whose training and coaching have a choice of starts."""

from tests.solver.builders import a_break, a_problem, a_session, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

PEOPLE = [an_agent("anna"), an_agent("ben"), an_agent("cleo", skills=())]
TEMPLATES = [
    a_template("early", "08:00", hours=5, breaks=[a_break(60, 60, 180)]),
    a_template("late", "11:00", hours=4),
]
COHORT = a_session("cohort", ["09:00", "11:00", "13:00"], ["anna", "ben"], facilitators=("cleo",))
ALONE = a_session("coaching", ["08:00", "12:00"], ["ben"], activity="coaching", minutes=120)
NEED = {"support": 1.0}

CASES = (
    Case(a_problem(agents=PEOPLE, templates=TEMPLATES, need=NEED, sessions=(COHORT, ALONE)), name="a choice"),
    Case(
        a_problem(
            agents=PEOPLE,
            templates=TEMPLATES,
            need=NEED,
            sessions=(COHORT.model_copy(update={"least": 1, "placed": COHORT.starts[1]}), ALONE),
        ),
        {"activities": ["training"]},
        name="one of two is enough",
    ),
    Case(
        a_problem(
            agents=PEOPLE[:2],
            templates=TEMPLATES,
            need=NEED,
            sessions=(COHORT.model_copy(update={"facilitators": ()}),),
            locked=[a_shift("anna", start="08:00", hours=5, template="early", attends=[(COHORT, 1)])],
        ),
        name="somebody's is locked",
    ),
)

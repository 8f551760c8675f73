"""Coaching and a training of the same people, too close together for whoever works on both sides of noon."""

from tests.solver.builders import a_problem, a_session, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

PEOPLE = [an_agent("anna"), an_agent("ben")]
TEMPLATES = [a_template("early", "08:00", hours=4), a_template("late", "12:00", hours=4)]
FIRST = a_session("first", ["11:00"], ["anna", "ben"], activity="coaching", least=1)
SECOND = a_session("second", ["12:30", "12:00"][::-1], ["anna"], activity="coaching", facilitators=("ben",))
THIRD = a_session("third", ["14:00"], ["anna"])

CASES = (
    Case(a_problem(agents=PEOPLE, templates=TEMPLATES, sessions=(FIRST, SECOND, THIRD)), name="an hour"),
    Case(
        a_problem(agents=PEOPLE, templates=TEMPLATES, sessions=(FIRST, SECOND, THIRD)),
        {"minutes": 180, "activities": ["coaching"]},
        name="coaching alone",
    ),
    Case(
        a_problem(
            agents=PEOPLE,
            templates=TEMPLATES,
            sessions=(FIRST, SECOND),
            locked=[a_shift("anna", start="08:00", hours=4, template="early", attends=[(FIRST, 0)])],
        ),
        name="the first is locked",
    ),
)

"""Mutants of rules that say the same as the rule, each with the reason why nothing can tell them apart."""

Key = tuple[str, str, str, str]
"""Rule, function, the line that is changed, the change."""

NOTHING_BREAKS_IT = "a row that nothing offered can break says nothing"
ONE_DATE_MORE = "of the dates looked back over only the second is read, whatever lies before it"
LOOSER_BOUND = "an upper bound that is less tight bounds all the same"
FAR_DATES = "clocks are at most a day from the period's: windows two dates away never reach it"
ONLY_WORDS = "the excess is the same, the sentence alone differs"

BLOCK = (
    "days = [problem.period.first_date + timedelta(days=day) for day in range(-2, problem.period.days + 2)]"
)
STEPS = "rows = [step * above - step * (step - 1) // 2 for step in range(1, end + 1)]"
STINT = "earlier = range(max(0, last - self.least_days), last - 1)"
CLOSE = "for first in range(max(0, last - self.least_days), last - 1) if others(last) else ():"

TOGETHER = (
    "together = past + min(len(before), model.most_of(shift for node in before for shift in nodes[node]))"
)
KNOWN = (
    "known = [span for span in shifts_before(model.problem, agent) if span[1] > starts and span[0] < ends]"
)
OFFERED = "shifts = [shift for shift in model.shifts(agent.id) if shift.start < ends and shift.end > starts]"

EQUIVALENT: dict[Key, str] = {
    (
        "agents_ratio",
        "breaches",
        "moved = -(-self.percent * len(others) // 100)",
        "100 → 101",
    ): "moved up by a little less, an expression below zero is still one that breaks nothing",
    ("agents_used", "breaches", "if whole > self.most:", "Gt → GtE"): NOTHING_BREAKS_IT,
    (
        "around_days_off",
        "excess_of",
        "early = self.is_off(agent, days_up_to(day, 2, agent.zone)[1]) and self.after.chooser(problem)(",
        "2 → 3",
    ): ONE_DATE_MORE,
    (
        "compensating_days",
        "rows",
        "and any(holiday < day <= holiday + reach for holiday in row)",
        "Lt → LtE",
    ): "a holiday makes up for none, so it does not matter whether it may for itself",
    (
        "compensating_days",
        "breaches",
        "past, rows, most = days_before(model.problem, agent), [], 0",
        "0 → 1",
    ): LOOSER_BOUND,
    (
        "contract_hours",
        "breaches",
        "rows = [least - worked] if least > 0 else []",
        "Gt → GtE",
    ): NOTHING_BREAKS_IT,
    (
        "contract_hours",
        "breaches",
        "if highest is not None and offered > highest:",
        "Gt → GtE",
    ): NOTHING_BREAKS_IT,
    ("contract_hours", "breaches", "most = max(most, offered - highest)", "Sub → Add"): LOOSER_BOUND,
    ("contract_hours", "violations", "if missing > 0 and missing >= over:", "GtE → Gt"): ONLY_WORDS,
    ("crew_hand_off", "meetings", BLOCK, "2 → 3"): FAR_DATES,
    ("crew_hand_off", "meetings", BLOCK, "2 → 3 (number 2)"): FAR_DATES,
    ("crew_hand_off", "breaches", "if least > 0:", "Gt → GtE"): NOTHING_BREAKS_IT,
    (
        "escalation_duty",
        "groups",
        "for size in range(1, len(self.tiers) + 1)",
        "1 → 2 (number 2)",
    ): "no set of tiers has more of them than there are",
    ("even_load", "breaches", "if end > self.tolerance:", "Gt → GtE"): NOTHING_BREAKS_IT,
    (
        "fair_burdens",
        "breaches",
        "if end == 0:",
        "0 → 1",
    ): "who can have one at most is never above a share, which is one as soon as there is one",
    (
        "fair_burdens",
        "breaches",
        STEPS,
        "1 → 2",
    ): "one above counts one by the second line, too, and who can have one only is never above",
    (
        "fair_burdens",
        "breaches",
        STEPS,
        "1 → 2 (number 2)",
    ): "the line of a step nobody reaches lies below the others",
    ("few_starts", "breaches", "if len(clocks) > self.most:", "Gt → GtE"): NOTHING_BREAKS_IT,
    (
        "forward_rotation",
        "breaches",
        "day_before = days_up_to(day, 2, agent.zone)[1]",
        "2 → 3",
    ): ONE_DATE_MORE,
    (
        "forward_rotation",
        "violations",
        "before = firsts.get(days_up_to(day, 2, agent.zone)[1])",
        "2 → 3",
    ): ONE_DATE_MORE,
    ("kind_rotation", "_too_short", CLOSE, "Sub → Add"): "two neighbouring dates have no stint between them",
    ("kind_rotation", "_fault", STINT, "Sub → Add"): "two neighbouring dates have no stint between them",
    (
        "kinds_in_order",
        "reach",
        "return timedelta(days=2)",
        "2 → 3",
    ): "shifts further apart are looked at, and are not of one date",
    (
        "lead_on_duty",
        "least",
        "return max(1, -(-others // self.span) if self.span else 0)",
        "0 → 1",
    ): "one is needed in any case",
    (
        "lead_on_duty",
        "least",
        "return -(-others // (self.span or max(1, others)))",
        "1 → 2",
    ): "none of nobody and all of one are the same parts of two",
    (
        "longest_gap",
        "breaches",
        "then = [shift for shift in after if shift.day == following and shift.start in late]",
        "And → Or",
    ): "whatever comes next after all that is soon comes too late, on this date or another",
    (
        "max_consecutive_days",
        "run_up_to",
        "absent = sum((absence.span.end - absence.span.start) // DAY + 1 for absence in agent.time_off)",
        "1 → 2",
    ): "more dates are looked back over than are needed, and cut off",
    (
        "max_consecutive_days",
        "breaches",
        "if open_days and all(model.shifts_on(agent.id, each) for each in open_days):",
        "all → any",
    ): NOTHING_BREAKS_IT,
    (
        "max_consecutive_shifts",
        "positions",
        "follows = number > 0 and self.follows(shift.start, shifts[number - 1])",
        "Gt → GtE",
    ): "the first shift does not follow the last",
    (
        "max_consecutive_shifts",
        "_step",
        TOGETHER,
        "min → max",
    ): LOOSER_BOUND,
    (
        "max_in_hours",
        "breaches",
        "worst = done + most - max(self.most, done)",
        "Sub → Add",
    ): LOOSER_BOUND,
    (
        "max_in_hours",
        "breaches",
        "worst = done + most - max(self.most, done)",
        "max → min",
    ): LOOSER_BOUND,
    ("max_in_hours", "breaches", "if worst <= 0:", "LtE → Lt"): NOTHING_BREAKS_IT,
    (
        "max_in_hours",
        "breaches",
        "past = [shift for shift in known if begins <= shift.start < until]",
        "Lt → LtE",
    ): "a window that ends with a known shift holds no new one",
    (
        "max_in_hours",
        "_too_much",
        "past = [shift for shift in known if begins <= shift.start < until]",
        "Lt → LtE",
    ): "a window that ends with a known shift holds no new one",
    (
        "max_in_hours",
        "breaches",
        "rows, greatest = found.get(local_day(begins, agent.zone), ([], 0))",
        "0 → 1",
    ): LOOSER_BOUND,
    (
        "min_days_off",
        "breaches",
        "rows = [owed - model.sum(free)] if owed > 0 else []",
        "Gt → GtE",
    ): NOTHING_BREAKS_IT,
    ("min_days_off", "breaches", "if block > 0:", "Gt → GtE"): NOTHING_BREAKS_IT,
    (
        "min_rest",
        "rest_for",
        "return max(timedelta(hours=self.hours), timedelta(minutes=agent.contract.min_rest_minutes or 0))",
        "0 → 1",
    ): "shifts begin and end on whole minutes: less than one between them is none",
    (
        "min_rest",
        "breaches",
        "earlier = [shift for shift in model.shifts(agent.id) if shift.day < day and shift.end > reach]",
        "Gt → GtE",
    ): "a shift that ends just the rest before today's first start gives no row",
    (
        "min_rest",
        "violations",
        "gap, asked = ((length / timedelta(hours=1)) for length in (starts - ended, rest))",
        "1 → 2",
    ): ONLY_WORDS,
    ("min_run", "breaches", "eve = days_up_to(dates[0], 2, agent.zone)[1]", "2 → 3"): ONE_DATE_MORE,
    (
        "min_run",
        "violations",
        'started = (days_up_to(dates[0], 2, agent.zone)[1] in past) == (self.of == "work")',
        "2 → 3",
    ): ONE_DATE_MORE,
    (
        "minutes_per_stretch",
        "_minutes_in",
        "if end <= start:",
        "LtE → Lt",
    ): "from a moment to itself there are no minutes",
    ("overtime_pay", "breaches", "if most > 0:", "Gt → GtE"): NOTHING_BREAKS_IT,
    (
        "overtime_pay",
        "breaches",
        "most = max(slope * greatest + constant for slope, constant in self.pieces())",
        "Add → Sub",
    ): LOOSER_BOUND,
    (
        "paid_hours",
        "violations",
        "hours = sum(shift.paid_minutes for shift in worked) / 60",
        "60 → 61",
    ): ONLY_WORDS,
    (
        "people_on_shift",
        "breaches",
        "if self.most is not None and len(people) > self.most:",
        "Gt → GtE",
    ): NOTHING_BREAKS_IT,
    ("people_on_shift", "breaches", "worst = max(worst, len(people) - self.most)", "Sub → Add"): LOOSER_BOUND,
    ("people_per_shift", "breaches", "if greatest > target.wanted:", "Gt → GtE"): NOTHING_BREAKS_IT,
    (
        "people_per_shift",
        "breaches",
        "if rows and most > 0:",
        "And → Or",
    ): "without a row there is no price, and without a price nothing to break",
    ("people_per_shift", "breaches", "if rows and most > 0:", "Gt → GtE"): NOTHING_BREAKS_IT,
    ("queues_in_turn", "worked", "if end > start:", "Gt → GtE"): "an empty turn covers no interval",
    (
        "queues_in_turn",
        "breaches",
        'elif self.of == "surplus" and len(shifts) > needed:',
        "Gt → GtE",
    ): NOTHING_BREAKS_IT,
    ("queues_in_turn", "breaches", "most = len(shifts) - needed", "Sub → Add"): LOOSER_BOUND,
    (
        "rest_between_kinds",
        "reach",
        "longest = timedelta(days=8) if self.hours is None else timedelta(hours=self.hours)",
        "8 → 9",
    ): "shifts further apart are looked at, and are rested",
    (
        "rest_between_kinds",
        "rested_by",
        "return ended + timedelta(hours=self.hours or 0)",
        "0 → 1",
    ): "where no moment is named, hours are",
    ("run_edges", "edges", "yield day, days_up_to(day, 2, agent.zone)[1], True", "True → False"): ONLY_WORDS,
    ("run_edges", "edges", "yield day, day_after(day, agent.zone), False", "False → True"): ONLY_WORDS,
    ("run_edges", "edges", "yield day, days_up_to(day, 2, agent.zone)[1], True", "2 → 3"): ONE_DATE_MORE,
    (
        "shift_pairing",
        "breaches",
        'if ones and (others or self.wish == "together"):',
        "And → Or",
    ): NOTHING_BREAKS_IT,
    ("site_hand_off", "breaches", "if fixed < self.least:", "Lt → LtE"): NOTHING_BREAKS_IT,
    (
        "team_total",
        "breaches",
        "rows = [owed - total] if owed > 0 else []",
        "Gt → GtE",
    ): NOTHING_BREAKS_IT,
    (
        "weekly_rest",
        "breaches",
        "if not any(other <= found for other in in_the_way):",
        "LtE → Lt",
    ): "shifts in the way of two rests alike are told twice",
    (
        "split_rest",
        "_rests",
        KNOWN,
        "Gt → GtE",
    ): "work that only touches the stretch takes nothing of it",
    (
        "split_rest",
        "_rests",
        KNOWN,
        "Lt → LtE",
    ): "work that only touches the stretch takes nothing of it",
    (
        "split_rest",
        "_rests",
        OFFERED,
        "Lt → LtE",
    ): "work that only touches the stretch takes nothing of it",
    (
        "split_rest",
        "_rests",
        OFFERED,
        "Gt → GtE",
    ): "work that only touches the stretch takes nothing of it",
}

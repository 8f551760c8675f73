"""The inner loop of exchanging weeks: a few people put shifts down and take up others, the one worth most."""

import numpy as np

from solver.search.exchange_arrays import Bench, Choice, Ints, Limits, People, Shifts, Supply, Turf, Weeks
from solver.search.head_worth import compiled, put_on, sum_up, worth_of

_LUCK = 2.0
"""Heat at which a shift is chosen, to the heat at which a loss is accepted."""


@compiled
def _copy(source: Ints, target: Ints) -> None:
    for place in range(len(source)):
        target[place] = source[place]


@compiled
def _work(
    supply: Supply,
    shifts: Shifts,
    people: People,
    choice: Choice,
    person: int,
    place: int,
    heads: int,
    bench: Bench,
) -> int:
    """Put the shift in one place of the person's week on duty or take it off; what that changes."""
    chosen = choice.shifts[person, place]
    if chosen < 0:
        return 0
    row = people.line[person] + chosen
    total = put_on(supply, shifts, row, choice.begins[person, place], heads, bench)
    return int(total - heads * people.dear[people.taste[person], chosen])


@compiled
def _work_all(
    supply: Supply, shifts: Shifts, people: People, choice: Choice, person: int, heads: int, bench: Bench
) -> int:
    total = 0
    for place in range(choice.shifts.shape[1]):
        total += _work(supply, shifts, people, choice, person, place, heads, bench)
    return total


@compiled
def put_on_duty(supply: Supply, shifts: Shifts, people: People, choice: Choice, bench: Bench) -> int:
    """Put everyone's week on duty; what that changes the worth by."""
    total = 0
    for person in range(len(people.line)):
        total += _work_all(supply, shifts, people, choice, person, 1, bench)
    return total


@compiled
def _choose_week(
    supply: Supply,
    shifts: Shifts,
    weeks: Weeks,
    people: People,
    choice: Choice,
    person: int,
    bench: Bench,
) -> None:
    """Give the person the week worth most with all the others as they are."""
    line, pool = people.line[person], people.pool[person]
    opening, taste = people.opening[person], people.taste[person]
    first, stop, served, breaks = shifts.first, shifts.stop, shifts.capability, shifts.breaks
    opens, choices, lasts = shifts.opens, shifts.choices, shifts.lasts
    known, seen, gains, begins = bench.known, bench.seen, bench.gains, bench.begins
    table = weeks.shifts
    known[:] = 0
    seen[:] = 0
    best, best_gain = -1, -(1 << 62)
    from_week = weeks.first[pool]
    for week in range(from_week, weeks.first[pool + 1]):
        if not people.open[opening, week - from_week]:
            continue
        gain = 0
        for place in range(table.shape[1]):
            chosen = table[week, place]
            if chosen < 0:
                break
            if not seen[chosen]:
                seen[chosen] = 1
                row = line + chosen
                capability = served[row]
                gains[chosen] = -people.dear[taste, chosen]
                if capability >= 0:
                    if not known[capability]:
                        known[capability] = 1
                        sum_up(supply, capability, 0, len(supply.worth), bench)
                    away = (breaks[row], breaks[row + 1])
                    gains[chosen] += worth_of(
                        first[row],
                        stop[row],
                        bench.sums[capability],
                        away,
                        opens,
                        choices,
                        lasts,
                        begins[chosen],
                    )
            gain += gains[chosen]
        if gain > best_gain:
            best, best_gain = week, gain
    if best < 0:
        return
    for place in range(choice.shifts.shape[1]):
        chosen = table[best, place] if place < table.shape[1] else -1
        choice.shifts[person, place] = chosen
        if chosen >= 0:
            _copy(begins[chosen], choice.begins[person, place])


@compiled
def _add_up(limits: Limits, choice: Choice, person: int, pool: int, bench: Bench) -> None:
    """What the person's week comes to in each limit."""
    rows, amounts = limits.rows, bench.amounts
    amounts[:] = 0
    for place in range(choice.shifts.shape[1]):
        worked = choice.shifts[person, place]
        if worked >= 0:
            for limit in range(len(amounts)):
                amounts[limit] += rows[pool, worked, limit]


@compiled
def _choose_shift(
    supply: Supply,
    shifts: Shifts,
    people: People,
    limits: Limits,
    choice: Choice,
    person: int,
    place: int,
    first: int,
    stop: int,
    turf: Turf,
    heat: float,
    bench: Bench,
) -> bool:
    """Give the person the shift worth most of those numbered ``first`` to ``stop`` inside the turf that the
    rest of the week leaves lawful, or nearly so while there is heat; false when there is none.
    """
    line, pool = people.line[person], people.pool[person]
    opening, taste = people.opening[person], people.taste[person]
    begin_of, end_of, served, breaks = shifts.first, shifts.stop, shifts.capability, shifts.breaks
    opens, choices, lasts = shifts.opens, shifts.choices, shifts.lasts
    least, most = turf.first_interval, turf.stop_interval
    rows, room, amounts = limits.rows, limits.most, bench.amounts
    _add_up(limits, choice, person, pool, bench)
    from_interval, to_interval = len(supply.worth), 0
    for row in range(line + first, line + stop):
        if least <= begin_of[row] and end_of[row] <= most:
            from_interval = min(from_interval, begin_of[row])
            to_interval = max(to_interval, end_of[row])
    summed = -1
    best, best_gain = -1, -np.inf
    for number in range(first, stop):
        row = line + number
        if not people.allowed[opening, number] or begin_of[row] < least or most < end_of[row]:
            continue
        beyond = 0
        for limit in range(len(amounts)):
            beyond += amounts[limit] + rows[pool, number, limit] > room[pool, limit]
        if beyond:
            continue
        capability = served[row]
        gain = -people.dear[taste, number]
        if capability >= 0:
            if summed != capability:
                summed = capability
                sum_up(supply, capability, from_interval, to_interval, bench)
            away = (breaks[row], breaks[row + 1])
            gain += worth_of(
                begin_of[row],
                end_of[row],
                bench.sums[capability],
                away,
                opens,
                choices,
                lasts,
                bench.begins[0],
            )
        # Shifts worth about the same take turns while it is hot: the best of Gumbel draws is one drawn with
        # probability proportional to exp(gain ÷ heat).
        luck = -_LUCK * heat * np.log(-np.log(np.random.random())) if heat > 0 else 0.0
        if gain + luck > best_gain:
            best, best_gain = number, gain + luck
            _copy(bench.begins[0], bench.begins[1])
    if best < 0:
        return False
    choice.shifts[person, place] = best
    _copy(bench.begins[1], choice.begins[person, place])
    return True


@compiled
def _enough(people: People, limits: Limits, choice: Choice, person: int, bench: Bench) -> bool:
    """Whether the person's week has what the limits ask for at least."""
    pool, amounts = people.pool[person], bench.amounts
    _add_up(limits, choice, person, pool, bench)
    short = 0
    for limit in range(len(amounts)):
        short += amounts[limit] < limits.least[pool, limit]
    return short == 0


@compiled
def _accepted(change: int, heat: float) -> bool:
    return bool(change >= 0 or (heat > 0 and np.random.random() < np.exp(change / heat)))


@compiled
def exchange_weeks(
    supply: Supply,
    shifts: Shifts,
    weeks: Weeks,
    people: People,
    choice: Choice,
    turf: Turf,
    rounds: int,
    heat: float,
    seed: int,
    bench: Bench,
) -> int:
    """So many rounds of as many people as the bench has room for putting down their weeks; what they changed
    the worth by.

    A loss is accepted with probability exp(−loss ÷ heat).
    """
    np.random.seed(seed)
    chosen, old_shifts, old_begins = bench.who, bench.old_shifts, bench.old_begins
    most, places = len(chosen), choice.shifts.shape[1]
    total = 0
    for _ in range(rounds):
        first = turf.people[np.random.randint(len(turf.people))]
        circle = turf.circle[first]
        size = turf.first[circle + 1] - turf.first[circle]
        found = 0
        for attempt in range(np.random.randint(1, most + 1)):
            other = first if attempt == 0 else turf.members[turf.first[circle] + np.random.randint(size)]
            fresh = True
            for place in range(found):
                if chosen[place] == other:
                    fresh = False
            if fresh:
                chosen[found] = other
                found += 1
        change = 0
        for place in range(found):
            person = chosen[place]
            _copy(choice.shifts[person], old_shifts[place])
            for worked in range(places):
                _copy(choice.begins[person, worked], old_begins[place, worked])
            change += _work_all(supply, shifts, people, choice, person, -1, bench)
        for place in range(found):
            person = chosen[place]
            _choose_week(supply, shifts, weeks, people, choice, person, bench)
            change += _work_all(supply, shifts, people, choice, person, 1, bench)
        if _accepted(change, heat):
            total += change
            continue
        for place in range(found):
            _work_all(supply, shifts, people, choice, chosen[place], -1, bench)
        for place in range(found):
            person = chosen[place]
            _copy(old_shifts[place], choice.shifts[person])
            for worked in range(places):
                _copy(old_begins[place, worked], choice.begins[person, worked])
            _work_all(supply, shifts, people, choice, person, 1, bench)
    return total


@compiled
def exchange_shifts(
    supply: Supply,
    shifts: Shifts,
    people: People,
    limits: Limits,
    choice: Choice,
    turf: Turf,
    rounds: int,
    heat: float,
    seed: int,
    bench: Bench,
) -> int:
    """The same with single shifts, mostly of one day: a few are put down and others taken up."""
    np.random.seed(seed)
    who, where, old_shift, old_begins = bench.who, bench.where, bench.old_shifts, bench.old_begins
    most, places = len(who), choice.shifts.shape[1]
    week_of, begins_of, line_of, pool_of = choice.shifts, choice.begins, people.line, people.pool
    day_of, first_of, stop_of, fixed_of = shifts.day, shifts.first, shifts.stop, shifts.fixed
    least, beyond, members, circles = turf.first_interval, turf.stop_interval, turf.members, turf.first
    movers, circle_of, known = turf.people, turf.circle, limits.known
    total = 0
    for _ in range(rounds):
        first = movers[np.random.randint(len(movers))]
        circle = circle_of[first]
        size = circles[circle + 1] - circles[circle]
        day = np.int64(-1)
        found = 0
        change = 0
        for attempt in range(np.random.randint(1, most + 1)):
            person = first if attempt == 0 else members[circles[circle] + np.random.randint(size)]
            if not known[pool_of[person]]:
                continue
            place = np.random.randint(places)
            for _ in range(places):
                row = line_of[person] + week_of[person, place]
                inside = least <= first_of[row] and stop_of[row] <= beyond
                if week_of[person, place] >= 0 and inside and (day < 0 or day_of[row] == day):
                    break
                place = (place + 1) % places
            worked = week_of[person, place]
            row = line_of[person] + worked
            if worked < 0 or fixed_of[row]:
                continue
            if first_of[row] < least or beyond < stop_of[row]:
                continue
            if day < 0 and np.random.random() < 0.8:
                day = day_of[line_of[person] + worked]
            who[found], where[found] = person, place
            old_shift[found, 0] = worked
            _copy(begins_of[person, place], old_begins[found, 0])
            change += _work(supply, shifts, people, choice, person, place, -1, bench)
            week_of[person, place] = -1
            found += 1
        kept = True
        put = 0
        anywhere = np.random.random() < 0.15
        for number in range(found):
            person, place = who[number], where[number]
            row = line_of[person] + old_shift[number, 0]
            begin, stop = shifts.day_first[row], shifts.day_stop[row]
            if anywhere:
                begin, stop = np.int64(0), shifts.among[row]
            kept = _choose_shift(
                supply, shifts, people, limits, choice, person, place, begin, stop, turf, heat, bench
            )
            if not kept:
                break
            change += _work(supply, shifts, people, choice, person, place, 1, bench)
            put += 1
        for number in range(found):
            kept = kept and _enough(people, limits, choice, who[number], bench)
        if kept and _accepted(change, heat):
            total += change
            continue
        for number in range(put):
            _work(supply, shifts, people, choice, who[number], where[number], -1, bench)
        for number in range(found):
            person, place = who[number], where[number]
            week_of[person, place] = old_shift[number, 0]
            _copy(old_begins[number, 0], begins_of[person, place])
            _work(supply, shifts, people, choice, person, place, 1, bench)
    return total

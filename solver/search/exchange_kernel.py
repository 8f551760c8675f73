"""The inner loop of exchanging weeks: a few people put shifts down and take up others, the one worth most."""

import numba
import numpy as np

from solver.search.exchange_arrays import (
    Bytes,
    Choice,
    Ints,
    Limits,
    People,
    Shifts,
    Supply,
    Turf,
    Weeks,
)
from solver.search.head_worth import put_on, sum_up, worth_of


@numba.njit(cache=True, nogil=True)
def _work(
    supply: Supply, shifts: Shifts, people: People, choice: Choice, person: int, place: int, heads: int
) -> int:
    """Put the shift in one place of the person's week on duty or take it off; what that changes."""
    chosen = choice.shifts[person, place]
    if chosen < 0:
        return 0
    row = people.line[person] + chosen
    total = put_on(supply, shifts, row, choice.begins[person, place], heads)
    return int(total - heads * people.dear[people.taste[person], chosen])


@numba.njit(cache=True, nogil=True)
def _work_all(supply: Supply, shifts: Shifts, people: People, choice: Choice, person: int, heads: int) -> int:
    total = 0
    for place in range(choice.shifts.shape[1]):
        total += _work(supply, shifts, people, choice, person, place, heads)
    return total


@numba.njit(cache=True, nogil=True)
def put_on_duty(supply: Supply, shifts: Shifts, people: People, choice: Choice) -> int:
    """Put everyone's week on duty; what that changes the worth by."""
    total = 0
    for person in range(len(people.line)):
        total += _work_all(supply, shifts, people, choice, person, 1)
    return total


@numba.njit(cache=True, nogil=True)
def _choose_week(
    supply: Supply,
    shifts: Shifts,
    weeks: Weeks,
    people: People,
    choice: Choice,
    person: int,
    sums: Ints,
    known: Bytes,
    gains: Ints,
    seen: Bytes,
    begins: Ints,
) -> None:
    """Give the person the week worth most with all the others as they are; the last five are room to work."""
    line, pool = people.line[person], people.pool[person]
    allowed, dear = people.open[people.opening[person]], people.dear[people.taste[person]]
    first, stop, served, breaks = shifts.first, shifts.stop, shifts.capability, shifts.breaks
    opens, choices, lasts = shifts.opens, shifts.choices, shifts.lasts
    table, intervals = weeks.shifts, len(supply.worth)
    known[:] = 0
    seen[:] = 0
    best, best_gain = -1, -(1 << 62)
    from_week = weeks.first[pool]
    for week in range(from_week, weeks.first[pool + 1]):
        if not allowed[week - from_week]:
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
                gains[chosen] = -dear[chosen]
                if capability >= 0:
                    if not known[capability]:
                        known[capability] = 1
                        sum_up(supply, capability, 0, intervals, sums[capability])
                    away = (breaks[row], breaks[row + 1])
                    gains[chosen] += worth_of(
                        first[row], stop[row], sums[capability], away, opens, choices, lasts, begins[chosen]
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
            choice.begins[person, place] = begins[chosen]


@numba.njit(cache=True, nogil=True)
def _add_up(limits: Limits, choice: Choice, person: int, pool: int, amounts: Ints) -> None:
    """What the person's week comes to in each limit."""
    amounts[:] = 0
    rows, week = limits.rows[pool], choice.shifts[person]
    for place in range(len(week)):
        if week[place] >= 0:
            for limit in range(len(amounts)):
                amounts[limit] += rows[week[place], limit]


@numba.njit(cache=True, nogil=True)
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
    sums: Ints,
    amounts: Ints,
    begins: Ints,
) -> bool:
    """Give the person the shift worth most of those numbered ``first`` to ``stop`` inside the turf that the
    rest of the week leaves lawful; false when there is none. The last three are room to work.
    """
    line, pool = people.line[person], people.pool[person]
    allowed, dear = people.allowed[people.opening[person]], people.dear[people.taste[person]]
    begin_of, end_of, served, breaks = shifts.first, shifts.stop, shifts.capability, shifts.breaks
    opens, choices, lasts = shifts.opens, shifts.choices, shifts.lasts
    least, most = turf.first_interval, turf.stop_interval
    rows, room = limits.rows[pool], limits.most[pool]
    here, there = begins[0], begins[1]
    _add_up(limits, choice, person, pool, amounts)
    from_interval, to_interval = len(supply.worth), 0
    for row in range(line + first, line + stop):
        if least <= begin_of[row] and end_of[row] <= most:
            from_interval = min(from_interval, begin_of[row])
            to_interval = max(to_interval, end_of[row])
    summed = -1
    best, best_gain = -1, -(1 << 62)
    for number in range(first, stop):
        row = line + number
        if not allowed[number] or begin_of[row] < least or most < end_of[row]:
            continue
        beyond = 0
        for limit in range(len(amounts)):
            beyond += amounts[limit] + rows[number, limit] > room[limit]
        if beyond:
            continue
        capability = served[row]
        gain = -dear[number]
        if capability >= 0:
            if summed != capability:
                summed = capability
                sum_up(supply, capability, from_interval, to_interval, sums)
            away = (breaks[row], breaks[row + 1])
            gain += worth_of(begin_of[row], end_of[row], sums, away, opens, choices, lasts, here)
        if gain > best_gain:
            best, best_gain = number, gain
            there[:] = here
    if best < 0:
        return False
    choice.shifts[person, place] = best
    choice.begins[person, place] = begins[1]
    return True


@numba.njit(cache=True, nogil=True)
def _enough(people: People, limits: Limits, choice: Choice, person: int, amounts: Ints) -> bool:
    """Whether the person's week has what the limits ask for at least."""
    pool = people.pool[person]
    _add_up(limits, choice, person, pool, amounts)
    short = 0
    for limit in range(len(amounts)):
        short += amounts[limit] < limits.least[pool, limit]
    return short == 0


@numba.njit(cache=True, nogil=True)
def _accepted(change: int, heat: float) -> bool:
    return bool(change >= 0 or (heat > 0 and np.random.random() < np.exp(change / heat)))


@numba.njit(cache=True, nogil=True)
def exchange_weeks(
    supply: Supply,
    shifts: Shifts,
    weeks: Weeks,
    people: People,
    choice: Choice,
    turf: Turf,
    rounds: int,
    most: int,
    heat: float,
    seed: int,
) -> int:
    """So many rounds of up to ``most`` people putting down their weeks; what they changed the worth by.

    A loss is accepted with probability exp(−loss ÷ heat).
    """
    np.random.seed(seed)
    capabilities, intervals = len(supply.head_cost), len(supply.worth)
    sums = np.zeros((capabilities, intervals + 1), dtype=np.int64)
    known = np.zeros(capabilities, dtype=np.uint8)
    widest = people.dear.shape[1]
    gains, seen = np.zeros(widest, dtype=np.int64), np.zeros(widest, dtype=np.uint8)
    begins = np.zeros((widest, choice.begins.shape[2]), dtype=np.int64)
    chosen = np.zeros(most, dtype=np.int64)
    old_shifts = np.zeros((most, choice.shifts.shape[1]), dtype=np.int64)
    old_begins = np.zeros((most, choice.begins.shape[1], choice.begins.shape[2]), dtype=np.int64)
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
            old_shifts[place] = choice.shifts[person]
            old_begins[place] = choice.begins[person]
            change += _work_all(supply, shifts, people, choice, person, -1)
        for place in range(found):
            person = chosen[place]
            _choose_week(supply, shifts, weeks, people, choice, person, sums, known, gains, seen, begins)
            change += _work_all(supply, shifts, people, choice, person, 1)
        if _accepted(change, heat):
            total += change
            continue
        for place in range(found):
            _work_all(supply, shifts, people, choice, chosen[place], -1)
        for place in range(found):
            choice.shifts[chosen[place]] = old_shifts[place]
            choice.begins[chosen[place]] = old_begins[place]
            _work_all(supply, shifts, people, choice, chosen[place], 1)
    return total


@numba.njit(cache=True, nogil=True)
def exchange_shifts(
    supply: Supply,
    shifts: Shifts,
    people: People,
    limits: Limits,
    choice: Choice,
    turf: Turf,
    rounds: int,
    most: int,
    heat: float,
    seed: int,
) -> int:
    """The same with single shifts, mostly of one day: up to ``most`` are put down and others taken up."""
    np.random.seed(seed)
    sums = np.zeros(len(supply.worth) + 1, dtype=np.int64)
    amounts = np.zeros(limits.rows.shape[2], dtype=np.int64)
    begins = np.zeros((2, choice.begins.shape[2]), dtype=np.int64)
    who = np.zeros(most, dtype=np.int64)
    where = np.zeros(most, dtype=np.int64)
    old_shift = np.zeros(most, dtype=np.int64)
    old_begins = np.zeros((most, choice.begins.shape[2]), dtype=np.int64)
    places = choice.shifts.shape[1]
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
            old_shift[found] = worked
            old_begins[found] = begins_of[person, place]
            change += _work(supply, shifts, people, choice, person, place, -1)
            week_of[person, place] = -1
            found += 1
        kept = True
        put = 0
        anywhere = np.random.random() < 0.15
        for number in range(found):
            person = who[number]
            row = line_of[person] + old_shift[number]
            begin, stop = shifts.day_first[row], shifts.day_stop[row]
            if anywhere:
                begin, stop = np.int64(0), shifts.among[row]
            kept = _choose_shift(
                supply,
                shifts,
                people,
                limits,
                choice,
                person,
                where[number],
                begin,
                stop,
                turf,
                sums,
                amounts,
                begins,
            )
            if not kept:
                break
            change += _work(supply, shifts, people, choice, person, where[number], 1)
            put += 1
        for number in range(found):
            kept = kept and _enough(people, limits, choice, who[number], amounts)
        if kept and _accepted(change, heat):
            total += change
            continue
        for number in range(put):
            _work(supply, shifts, people, choice, who[number], where[number], -1)
        for number in range(found):
            week_of[who[number], where[number]] = old_shift[number]
            begins_of[who[number], where[number]] = old_begins[number]
            _work(supply, shifts, people, choice, who[number], where[number], 1)
    return total

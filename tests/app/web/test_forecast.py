"""The forecast on the page: how it was chosen, and what planners did to it."""

import re

from forecasting.forecaster import discover
from tests.app.web.reading import Read


def table(page: Read, name: str) -> list[list[str]]:
    """Cells of the rows of the table in the region of this name."""
    region = page.html.partition(f'aria-label="{name}"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", region.partition("<tbody>")[2], re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_the_methods_that_were_beaten_stand_beside_the_one_chosen(page: Read) -> None:
    first, *others = table(page, "Methods compared")
    assert first[0] == "what was selected"
    names = {name.replace("_", " ") for name, one in discover().items() if not one.on_request}
    assert {row[0] for row in others} == names
    errors = [float(row[2].removesuffix(" %")) for row in others]
    assert errors == sorted(errors)


def test_the_shares_of_the_methods_are_those_of_the_forecast(page: Read) -> None:
    shares = {row[0]: int(row[1].removesuffix(" %")) for row in table(page, "Methods compared")[1:]}
    assert abs(sum(shares.values()) - 100) <= len(shares) / 2
    assert shares["seasonal naive"] == 0
    assert shares["weekly mean"] > 0


def test_an_event_is_told_with_its_reason_and_who_planned_it(page: Read) -> None:
    event = next(row for row in table(page, "Events, changes and findings") if row[1] == "Event: Letters")
    assert event[2] == "volume × 1.25"
    assert event[3] == "prices rise (Ada)"
    assert event[0].startswith("2 Mar 2026 00:00 to")

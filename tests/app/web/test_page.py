import re

import pytest

from tests.app.web.reading import AGENT, QUEUE, Planned, Read

SECTIONS = (
    "jobs",
    "models",
    "board",
    "coverage",
    "activities",
    "rules",
    "forecast",
    "hiring",
    "calendars",
    "request",
)


def test_every_part_of_the_plan_has_its_section_under_its_own_heading(page: Read):
    sections = {each["id"]: each["aria-labelledby"] for each in page.all("section")}
    headings = {each["id"] for each in page.all("h2")}
    assert tuple(sections) == SECTIONS
    assert set(sections.values()) == headings


def test_there_is_one_first_heading_and_one_main_landmark(page: Read):
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("header")) == 1


def test_every_link_within_the_page_leads_somewhere(page: Read):
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    anchors = {each["href"].partition("#")[2] for each in page.all("a") if "#" in each["href"]}
    assert anchors <= ids


def test_no_id_is_given_twice(page: Read):
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_content_security_policy_is_kept_without_inline_script_or_style(page: Read):
    assert all(each.get("src", "").startswith("/static/") for each in page.all("script"))
    assert not page.all("style")
    assert not [
        name for _, attributes in page.elements for name in attributes if name == "style" or name[:2] == "on"
    ]
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page.html)


def test_names_are_shown_as_they_are_and_never_read_as_markup(page: Read):
    assert QUEUE in page.text
    assert AGENT in page.text
    assert "<lead>" not in page.html
    assert "<English>" not in page.html


def test_every_drawing_says_in_words_what_it_shows(page: Read):
    drawings = [
        each
        for each in page.all("svg")
        if each.get("aria-hidden") != "true" and "lane" not in each.get("class", "")
    ]
    keys = [each for each in drawings if each.get("class") != "chart"]
    assert not keys
    assert all(len(each["aria-label"]) > 40 for each in drawings)
    lanes = [
        each["aria-label"] for each in page.all("svg") if each.get("class") == "lane" and "aria-label" in each
    ]
    assert any(label.startswith(AGENT) and "paid hours" in label for label in lanes)


def test_what_scrolls_can_be_reached_with_the_keyboard_and_has_a_name(page: Read):
    scrolling = [each for each in page.all("div") if "scroll" in each.get("class", "").split()]
    assert scrolling
    assert all(
        each["tabindex"] == "0" and each["role"] == "region" and each["aria-label"] for each in scrolling
    )


def test_every_field_of_the_form_has_a_label(page: Read):
    labelled = {each["for"] for each in page.all("label")}
    fields = [
        each
        for each in (*page.all("input"), *page.all("select"), *page.all("textarea"))
        if each.get("type") != "hidden"
    ]
    assert {each["id"] for each in fields} == labelled


def test_the_table_beside_the_coverage_chart_has_every_interval(planned: Planned, page: Read):
    coverage = planned.coverage
    [queue] = coverage["queues"]
    rows = re.findall(r"<tr><th scope=\"row\">[^<]+ \d\d:\d\d</th>((?:<td>[\d.,]+</td>){4})</tr>", page.html)
    told = [tuple(float(value) for value in re.findall(r"[\d.]+", row)) for row in rows]
    expected = zip(queue["required"], queue["covered"], queue["short"], queue["over"], strict=True)
    assert told == list(expected)


def test_the_comparison_tells_value_bound_and_gap_of_every_tier(planned: Planned, page: Read):
    for tier in planned.roster["report"]["tiers"]:
        expected = "proved" if tier["proved"] else "gap"
        assert f"{round(tier['value']):,}" in page.text
        assert expected in page.text
    assert planned.roster["report"]["input_digest"] in page.text
    assert planned.roster["report"]["problem_digest"] in page.text


def test_every_shift_is_on_the_board_and_in_its_table(planned: Planned, page: Read):
    rects = [
        each for each in page.all("rect") if each.get("class") in ("day", "evening", "night") and "y" in each
    ]
    bars = [each for each in rects if each["y"] == "4"]
    assert len(bars) == len(planned.roster["shifts"]) > 0
    for shift in planned.roster["shifts"]:
        assert shift["agent"] in page.text


def test_the_board_can_be_drawn_by_utc(planned: Planned):
    chosen = [each for each in planned.pages["?clock=utc"].all("a") if each.get("aria-current") == "true"]
    assert any(each["href"].endswith("clock=utc#board") for each in chosen)


def test_a_chosen_roster_and_queue_stay_chosen_in_the_links(planned: Planned):
    page = planned.pages[f"?roster={planned.roster['id']}&queue={planned.queue['id']}"]
    clocks = [each["href"] for each in page.all("a") if "clock=utc" in each["href"]]
    assert clocks
    assert all(planned.queue["id"] in href and planned.roster["id"] in href for href in clocks)


def test_running_work_is_listed_and_can_be_stopped(page: Read):
    lines = [each for each in page.all("li") if "data-job" in each]
    assert [("data-live" in each) for each in lines] == [True]
    assert len([each for each in page.all("button") if "data-stop" in each]) == 1


@pytest.mark.parametrize("kind", ["rosters", "agents"])
def test_calendars_are_linked(planned: Planned, page: Read, kind: str):
    links = {each["href"] for each in page.all("a") if each["href"].startswith(f"/v1/{kind}/")}
    ids = {agent["id"] for agent in planned.agents} if kind == "agents" else {planned.roster["id"]}
    assert {f"/v1/{kind}/{each}/calendar.ics" for each in ids} <= links


def test_the_page_names_the_period_and_the_form_offers_every_model(page: Read):
    assert "2 Mar 2026 to 8 Mar 2026" in page.text
    assert "For this week there is a roster of one model only." in page.text
    offered = {each["value"] for each in page.all("option")}
    assert offered >= {"follow_the_sun", "traditional_24x7", "distributed"}

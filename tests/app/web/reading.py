"""A planned organization and its page, as a reader without sight meets it."""

from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

QUEUE = "Chat <English> & more"
AGENT = "Zoë O'Neill <lead>"


@dataclass(frozen=True)
class Planned:
    """What was planned: ids of the API, and pages by the query they were asked with."""

    first_date: date
    roster: dict[str, Any]
    queue: dict[str, Any]
    agents: tuple[dict[str, Any], ...]
    coverage: dict[str, Any]
    pages: dict[str, "Read"]


class Read(HTMLParser):
    """A page as a reader without sight meets it: elements with their attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for found, attributes in self.elements if found == tag]

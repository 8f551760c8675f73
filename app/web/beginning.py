"""What is still to be told before a first roster can be built, in the order in which it is best told."""

from dataclasses import dataclass

from sqlmodel import exists, select

from app.agents.tables import Agent
from app.contracts.tables import Contract
from app.database import TenantSession
from app.history.tables import HistorySeries
from app.shift_templates.tables import ShiftTemplate
from app.sites.tables import Site


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: ``call`` is how, on the command line."""

    name: str
    why: str
    call: str
    done: bool


def steps_of(session: TenantSession, address: str) -> tuple[Step, ...]:
    """The steps to a first roster of the organization, done or not, with calls to ``address``."""

    def there(*tables: type[HistorySeries | Site | Contract | Agent | ShiftTemplate]) -> bool:
        return all(session.exec(select(exists(select(table).subquery()))).one() for table in tables)

    def posting(noun: str, body: str) -> str:
        return f"curl -X POST {address}/v1/{noun} -H 'Content-Type: application/json' \\\n  -d '{body}'"

    return (
        Step(
            "Import the contact history",
            "A file of counts per interval or of single tickets; its queues are opened on the way.",
            "sundial history import contacts.csv --zone Europe/Dublin --create-queues --channel voice",
            done=there(HistorySeries),
        ),
        Step(
            "Say where people work and on what terms",
            "A site has a time zone and holidays; a contract has hours, days and rest.",
            posting("sites", '{"name": "Dublin", "zone": "Europe/Dublin", "country": "IE"}')
            + "\n"
            + posting("contracts", '{"name": "Full time"}'),
            done=there(Site, Contract),
        ),
        Step(
            "Add the people",
            "Each with a role of /v1/roles, a site or a zone, a contract and the skills that queues need.",
            posting("agents", '{"name": "Ada Byrne", "role_id": "…", "site_id": "…", "contract_id": "…"}'),
            done=there(Agent),
        ),
        Step(
            "Describe the shifts",
            "When they may begin and how long they are, with their breaks.",
            posting(
                "shift-templates",
                '{"name": "Day", "earliest_start": "07:00", "latest_start": "10:00", '
                '"lengths": [{"minutes": 480}]}',
            ),
            done=there(ShiftTemplate),
        ),
    )

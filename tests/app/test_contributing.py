"""The worked endpoint of CONTRIBUTING.md, run as a contributor would."""

import re
from datetime import date
from pathlib import Path
from types import ModuleType

from fastapi.testclient import TestClient
from sqlalchemy import URL, Engine

from app.main import create_app
from app.organizations.tables import Organization
from app.settings import Settings

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
ENDPOINT = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[-1]


def test_the_endpoint_answers_with_the_date_at_the_site(
    settings: Settings, database: URL, engine: Engine, organization: Organization
) -> None:
    module = ModuleType("site_dates")
    exec(ENDPOINT, module.__dict__)  # noqa: S102 - the example itself is under test
    application = create_app(settings)  # one of its own: the shared one keeps its routes
    application.include_router(module.__dict__["router"])
    application.state.url, application.state.engine = database, engine
    client = TestClient(application, base_url="http://localhost")
    site = client.post("/v1/sites", json={"name": "Manila", "zone": "Asia/Manila"}).json()
    answer = client.get(f"/v1/site-dates/{site['id']}")
    assert answer.status_code == 200
    assert date.fromisoformat(answer.json()).year >= 2026
    assert client.get("/v1/site-dates/00000000-0000-0000-0000-000000000000").status_code == 404

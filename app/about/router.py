"""Health and the list of problems; both are public."""

from dataclasses import fields
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Engine, text

from app.about.schemas import Health, ProblemMeaning
from app.dependencies import engine_of
from app.problems import every_problem, meaning

router = APIRouter(tags=["about"])
PUBLIC: dict[str, list[str]] = {"security": []}


@router.get("/v1/health", openapi_extra=PUBLIC)
def read_health(engine: Annotated[Engine, Depends(engine_of)]) -> Health:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return Health(status="ok", version=version("sundial-wfm"), time_zone_data=version("tzdata"))


@router.get("/v1/problems", openapi_extra=PUBLIC)
def list_problems() -> list[ProblemMeaning]:
    """Every problem by its code; names in braces stand for the fields that the body carries."""
    return [
        ProblemMeaning(
            code=problem.code,
            status=problem.status,
            meaning=meaning(problem),
            fields=[each.name for each in fields(problem)],  # type: ignore[arg-type]
        )
        for problem in every_problem()
    ]

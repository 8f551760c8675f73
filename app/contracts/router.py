"""The contracts of an organization over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.contracts.schemas import ContractBody, ContractView
from app.contracts.tables import Contract
from app.dependencies import ReadSession, WriteSession
from app.pagination import NameFilter, Page, Paged
from app.responses import problem_responses

router = APIRouter(prefix="/v1/contracts", tags=["contracts"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_contract(body: ContractBody, session: WriteSession, response: Response) -> ContractView:
    contract = rows.add(session, Contract, body)
    response.headers["Location"] = f"/v1/contracts/{contract.id}"
    return ContractView.model_validate(contract)


@router.get("")
def list_contracts(session: ReadSession, paging: Paged, name: NameFilter = None) -> Page[ContractView]:
    named = None if name is None else Contract.name == name
    found, cursor = rows.listed(session, Contract, (Contract.name, Contract.id), paging, named)
    return Page(items=[ContractView.model_validate(contract) for contract in found], next_cursor=cursor)


@router.get("/{contract_id}")
def read_contract(contract_id: uuid.UUID, session: ReadSession) -> ContractView:
    return ContractView.model_validate(rows.find(session, Contract, contract_id))


@router.put("/{contract_id}")
def replace_contract(contract_id: uuid.UUID, body: ContractBody, session: WriteSession) -> ContractView:
    return ContractView.model_validate(rows.replace(session, rows.find(session, Contract, contract_id), body))


@router.delete("/{contract_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_contract(contract_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, Contract, contract_id))

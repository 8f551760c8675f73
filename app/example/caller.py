"""Calls a running service over HTTP as any other program would, and waits for the jobs it is given."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

POLL_SECONDS = 0.5
TIMEOUT_SECONDS = 60.0

Hear = Callable[[Mapping[str, Any]], None]


class CallFailedError(RuntimeError):
    """The service refused a call, or a job of it failed; the text says which and why, ``status`` how."""

    def __init__(self, text: str, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``headers`` by their names in small letters, ``body`` is what the JSON in it says."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Caller:
    """A caller of the service on this machine at ``port``."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    def is_served(self) -> bool:
        """Whether the service answers that it is well."""
        try:
            return self._call("GET", "/v1/health").status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False

    def get(self, path: str, **query: object) -> Any:
        """The body of a resource; raises CallFailedError."""
        return self.answer("GET", f"{path}?{urlencode(query)}" if query else path).body

    def answer(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """The whole answer of a call; raises CallFailedError when it is a refusal."""
        answer = self._call(method, path, body, headers)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            detail = answer.body.get("detail") if isinstance(answer.body, dict) else answer.body
            raise CallFailedError(f"{method} {path}: {answer.status}, {detail}", answer.status)
        return answer

    def begin(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """The job that a POST has begun; raises CallFailedError."""
        job: dict[str, Any] = self.answer("POST", path, body).body
        return job

    def finish(self, job: Mapping[str, Any], hear: Hear) -> dict[str, Any]:
        """``job`` when it is done; ``hear`` is told its figures. Raises CallFailedError if it failed."""
        while True:
            found: dict[str, Any] = self.get(job["links"]["self"])
            if found["finished_at"] is not None:
                break
            hear(found["progress"])
            time.sleep(POLL_SECONDS)
        if found["links"]["result"] is None:
            problem = found["problem"] or {}
            raise CallFailedError(f"{found['kind']} {found['state']}: {problem.get('detail', 'no result')}")
        return found

    def _call(
        self, method: str, path: str, body: object = None, extra: Mapping[str, str] | None = None
    ) -> Answer:
        connection = HTTPConnection(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            content = None if body is None else json.dumps(body)
            sent = {"Content-Type": "application/json", "Accept": "application/json", **(extra or {})}
            connection.request(method, path, content, sent)
            response = connection.getresponse()
            read = response.read()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, json.loads(read) if read else None)
        finally:
            connection.close()

"""What any client needs: sign in, post, follow pages; a refusal of the demo's own data is a fault of ours."""

from collections.abc import Iterator
from typing import Any

import httpx

from deploy.demo.cast import LOADER_SCOPES, mint

Record = dict[str, Any]


class Client:
    """Signs in as somebody; as the demo itself where nobody is named."""

    def __init__(self, gateway: str, person: str = "demo") -> None:
        headers = {"Authorization": f"Bearer {mint(gateway, person, LOADER_SCOPES)}"}
        self.gateway = gateway
        self._api = httpx.Client(base_url=gateway, headers=headers, timeout=30)

    def post(self, path: str, **said: Any) -> Record:
        return self._send("POST", path, **said)

    def put(self, path: str, **said: Any) -> Record:
        return self._send("PUT", path, **said)

    def patch(self, path: str, **said: Any) -> Record:
        return self._send("PATCH", path, **said)

    def move(self, path: str, record: Record, action: str, **said: Any) -> Record:
        body = {"action": action, "reason": "Measured again and found right."} | said
        return self.post(f"{path}/transitions", json=body, headers={"If-Match": f'"{record["version"]}"'})

    def get(self, path: str, **query: Any) -> Record:
        found: Record = self._api.get(path, params=query).raise_for_status().json()
        return found

    def all(self, path: str) -> Iterator[Record]:
        cursor = None
        while True:
            page = self.get(path, limit=200, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _send(self, method: str, path: str, **said: Any) -> Record:
        answer = self._api.request(method, path, **said)
        if answer.is_error:
            raise RuntimeError(f"{method} {path} answered {answer.status_code}: {answer.text}")
        record: Record = answer.json()
        return record

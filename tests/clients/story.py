"""Signs in, lists, creates, changes by ETag, is refused, and walks pages: with a client made from the document."""

import sys
from datetime import UTC, datetime
from uuid import UUID

from mettle_client import AuthenticatedClient
from mettle_client.api.nonconformances import (
    create_nonconformance,
    list_nonconformances,
    patch_nonconformance,
    transition_nonconformance,
)
from mettle_client.api.processes import list_processes
from mettle_client.models import (
    DetectedWhere,
    Nonconformance,
    NonconformanceCreate,
    NonconformancePage,
    NonconformancePatch,
    ProblemDocument,
    ProcessPage,
    SignedTransition,
)
from mettle_client.types import UNSET


def main(base_url: str, token: str) -> None:
    with AuthenticatedClient(base_url, token) as client:
        processes = list_processes.sync(client=client, limit=1)
        assert isinstance(processes, ProcessPage), processes
        report = NonconformanceCreate(
            title="A scratched ring",
            detected_at=datetime.now(UTC),
            detected_where=DetectedWhere.PROCESS,
            process_id=processes.items[0].id,
        )
        created = create_nonconformance.sync_detailed(client=client, body=report)
        assert isinstance(created.parsed, Nonconformance), created
        changed = _change(client, created.parsed.id, "Two scratched rings", created.headers["etag"])
        assert isinstance(changed.parsed, Nonconformance), changed
        assert changed.parsed.title == "Two scratched rings"
        stale = _change(client, created.parsed.id, "Three", created.headers["etag"])
        assert stale.status_code == 412
        assert isinstance(stale.parsed, ProblemDocument)
        assert stale.parsed.code == "version_mismatch"
        refused = transition_nonconformance.sync_detailed(
            created.parsed.id, client=client, body=SignedTransition(action="open"), if_match=changed.headers["etag"]
        )
        assert refused.status_code == 409, refused
        assert isinstance(refused.parsed, ProblemDocument)
        assert refused.parsed.code == "transition_not_allowed"
        seen = _all(client)
        assert created.parsed.id in seen
        print(f"{len(seen)} nonconformances seen")


def _change(client: AuthenticatedClient, nonconformance_id: UUID, title: str, etag: str):
    body = NonconformancePatch(title=title)
    return patch_nonconformance.sync_detailed(nonconformance_id, client=client, body=body, if_match=etag)


def _all(client: AuthenticatedClient) -> set[UUID]:
    seen: set[UUID] = set()
    cursor = UNSET
    while cursor is not None:
        page = list_nonconformances.sync(client=client, limit=2, cursor=cursor)
        assert isinstance(page, NonconformancePage), page
        seen |= {record.id for record in page.items}
        cursor = page.next_cursor
    return seen


if __name__ == "__main__":
    main(*sys.argv[1:])

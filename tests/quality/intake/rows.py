"""One row to send, and what is read back."""

from datetime import UTC, datetime, timedelta

AT_EIGHT = "2026-01-05T08:00:00Z"
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
BATCH = "/v1/measurements:batch"


def one(characteristic, **columns):
    key = {"source": ["mes"], "external_id": ["1"], "characteristic_id": [str(characteristic.id)]}
    return key | {"taken_at": [AT_EIGHT], "values": [[74.03, None, 74]]} | columns


async def listed(client, characteristic, **query):
    answer = await client.get(f"/v1/characteristics/{characteristic.id}/measurements", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]

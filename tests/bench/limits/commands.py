"""FastAPI and asyncpg without anything between: one statement writes the row and its event, in three round trips."""

from typing import Any
from uuid import UUID

import asyncpg
from fastapi import FastAPI, Request
from pydantic import BaseModel, Field
from uuid_utils.compat import uuid7

CREATE = """
    WITH made AS (
        INSERT INTO bench.entries (org_id, id, owner_id, title, value) VALUES ($1, $2, $3, $4, $5)
        RETURNING id, title, value, created_at
    ), noted AS (
        INSERT INTO bench.events (org_id, id, record_id, type, data) SELECT $1, $6, id, 'entry.created', '{}' FROM made
    )
    SELECT id, title, value, created_at FROM made
"""

app = FastAPI(openapi_url=None)


class EntryCreate(BaseModel):
    owner_id: UUID
    title: str = Field(min_length=1, max_length=200)
    value: float


class Entry(BaseModel):
    id: UUID
    title: str
    value: float


@app.post("/command", status_code=201)
async def create(request: Request, data: EntryCreate) -> Entry:
    pool: asyncpg.Pool = request.app.state.pool
    org_id, values = request.app.state.org_id, (data.owner_id, data.title, data.value)
    async with pool.acquire() as connection:
        await connection.execute(f"BEGIN; SET LOCAL app.org_id = '{org_id}'")
        made: Any = await connection.fetchrow(CREATE, org_id, uuid7(), *values, uuid7())
        await connection.execute("COMMIT")
    return Entry.model_validate(dict(made))


@app.get("/empty")
async def empty() -> dict[str, str]:
    return {"status": "ok"}

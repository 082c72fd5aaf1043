from uuid import UUID

from sqlalchemy import Column, DateTime, Integer, Table, Uuid
from sqlalchemy.dialects.postgresql import JSON

from services.performance import tables
from shared.database.records import CURRENT_ORG

KEPT_ATTAINMENT = Table(
    "kept_attainment",
    tables.Table.metadata,
    Column("org_id", Uuid, primary_key=True, server_default=CURRENT_ORG),
    Column("lead_id", Uuid, primary_key=True),
    Column("as_of", DateTime(timezone=True), nullable=False),
    Column("people", Integer, nullable=False),
    Column("numerator", Integer, nullable=False),
    Column("denominator", Integer, nullable=False),
    Column("standards", JSON, nullable=False),
    comment="How many people of a large line, its lead too, or of all attain their standards.",
)

EVERYBODY = UUID(int=0)
"""Stands for the lead of the whole organisation."""

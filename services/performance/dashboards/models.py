from sqlalchemy import Column, DateTime, Integer, Table, Uuid
from sqlalchemy.dialects.postgresql import JSON

from services.performance import tables
from shared.database.records import CURRENT_ORG

KEPT_ATTAINMENT = Table(
    "kept_attainment",
    tables.Table.metadata,
    Column("org_id", Uuid, primary_key=True, server_default=CURRENT_ORG),
    Column("as_of", DateTime(timezone=True), nullable=False),
    Column("numerator", Integer, nullable=False),
    Column("denominator", Integer, nullable=False),
    Column("standards", JSON, nullable=False),
    comment="How many people of the whole organisation attain their standards: too many to be asked one by one.",
)

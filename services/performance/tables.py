"""The base of every table of this service."""

from sqlalchemy.orm import DeclarativeBase

from shared.database.records import TYPES, Record, metadata_of, references
from shared.events import batch_table, event_table
from shared.idempotency import answer_table
from shared.jobs.records import JobRecord
from shared.jobs.watched import Watched

SCHEMA = "performance"

belongs_to = references(SCHEMA)


class Table(Record, DeclarativeBase):
    metadata = metadata_of(SCHEMA)
    type_annotation_map = TYPES


class Job(JobRecord, Table):
    pass


EVENTS = event_table(Table.metadata)
ANSWERS = answer_table(Table.metadata)
BATCHES = batch_table(Table.metadata)
WATCHED = Watched(Job)

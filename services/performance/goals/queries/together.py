"""Several queries in one round trip."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from shared.database.statements import Statement
from shared.resources.shapes import AnySelect
from shared.work import Reading

Row = Mapping[str, Any]
Found = Mapping[str, Sequence[Row]]


class Together:
    """Each query's rows by its name, in their order. All see the same moment.

    PostgreSQL gathers the rows of a query as an array of records, whose cells keep their types; lists can't be cells.
    """

    def __init__(self, **queries: AnySelect) -> None:
        self._names = {name: [str(column.key) for column in query.selected_columns] for name, query in queries.items()}
        gathered = []
        for name, query in queries.items():
            rows = query.subquery(name)
            gathered.append(select(func.array_agg(rows.table_valued())).scalar_subquery().label(name))
        self._statement = Statement(select(*gathered))

    async def rows(self, work: Reading, **given: Any) -> Found:
        found = await work.row(self._statement, **given)
        assert found is not None  # a select without a table has one row
        return {
            name: [dict(zip(names, row, strict=True)) for row in found[name] or ()]
            for name, names in self._names.items()
        }

"""The catalog of this service keeps organisations apart."""

import pytest

from tests.contracts.tenancy import faults, leaks


@pytest.fixture(autouse=True)
def migrated_already(app):
    """The schema is there once the service has started."""


async def test_every_table_belongs_to_one_organisation_a_row(sql):
    assert await faults(sql, "quality") == []


async def test_an_organisation_without_rows_sees_none(make, elsewhere, sql):
    await elsewhere.subgroups(await elsewhere.characteristic(), [[74.0, 74.1]])
    await elsewhere.opened()
    async with sql.transaction():
        assert await leaks(sql, "quality", make.org) == []


async def test_a_dropped_policy_is_found(sql):
    transaction = sql.transaction()
    await transaction.start()
    await sql.execute("DROP POLICY tenant ON quality.subgroups")
    assert await faults(sql, "quality") == ["subgroups: has no tenant policy for reading and writing"]
    await transaction.rollback()

"""SQL over what the pipeline wrote in memory, by way of the embedded Athena."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from receipts.audit.catalogue import named_queries
from receipts.keys import customer_key
from receipts.local.athena_sql import answer
from receipts.local.athena_tables import CataloguedTable, StoredFile
from receipts.model import QueryResult
from tests.fakes import FakeWorld
from tests.unit.cloudformation import template

BUCKET = "s3://audit/"


def tables() -> dict[str, CataloguedTable]:
    """As the template makes them."""
    found = {}
    for resource in template.resources("AWS::Glue::Table").values():
        told = dict(resource["Properties"]["TableInput"])
        location = told["StorageDescriptor"]["Location"]["Fn::Sub"]
        told["StorageDescriptor"] = told["StorageDescriptor"] | {
            "Location": location.replace("s3://${AuditBucket}/", BUCKET)
        }
        found[told["Name"]] = CataloguedTable.of(told["Name"], told)
    return found


@dataclass
class FakeEngine:
    """Athena over the memory of a world."""

    world: FakeWorld

    def run(self, sql: str, *, on_wait: Callable[[int], None]) -> QueryResult:
        on_wait(0)
        return answer(sql, tables(), self._listing, database="receipts")

    def _listing(self, location: str) -> Iterator[StoredFile]:
        for key in self.world.audit.keys(location.removeprefix(BUCKET)):
            body = self.world.audit.objects[key]
            yield StoredFile(f"{BUCKET}{key}", len(body), lambda body=body: body)


def query(world: FakeWorld, sql: str) -> list[dict]:
    """The rows, decimals and whole numbers as numbers."""
    result = FakeEngine(world).run(sql, on_wait=lambda _: None)
    names = [name for name, _ in result.columns]
    kinds = [kind for _, kind in result.columns]
    return [dict(zip(names, map(_value, row, kinds), strict=True)) for row in result.rows]


def ask(
    world: FakeWorld,
    name: str,
    *,
    period: str = "2024-09",
    customer: str | None = None,
    **values: str,
) -> list[dict]:
    """The answer of a named query."""
    told = {"period": period, "since": period, **values}
    if customer is not None:
        told["customer_key"] = customer_key(customer)
    return query(world, named_queries()[name].filled(told))


def _value(text: str | None, kind: str) -> object:
    if text is None:
        return None
    if kind.startswith("decimal"):
        return Decimal(text)
    if kind in {"bigint", "integer"}:
        return int(text)
    return text == "true" if kind == "boolean" else text

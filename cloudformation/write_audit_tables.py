"""Writes Athena's tables and named queries into the template: `make template`.

The contracts in schemas/ and the files in receipts/audit/queries/ are what is edited.
"""

from collections.abc import Iterator
from pathlib import Path

from receipts.audit.catalogue import NamedQuery, named_queries
from schemas.athena import TABLES, Table

TEMPLATE = Path(__file__).with_name("receipts.yaml")
_RULE = f"  # {'-' * 64} "
BEGIN = f"{_RULE}tables and named queries (make template)\n"
END = f"{_RULE}end of tables and named queries\n"

_HIVE = "org.apache.hadoop.hive.ql.io.parquet"
#: Every month that the parser takes: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
_PROJECTED = {
    "date": {
        "type": "date",
        "format": "yyyy-MM",
        "range": "2000-01,2099-12",
        "interval": "'1'",
        "interval.unit": "MONTHS",
    },
    "injected": {"type": "injected"},
}


def written(template: str) -> str:
    """The template with the part between the marks as it should be."""
    before, _, rest = template.partition(BEGIN)
    _, _, after = rest.partition(END)
    resources = [*map(_table, TABLES), *map(_query, named_queries().values())]
    return before + BEGIN + "\n".join(resources) + END + after


def _table(table: Table) -> str:
    return f"""\
  {_title(table.name)}Table:
    Type: AWS::Glue::Table
    Properties:
      CatalogId: !Ref AWS::AccountId
      DatabaseName: !Ref AuditDatabase
      TableInput:
        Name: {table.name}
        Description: {table.description}
        TableType: EXTERNAL_TABLE
        Parameters:
          EXTERNAL: 'TRUE'
          classification: parquet
{_lines(10, _parameters(table))}\
{_lines(8, _partition_keys(table))}\
        StorageDescriptor:
          Location: !Sub s3://${{AuditBucket}}/{table.folder}/
          InputFormat: {_HIVE}.MapredParquetInputFormat
          OutputFormat: {_HIVE}.MapredParquetOutputFormat
          SerdeInfo: {{SerializationLibrary: {_HIVE}.serde.ParquetHiveSerDe}}
          Columns:
{_lines(12, _columns(table))}"""


def _columns(table: Table) -> Iterator[str]:
    for name, kind in table.columns.items():
        yield f"- {{Name: {name}, Type: {_quoted(kind)}}}"


def _parameters(table: Table) -> Iterator[str]:
    if table.partitions:
        yield "projection.enabled: 'true'"
    for column, kind in table.partitions:
        for name, value in _PROJECTED[kind].items():
            yield f"projection.{column}.{name}: {value}"


def _partition_keys(table: Table) -> Iterator[str]:
    if table.partitions:
        yield "PartitionKeys:"
    for column, _ in table.partitions:
        yield f"  - {{Name: {column}, Type: string}}"


def _query(query: NamedQuery) -> str:
    return f"""\
  {_title(query.name)}Query:
    Type: AWS::Athena::NamedQuery
    Properties:
      Name: {query.name}
      Description: {_quoted(query.answers)}
      Database: !Ref AuditDatabase
      WorkGroup: !Ref AuditWorkGroup
      QueryString: |
{_lines(8, query.text.splitlines())}"""


def _title(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").title().replace(" ", "")


def _quoted(text: str) -> str:
    needs = any(character in text for character in ",:?'")
    return "'" + text.replace("'", "''") + "'" if needs else text


def _lines(indent: int, lines: Iterator[str] | list[str]) -> str:
    return "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in lines)


if __name__ == "__main__":
    TEMPLATE.write_text(written(TEMPLATE.read_text(encoding="utf-8")), encoding="utf-8")

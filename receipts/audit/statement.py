"""Which SQL is let through: one query that reads, and nothing that writes."""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from receipts.errors import QueryError

_WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Into)


def reading(sql: str) -> exp.Query:
    """The one SELECT (or WITH … SELECT) that a text is; QueryError in words otherwise."""
    try:
        statements = [each for each in sqlglot.parse(sql, dialect="athena") if each]
    except SqlglotError as error:
        raise QueryError(f"this is not SQL as Athena reads it: {_first_line(error)}") from error
    if len(statements) != 1:
        raise QueryError(f"give one query at a time, not {len(statements)}")
    (statement,) = statements
    if not isinstance(statement, exp.Query) or any(statement.find_all(*_WRITES)):
        raise QueryError("only a query that reads is let through: SELECT …, or WITH … SELECT …")
    return statement


def _first_line(error: Exception) -> str:
    # sqlglot underlines the place in the terminal's own language.
    return str(error).partition("\n")[0].replace("\x1b[4m", "").replace("\x1b[0m", "")

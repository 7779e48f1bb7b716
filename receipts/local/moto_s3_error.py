"""Errors as S3 tells them, for answers that moto.s3 has none for."""

from typing import Any
from xml.sax.saxutils import escape

from werkzeug.exceptions import HTTPException


class S3Error(HTTPException):
    """A status, a code and words: moto hands them on as they are."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__()
        self.code = status
        self.description = (
            f"<Error><Code>{escape(code)}</Code><Message>{escape(words)}</Message></Error>"
        )

    def get_headers(self, *_: Any, **__: Any) -> list[tuple[str, str]]:
        """XML."""
        return [("Content-Type", "application/xml")]

    def get_body(self, *_: Any, **__: Any) -> str:
        """The error itself."""
        return str(self.description)

"""The words of a mail: those that its templates say, and those that a catalogue has.

`make words` brings the catalogues up to the templates: docs/languages.md.
"""

import io
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

DELIVERY = Path(__file__).parents[1] / "receipts" / "delivery"
CATALOGUES = DELIVERY / "translations"
_METHODS = [("**.j2", "jinja2"), ("**.py", "python")]
#: As the environment in receipts/delivery/render.py reads them; a template with a mistake is one.
_OPTIONS = {"**.j2": {"trim_blocks": "true", "silent": "false"}}


def said(folder: Path = DELIVERY) -> Catalog:
    """Every message of the templates and the code below a folder, without translations."""
    found = Catalog()
    for _, _, message, comments, context in extract_from_dir(folder, _METHODS, _OPTIONS):
        found.add(message, auto_comments=comments, context=context)
    return found


def read(text: str, language: str) -> Catalog:
    """A catalogue's file."""
    return read_po(io.BytesIO(text.encode()), locale=language, abort_invalid=True)


def updated(text: str, language: str, words: Catalog) -> str:
    """The same file with what is new, untranslated, and without what nobody says any more."""
    header = text.partition("\n\n")[0]
    catalogue = read(text, language)
    catalogue.update(words, no_fuzzy_matching=True)
    sink = io.BytesIO()
    write_po(
        sink,
        catalogue,
        omit_header=True,
        no_location=True,
        sort_output=True,
        ignore_obsolete=True,
        width=0,
    )
    return f"{header}\n\n{sink.getvalue().decode().strip()}\n"


def main() -> None:
    words = said()
    for path in sorted(CATALOGUES.glob("*.po")):
        path.write_text(updated(path.read_text("utf-8"), path.stem, words), "utf-8")


if __name__ == "__main__":
    main()

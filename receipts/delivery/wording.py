"""The templates, with the words of a language."""

import functools
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from receipts.delivery.contact import link_of
from receipts.delivery.ink import ink_on
from receipts.delivery.speech import words_in

#: How the HTML names the logo that travels with it: https://www.rfc-editor.org/rfc/rfc2392
LOGO_CID = "logo@receipts"


@functools.cache
def template(name: str, language: str) -> Any:
    """One of delivery/templates, with the words of a language."""
    return _environment(language, is_html=".html." in name).get_template(name)


@functools.cache
def _environment(language: str, *, is_html: bool) -> Environment:
    # Plain text has nothing to escape.
    environment = Environment(
        loader=PackageLoader("receipts.delivery"),
        autoescape=is_html,  # noqa: S701
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(words_in(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"ink_on": ink_on, "link_of": link_of, "logo_cid": LOGO_CID}
    return environment

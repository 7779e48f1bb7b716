from datetime import timedelta
from decimal import Decimal

import pytest

from receipts.config import Rulebook
from receipts.errors import ConfigError
from tests.builders import worker_settings

_SELLER = {
    "SELLER_NAME": "Shop",
    "SELLER_ADDRESS": "1 High Street",
    "SELLER_TAX_ID": "",
    "SUPPORT_CONTACT": "",
    "BRAND_COLOUR": "#1d4ed8",
}
ENV = {
    "DEFAULT_CURRENCY": "EUR",
    "DEFAULT_LOCALE": "de",
    "MAX_HELD_SHARE": "0.25",
    "MAX_INPUT_BYTES": "1000",
    "SEND_ZERO_TOTALS": "false",
    "FOOTER_TEXT": "",
    "ATTACH_PDF": "false",
    **_SELLER,
}


def test_settings_come_from_the_environment_with_their_types():
    rulebook = Rulebook.from_env(ENV | {"OTHER": "x"})

    assert rulebook.max_held_share == Decimal("0.25")
    assert rulebook.max_input_bytes == 1000
    assert rulebook.send_zero_totals is False
    assert rulebook.seller_address == "1 High Street"


def test_one_error_names_everything_that_is_wrong():
    with pytest.raises(ConfigError) as caught:
        Rulebook.from_env(
            {"DEFAULT_LOCALE": "de", "MAX_HELD_SHARE": "much", "MAX_INPUT_BYTES": ""} | _SELLER
        )

    assert str(caught.value) == (
        "DEFAULT_CURRENCY is missing; MAX_HELD_SHARE is not readable;"
        " MAX_INPUT_BYTES is not readable; SEND_ZERO_TOTALS is missing; FOOTER_TEXT is missing;"
        " ATTACH_PDF is missing"
    )


@pytest.mark.parametrize(
    ("rate", "workers", "seconds"), [(1, 2, 2.222222), (14, 2, 0.15873), (500, 10, 0.022222)]
)
def test_all_workers_together_stay_at_nine_tenths_of_the_rate(rate, workers, seconds):
    settings = worker_settings(ses_max_send_rate=rate, maximum_concurrency=workers)

    assert settings.pace.interval == timedelta(seconds=seconds)


@pytest.mark.parametrize("environment", ["trial", "Prod", ""])
def test_a_worker_that_is_not_prod_and_redirects_nothing_does_not_start(environment):
    with pytest.raises(ConfigError) as caught:
        worker_settings(environment=environment, redirect_all_mail_to="")

    assert str(caught.value) == "REDIRECT_ALL_MAIL_TO is empty and ENVIRONMENT is not prod"


def test_a_worker_of_prod_that_redirects_does_not_start_and_its_error_names_no_address():
    with pytest.raises(ConfigError) as caught:
        worker_settings(environment="prod", redirect_all_mail_to="you@example.com")

    assert str(caught.value) == "REDIRECT_ALL_MAIL_TO is not empty and ENVIRONMENT is prod"


def test_a_worker_of_a_trial_starts_with_its_mailbox():
    settings = worker_settings(environment="trial", redirect_all_mail_to="you@example.com")

    assert settings.redirect_all_mail_to == "you@example.com"

"""Why all sending stops."""

from enum import StrEnum


class Reason(StrEnum):
    """Why nothing is sent; a stable code."""

    #: SES's quota of mails in 24 hours is used up.
    QUOTA = "daily_quota"
    #: SES suspended or paused the account.
    ACCOUNT = "account_stopped"
    #: SES no longer lets us send from our address.
    IDENTITY = "identity_unverified"
    #: SES refuses every mail for another reason, such as a missing permission.
    REFUSED = "refused_for_everyone"
    #: SES did not answer several times in a row.
    SILENCE = "no_answers"
    #: Too many bounces or complaints: the list is bad.
    BRAKE = "bad_list"
    #: Somebody said so.
    PERSON = "person"

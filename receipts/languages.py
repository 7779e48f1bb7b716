"""The languages that a receipt can speak. Their words are in receipts/delivery/translations."""

#: By ISO 639, whatever the country.
TRANSLATED = frozenset({"ar", "de", "en", "es", "fr", "ja", "pt"})
#: A language tag of one of them, in any case and with any country. Python's syntax and polars'.
SPOKEN = rf"^(?i:{'|'.join(sorted(TRANSLATED))})([-_]|$)"

"""What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection"""

#: How such a cell of a CSV begins, in East Asia with the wide signs too. Python's syntax and
#: polars'.
FORMULA = r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"

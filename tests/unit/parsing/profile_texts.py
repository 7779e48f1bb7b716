"""Profiles as an admin writes them, and what is read from them."""

from receipts.model import Problem
from receipts.parsing.profiles import (
    Profile,
    read_profile,
)

COLUMNS = """
[columns]
customer_id = "Kundennummer"
customer_name = "Kunde"
email = "E-Mail"
service_name = "Leistung"
charges = "Betrag"
"""
FROM_CONTACTS = """
contacts = true
[columns]
customer_id = "Kundennummer"
service_name = "Leistung"
charges = "Betrag"
"""
ALWAYS = {"customer_id", "customer_name", "email", "service_name", "charges"}


def profile(text):
    read = read_profile("acme", text.encode())
    assert isinstance(read, Profile), read
    return read


def reason(text, name="acme"):
    data = text if isinstance(text, bytes) else text.encode()
    problem = read_profile(name, data)
    assert isinstance(problem, Problem), problem
    assert problem.code == "profile_invalid"
    assert problem.value == name
    return problem.message.removeprefix(f"The profile {name} cannot be used: ")

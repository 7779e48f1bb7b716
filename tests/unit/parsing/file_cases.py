"""For each problem of a whole file an input that has it, and one that nearly does."""

import gzip
import io
import json
import re
import zipfile

import openpyxl

from receipts.parsing.branding import Branding
from receipts.parsing.rules import NOTICES
from tests.builders import ALICE, BOB, HEADER, charges_csv, inputs, rulebook
from tests.pictures import png

GOOD = charges_csv(ALICE, BOB)
CONTACTS = b"customer_id,customer_name,email\nC1,Alice,alice@example.com\n"
WITH_MONTH = f"{HEADER},billing_period"
PROFILE = b"""
[columns]
customer_id = "customer_id"
customer_name = "customer_name"
email = "email"
service_name = "service_name"
charges = "charges"
"""
NO_NAME = rulebook(seller_name="")
ROWS = [line.split(",") for line in (HEADER, ALICE, BOB)]


def sheet(change=lambda sheet: None, rows=ROWS):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def hide_row_3(sheet):
    sheet.row_dimensions[3].hidden = True


def hide_row_9(sheet):
    sheet.row_dimensions[9].hidden = True


def two_decimals(value):
    def change(sheet):
        sheet["E2"] = value
        sheet["E2"].number_format = "0.00"

    return change


def zipped(*names):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return sink.getvalue()


def declaring(line):
    return {"profile": "own", "profile_file": line.encode() + b"\n" + PROFILE}


def case(data=GOOD, **changes):
    return data, changes


def crowd(held, good):
    bad = [f"H{n},Name,h{n}@example.com,S,x" for n in range(held)]
    fine = [f"G{n},Name,g{n}@example.com,S,1" for n in range(good)]
    return charges_csv(*bad, *fine)


def focus(contacts):
    header = "SubAccountId,ServiceName,BilledCost,BillingCurrency,BillingPeriodStart"
    data = charges_csv("C1,S,5,USD,2024-09-01", header=header)
    return case(data, profile="focus", contacts=contacts)


def month_and_contents(month):
    return charges_csv(f"{ALICE},{month}", header=WITH_MONTH)


BOMB = charges_csv(ALICE) + b"x" * 1_000_000
# code -> inputs that have the problem, inputs that nearly do.
CASES = {
    "file_empty": (
        [case(b""), case(b" \n\r\n"), case(f"{HEADER}\n,,,,\n".encode()), case(b",,\n")],
        [case(f"{HEADER}\n{ALICE}".encode())],
    ),
    "file_too_large": (
        [
            case(rulebook=rulebook(max_input_bytes=len(GOOD) - 1)),
            case(gzip.compress(GOOD), rulebook=rulebook(max_input_bytes=len(GOOD) - 1)),
            case(b"", too_large="v1"),
        ],
        [case(rulebook=rulebook(max_input_bytes=len(GOOD)))],
    ),
    "file_compressed": (
        [
            case(b"BZh9" + GOOD),
            case(zipped("charges.csv")),
            case(gzip.compress(gzip.compress(GOOD))),
        ],
        [case(gzip.compress(GOOD)), case(charges_csv(f"BZh,{ALICE}", header=f"BZ,{HEADER}"))],
    ),
    "file_damaged": (
        [case(gzip.compress(GOOD)[:-1]), case(gzip.compress(GOOD) + b"x")],
        [case(gzip.compress(GOOD) + gzip.compress(b"C3,C,c@example.com,S,1\n"))],
    ),
    "file_unpacks_too_far": ([case(gzip.compress(BOMB))], [case(BOMB)]),
    "file_is_spreadsheet": (
        [
            case(b"\xd0\xcf\x11\xe0" + b"x" * 600),
            case(zipped("content.xml")),
            case(zipped("xl/workbook.bin")),
        ],
        [case(sheet())],
    ),
    "workbook_unreadable": (
        [case(sheet()[:-30]), case(sheet(lambda s: s.append(["C3", "=A1", "c@x.com", "S", 1])))],
        [case(sheet(lambda s: s.append(["C3", "A1=", "c@x.com", "S", 1])))],
    ),
    "workbook_too_large": (
        [case(sheet(), rulebook=rulebook(max_input_bytes=len(sheet())))],
        [case(sheet(), rulebook=rulebook(max_input_bytes=100_000))],
    ),
    "workbook_hides_cells": ([case(sheet(hide_row_3))], [case(sheet(hide_row_9))]),
    "encoding_utf16": (
        [case(GOOD.decode().encode("utf-16")), case(GOOD.decode().encode("utf-16-be"))],
        [case(GOOD.decode().encode("utf-16"), **declaring('encoding = "utf-16"'))],
    ),
    "encoding_cp1252": (
        [case(GOOD.replace(b"Alice", b"Zo\xeb"))],
        [
            case(GOOD.replace(b"Alice", "Zo\u00eb".encode())),
            case(GOOD.replace(b"Alice", b"Zo\xeb"), **declaring('encoding = "cp1252"')),
        ],
    ),
    "encoding_not_utf8": ([case(b"\x89PNG\r\n\x1a\n\x00\xff")], [case(b"\xef\xbb\xbf" + GOOD)]),
    "encoding_damaged": (
        [
            case(GOOD.replace(b"Alice", b"Zo\x81"), **declaring('encoding = "cp1252"')),
            case(GOOD.decode().encode("utf-16")[:-1], **declaring('encoding = "utf-16"')),
        ],
        [case(GOOD.replace(b"Alice", b"Zo\x80"), **declaring('encoding = "cp1252"'))],
    ),
    "delimiter_unexpected": (
        [
            *(case(GOOD.replace(b",", sign)) for sign in (b";", b"\t", b"|")),
            case(**declaring('delimiter = ";"')),
        ],
        [
            case(GOOD.replace(b",", b";"), **declaring('delimiter = ";"')),
            case(charges_csv(f"x,{ALICE}", header=f"a;b,{HEADER}")),
        ],
    ),
    "csv_unreadable": (
        [case(charges_csv(f"{ALICE},x", header=f"{HEADER},{'x' * 131_073}"))],
        [case(charges_csv(f"{ALICE},x", header=f"{HEADER},{'x' * 131_072}"))],
    ),
    "column_missing": (
        [case(charges_csv("C1,Alice,alice@example.com,S", header=HEADER.removesuffix(",charges")))],
        [case(GOOD.replace(b"customer_id", b"Customer-ID"))],
    ),
    "column_duplicated": (
        [case(charges_csv(f"{ALICE},5", header=f"{HEADER},Charges"))],
        [case(charges_csv(f"{ALICE},5", header=f"{HEADER},charges2"))],
    ),
    "period_missing": (
        [case(key="charges.csv"), case(key="2024-13/x.csv"), case(key="2024-09-01/x.csv")],
        [case(key="x2024-09x.csv"), case(month_and_contents("2024-09"), key="charges.csv")],
    ),
    "period_ambiguous": (
        [case(key="2024-09/2024-10.csv")],
        [case(key="2024-09/2024-09.csv"), case(key="2024-09/2024-10-01.csv")],
    ),
    "period_disagrees": (
        [case(month_and_contents("2024-10"))],
        [case(month_and_contents("2024-09")), case(month_and_contents("2024-10"), key="x.csv")],
    ),
    "profile_unknown": ([case(profile="own")], [case(profile="own", profile_file=PROFILE)]),
    "profile_invalid": (
        [case(profile="own", profile_file=PROFILE + b"x = 1\n"), case(**declaring("x"))],
        [case(profile="own", profile_file=PROFILE + b"# x = 1\n")],
    ),
    "contacts_missing": ([focus(None)], [focus(CONTACTS), case(contacts=None)]),
    "contacts_unreadable": (
        [focus(b"customer_id\nC1\n"), focus(CONTACTS * 2), focus(CONTACTS + b"C2,x\n")],
        [focus(CONTACTS + b"C2,Bob,\n")],
    ),
    "branding_invalid": (
        [
            case(branding=Branding(toml=b'colour = "red"')),
            case(branding=Branding(toml=b'logo = "logo.png"')),
            case(b"", branding=Branding(toml=b"colour")),
        ],
        [
            case(branding=Branding(toml=b'colour = "#ff0000"')),
            case(branding=Branding(toml=b'logo = "logo.png"', logo=png())),
        ],
    ),
    "seller_invalid": (
        [case(rulebook=rulebook(seller_name="a\nb")), case(b"", too_large="v1", rulebook=NO_NAME)],
        [case(rulebook=rulebook(seller_name="a b", seller_address=""))],
    ),
    "same_file_other_month": (
        [case(billed_under="2024-08")],
        [case(month_and_contents("2024-09"), billed_under="2024-08"), case(billed_under=None)],
    ),
    "control_unreadable": (
        [case(control={"control-rows": "two"}), case(sidecar=b"{")],
        [case(control={"control-rows": "2"}), case(control={"rows": "two"})],
    ),
    "control_rows_differ": (
        [case(control={"control-rows": "3"}), case(sidecar=json.dumps({"rows": 1}).encode())],
        [
            case(control={"control-rows": "2"}),
            case(charges_csv(ALICE, ",,,,", BOB), sidecar=b'{"rows": 2}'),
        ],
    ),
    "control_sum_differs": (
        [
            case(control={"control-sum-usd": "15.500000000001"}),
            case(control={"control-sum-eur": "0"}),
        ],
        [case(control={"control-sum-usd": "15.5", "control-sum-eur": "0"})],
    ),
    "control_sha256_differs": (
        [case(control={"control-sha256": "0" * 64})],
        [case(control={"control-sha256": inputs(GOOD).sha256.upper()})],
    ),
    "held_share": (
        [case(crowd(10, 39)), case(crowd(10, 40), rulebook=rulebook(max_held_share=0))],
        [case(crowd(10, 40)), case(crowd(9, 0), rulebook=rulebook(max_held_share=0))],
    ),
    "columns_ignored": (
        [case(charges_csv(f"{ALICE},x", header=f"{HEADER},junk"))],
        [case(charges_csv(f"{ALICE},x", header=f"{HEADER},problem_help"))],
    ),
    "row_empty": (
        [case(charges_csv(ALICE, "", BOB)), case(charges_csv(ALICE, ' ,"",,,', BOB))],
        [case(GOOD.rstrip()), case(b"\n" + GOOD)],
    ),
    "compression_hidden": (
        [case(gzip.compress(GOOD))],
        [case(gzip.compress(GOOD), key="2024-09/charges.csv.GZ")],
    ),
    "cells_show_less": (
        [case(sheet(two_decimals(1.239)))],
        [case(sheet(two_decimals(1.23))), case(sheet(two_decimals(5)))],
    ),
    "lines_duplicated": (
        [case(charges_csv(ALICE, BOB, ALICE))],
        [case(charges_csv(ALICE, BOB, ALICE.replace("10.00", "10.0")))],
    ),
}
#: Warnings about a cell: `test_rules.py` has their cases.
ABOUT_A_CELL = {rule.code for rule in NOTICES}
LEFT_OVER = re.compile(r"\{[a-z_]*\}")

from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.model import Problem
from receipts.parsing.reading.workbook import Sheet
from tests.unit.parsing.reading.workbooks import part, read, repacked, workbook

GOOD = workbook(["id", "charges"], *([f"C{i}", i * 1.1] for i in range(9)))
XML = st.sampled_from(["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "sheet1"])


@settings(deadline=None, max_examples=150)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), kept=st.floats(0, 2))
def test_a_damaged_workbook_is_refused_or_read_as_it_was(place, bit, kept):
    data = bytearray(GOOD)
    data[int(place * len(data))] ^= 1 << bit

    sheet = read(bytes(data[: int(kept * len(data))]))

    assert isinstance(sheet, Problem) or sheet == read(GOOD)


@settings(deadline=None, max_examples=150)
@given(name=XML, place=st.floats(0, 1, exclude_max=True), sign=st.sampled_from(b'019"<>/ aZ\0\xff'))
def test_any_xml_is_read_or_refused(name, place, sign):
    xml = bytearray(part(GOOD, "xl/worksheets/sheet1.xml" if name == "sheet1" else name))
    xml[int(place * len(xml))] = sign

    assert isinstance(read(repacked(GOOD, **{name: bytes(xml)})), Sheet | Problem)

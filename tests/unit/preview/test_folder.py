import stat

import pytest

from receipts.errors import ConfigError
from receipts.preview.folder import prepare, write


def test_a_new_folder_is_its_owners_alone(tmp_path):
    prepare(tmp_path / "new" / "out")

    assert stat.S_IMODE((tmp_path / "new" / "out").stat().st_mode) == 0o700


def test_an_empty_folder_that_others_could_read_is_closed(tmp_path):
    tmp_path.chmod(0o755)

    prepare(tmp_path)

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["index.html", "receipts/x/mail.eml", "notes.txt", ".hidden"])
def test_a_folder_of_somebody_else_is_refused_and_left_as_it_is(tmp_path, name):
    theirs = tmp_path / name
    theirs.parent.mkdir(parents=True, exist_ok=True)
    theirs.write_text("theirs")
    mode = tmp_path.stat().st_mode

    with pytest.raises(ConfigError, match="name an empty folder"):
        prepare(tmp_path)

    assert theirs.read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == [name.partition("/")[0]]
    assert tmp_path.stat().st_mode == mode


def test_a_file_in_its_place_is_refused(tmp_path):
    (tmp_path / "out").write_text("theirs")

    with pytest.raises(OSError, match="exists"):
        prepare(tmp_path / "out")

    assert (tmp_path / "out").read_text() == "theirs"


def test_what_an_earlier_preview_made_is_cleared_and_nothing_else(tmp_path):
    prepare(tmp_path)
    write(tmp_path, {"index.html": b"", "data.js": b"", "preview.css": b"", "preview.js": b""})
    of_one = {"index.html": b"", "mail.eml": b"", "mail.txt": b"", "mail.html": b""}
    write(tmp_path / "receipts" / "one", {**of_one, "receipt-one.csv": b""})
    write(tmp_path / "receipts" / "two", {**of_one, "theirs.txt": b"theirs"})
    write(tmp_path, {"theirs.txt": b"theirs"})

    prepare(tmp_path)

    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {".receipts-preview", "receipts/two/theirs.txt", "theirs.txt"}
    assert not (tmp_path / "receipts" / "one").exists()

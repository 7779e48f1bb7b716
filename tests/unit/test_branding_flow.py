"""From config/branding/ to the mail: what is pinned, and what a later change does."""

import sys

import pytest

from receipts import keys
from receipts.letterhead import from_json
from tests.builders import ALICE, BOB, charges_csv
from tests.fakes import FakeWorld
from tests.pictures import png
from tests.working import drop, work

KEY = "config/branding/branding.toml"
TOML = b'colour = "#123456"\nfooter = "Registered in Bath"\nlogo = "logo.png"\n'
YORK = b'footer = "Registered in York"'
CHARGES = charges_csv(ALICE, BOB)


def branded(toml=TOML):
    world = FakeWorld()
    world.landing.files |= {KEY: toml, "config/branding/logo.png": png()}
    return world


def letterhead_key(run):
    return keys.letterhead_key(billing_period=run.billing_period, run_id=run.run_id)


def written(world, folder):
    return [key for key in world.audit.objects if key.startswith(folder)]


def test_a_run_s_letterhead_is_written_and_the_files_it_is_made_of_are_kept():
    world = branded()

    (run,) = drop(world, CHARGES, seller_name="Shop")

    letterhead = from_json(world.audit.objects[letterhead_key(run)])
    assert letterhead == run.letterhead
    assert (letterhead.seller_name, letterhead.colour) == ("Shop", "#123456")
    assert letterhead.logo.data == png()
    for data in (TOML, png()):
        assert world.audit.objects[keys.input_key(keys.sha256(data))] == data


def test_a_run_is_not_committed_before_its_letterhead_is_there():
    world = branded()
    world.audit.fails_at = "letterheads/"

    with pytest.raises(ConnectionError):
        drop(world, CHARGES)

    assert written(world, "receipts/") == []
    assert world.queue.sent == []


def test_a_bad_branding_rejects_the_run_is_kept_and_has_no_letterhead():
    world = branded(b'colour = "red"')

    (run,) = drop(world, CHARGES)

    assert [problem.code for problem in run.problems] == ["branding_invalid"]
    assert {key.partition("/")[0] for key in world.audit.objects} == {
        *("inputs", "rejects", "mend", "held", "runs")
    }
    assert b'colour = "red"' in world.audit.objects.values()


def test_a_mail_that_still_waits_looks_as_it_did_when_its_file_was_dropped():
    world = branded()
    drop(world, CHARGES)
    world.landing.files[KEY] = YORK

    work(world)

    assert len(world.mailer.sent) == 2
    assert all(b"Registered in Bath" in mail.mime for mail in world.mailer.sent)


def test_a_later_branding_sends_nothing_again():
    world = branded()
    (first,) = drop(world, CHARGES)
    work(world)
    kept = world.audit.objects[letterhead_key(first)]

    world.landing.files[KEY] = YORK
    (again,) = drop(world, CHARGES)
    work(world)

    assert again.run_id != first.run_id
    assert world.audit.objects[letterhead_key(first)] == kept
    assert len(world.mailer.sent) == 2


def test_a_later_run_has_the_later_branding():
    world = branded()
    drop(world, charges_csv(ALICE))
    work(world)

    world.landing.files[KEY] = YORK
    drop(world, CHARGES)
    work(world)

    alices, bobs = world.mailer.sent
    assert b"Registered in Bath" in alices.mime
    assert b"Registered in York" in bobs.mime


def test_without_its_letterhead_nothing_of_a_run_is_sent():
    world = branded()
    (run,) = drop(world, CHARGES)
    del world.audit.objects[letterhead_key(run)]

    work(world)

    assert [cause for cause, _ in world.dead_letters.kept] == ["letterhead_missing"] * 2
    assert world.mailer.sent == []


def test_the_file_dropped_again_writes_the_letterhead_anew_and_what_is_redriven_is_sent():
    world = branded()
    (run,) = drop(world, CHARGES)
    kept = world.audit.objects.pop(letterhead_key(run))
    letters = world.queue.take()

    (again,) = drop(world, CHARGES, version="v2")
    world.queue.take()
    work(world, letters)

    assert again.run_id == run.run_id
    assert world.audit.objects[letterhead_key(run)] == kept
    assert len(world.mailer.sent) == 2


def test_without_the_extra_for_pdfs_nothing_is_sent_and_the_messages_come_back(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "typst", None)
    world = FakeWorld()
    drop(world, CHARGES, attach_pdf=True)
    bodies = world.queue.take()

    failed = work(world, bodies)

    assert failed == list(bodies)
    assert (world.mailer.sent, world.ledger.rows, world.dead_letters.kept) == ([], {}, [])
    assert "AttachPdf is on, but the extra pdf is not installed" in caplog.text

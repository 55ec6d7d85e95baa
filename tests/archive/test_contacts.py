"""Contacts and relationships of an archive: as the library finds them call by call, however the work was cut."""

import csv
import signal
from pathlib import Path

import pandas as pd
import pytest
from archive_kit import contents, score, table

import softskills as ss
from softskills.archive import relationships, schema
from softskills.archive.overview import read_tables
from softskills.archive.spark import score_partition
from softskills.errors import OptionError

CARD = "four one one one one one one one one one one one one one one one"
NEED = "We need the invoices to reach the office in Leeds before Friday, that is what matters to us."
HEARD = "So the invoices have to reach Leeds before Friday, is that right?"
ACTED = "I'll send the invoices to Leeds myself on Wednesday."
WORRY = "Honestly I'm really worried and upset, I lost sleep over it."
FELT = "I'm so sorry, that must be really upsetting for you."
OFFER = "Our premium plan includes free replacement within a day."
CALLS = {
    "a1": ("Dana", "Acme", "2026-01-05", [OFFER]),
    "a2": ("Dana", "Acme", "2026-01-15", [NEED, HEARD, ACTED]),
    "a3": ("Dana", "Acme", "2026-01-25", [WORRY, f"{FELT} So your card is {CARD}.", WORRY, FELT]),
    "b1": ("Dana", "Elm", "2026-02-01", [OFFER]),
    "b2": ("Lee", "Acme", "2026-02-20", [NEED, HEARD, ACTED]),
    "c1": ("Lee", "", "2026-02-21", [WORRY, FELT]),
    "c2": ("Lee", "Oak", "", [OFFER]),
}
FROM_CUSTOMER = (NEED, WORRY)


@pytest.fixture
def manifest(tmp_path):
    """Seven calls and what is known of them; one names no client, one no date."""
    folder = tmp_path / "calls"
    folder.mkdir()
    rows = []
    for name, (rep, client, date, said) in CALLS.items():
        lines = ["Agent: Hello, how can I help you today?", "Customer: Hi there, I have a question for you."]
        lines += [f"{'Customer' if text in FROM_CUSTOMER else 'Agent'}: {text}" for text in said]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", "utf-8")
        rows.append({"path": f"{name}.txt", "rep": rep, "client": client, "date": date})
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder / "manifest.csv"


def run(manifest, out, **settings):
    return score(manifest, out, **{"workers": 0, "shard_calls": 2, **settings})


def of(out, name):
    found = {file: value for file, value in contents(out).items() if file.startswith(f"{name}/")}
    assert found
    return found


def related(out):
    return table(out, "relationships")


def test_relationships_are_those_of_the_calls_one_by_one(manifest, tmp_path):
    run(manifest, tmp_path / "out")
    found = related(tmp_path / "out")
    told = pd.read_csv(manifest, dtype=str).fillna("")
    alone = [ss.analyze(manifest.parent / row.path, tier="rules", manifest=manifest) for row in told.itertuples()]
    wanted = ss.relationships(alone)
    assert list(zip(found["rep"], found["client"], strict=True)) == list(
        zip(wanted["rep"], wanted["client"], strict=True)
    )
    same = ["n_calls", "level", "trend", "n_check_ins", "n_rep_questions", "asking_share", "interval_days"]
    same += ["days_since", "overdue_days", "overdue"]
    pd.testing.assert_frame_equal(found[same], wanted[same])
    assert [pd.Timestamp(day) if day == day and day else pd.NaT for day in found["last"]] == list(wanted["last"])
    assert set(found["as_of"]) == {"2026-02-20"}


def test_each_level_has_its_evidence_and_unnamed_clients_are_in_no_relationship(manifest, tmp_path):
    run(manifest, tmp_path / "out")
    found = related(tmp_path / "out").set_index(["rep", "client"])
    assert found["level"].to_dict() == {("Dana", "Acme"): 3, ("Dana", "Elm"): 1, ("Lee", "Acme"): 2, ("Lee", "Oak"): 1}
    assert found.loc[("Dana", "Acme"), "evidence"].startswith('2 of 2 feelings met; a3.txt: "Honestly')
    assert OFFER in found.loc[("Dana", "Elm"), "evidence"]
    assert pd.isna(found.loc[("Lee", "Oak"), "last"])
    assert "c1.txt" not in set(table(tmp_path / "out", "contacts")["call_id"])


def test_the_contacts_of_an_archive_are_what_relationships_takes(manifest, tmp_path):
    run(manifest, tmp_path / "out")
    frame = ss.relationships(table(tmp_path / "out", "contacts"))
    assert list(frame["evidence"]) == list(related(tmp_path / "out")["evidence"])
    later = ss.relationships(table(tmp_path / "out", "contacts"), as_of="2027-01-01")
    assert later["days_since"].max() == 341


@pytest.mark.parametrize("settings", [{"workers": 2}, {"shard_calls": 1}, {"shard_calls": 64, "workers": 1}])
def test_relationships_are_the_same_bytes_however_the_work_is_cut(manifest, tmp_path, settings):
    run(manifest, tmp_path / "out")
    run(manifest, tmp_path / "other", **settings)
    assert of(tmp_path / "out", "relationships") == of(tmp_path / "other", "relationships")


def test_a_run_that_went_on_has_the_bytes_of_one_that_was_not_disturbed(manifest, tmp_path):
    run(manifest, tmp_path / "whole", shard_calls=1)

    def interrupt(now):
        if now.n_files == 3:
            signal.raise_signal(signal.SIGINT)

    stopped = run(manifest, tmp_path / "out", shard_calls=1, on_progress=interrupt)
    assert not stopped.complete
    assert not (tmp_path / "out" / "relationships").exists()
    run(manifest, tmp_path / "out", shard_calls=1)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_more_contacts_than_are_held_at_once_give_the_same_rows_in_more_parts(manifest, tmp_path, monkeypatch):
    run(manifest, tmp_path / "out", shard_calls=1)
    whole = related(tmp_path / "out")
    monkeypatch.setattr(relationships, "HELD", 2)
    monkeypatch.setattr(relationships, "BUCKETS", 3)
    run(manifest, tmp_path / "out", shard_calls=1)
    assert len(of(tmp_path / "out", "relationships")) == 3
    laid_out = related(tmp_path / "out").sort_values(["rep", "client"], ignore_index=True)
    pd.testing.assert_frame_equal(laid_out, whole)
    monkeypatch.undo()
    run(manifest, tmp_path / "out", shard_calls=1)
    assert len(of(tmp_path / "out", "relationships")) == 1
    pd.testing.assert_frame_equal(related(tmp_path / "out"), whole)


def test_a_call_that_goes_leaves_its_relationship(manifest, tmp_path):
    run(manifest, tmp_path / "out")
    rows = manifest.read_text("utf-8").splitlines()
    manifest.write_text("\n".join(row for row in rows if not row.startswith("a3")) + "\n", "utf-8")
    run(manifest, tmp_path / "out")
    found = related(tmp_path / "out").set_index(["rep", "client"])
    assert found.loc[("Dana", "Acme"), "level"] == 2
    run(manifest, tmp_path / "fresh")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_a_second_run_rewrites_no_relationship(manifest, tmp_path):
    run(manifest, tmp_path / "out")
    (part,) = (tmp_path / "out" / "relationships").iterdir()
    before = part.stat().st_mtime_ns, part.stat().st_ino
    run(manifest, tmp_path / "out")
    assert (part.stat().st_mtime_ns, part.stat().st_ino) == before


def test_a_number_that_the_end_of_a_quote_cuts_is_replaced_all_the_same(manifest, tmp_path):
    run(manifest, tmp_path / "plain")
    assert "four one one" in " ".join(related(tmp_path / "plain")["evidence"])
    run(manifest, tmp_path / "out", redact=True)
    stored = " ".join(
        [*related(tmp_path / "out")["evidence"], *table(tmp_path / "out", "contacts")["feeling_quote"].dropna()]
    )
    assert "feelings met; a3.txt" in stored
    assert "four one" not in stored
    assert "[card]" in stored


def test_without_text_levels_stay_and_quotes_are_null(manifest, tmp_path):
    run(manifest, tmp_path / "plain")
    run(manifest, tmp_path / "out", text=False)
    found, contacts = related(tmp_path / "out"), table(tmp_path / "out", "contacts")
    assert list(found["level"]) == list(related(tmp_path / "plain")["level"])
    assert next(iter(found["evidence"])) == "2 of 2 feelings met"
    assert contacts[["offer_quote", "need_quote", "feeling_quote"]].isna().all(axis=None)


def test_an_archive_without_named_clients_has_both_tables_and_no_rows(archive, tmp_path):
    score(archive, tmp_path / "out", workers=0)
    assert (len(related(tmp_path / "out")), len(table(tmp_path / "out", "contacts"))) == (0, 0)
    assert list(related(tmp_path / "out").columns) == [column.name for column in schema.columns("relationships")]


def test_an_archive_scored_before_contacts_were_kept_is_said_to_be(manifest, tmp_path):
    run(manifest, tmp_path / "out")
    path = Path(tmp_path / "out" / "manifest.json")
    path.write_text(path.read_text("utf-8").replace('"contacts",', ""), "utf-8")
    assert "scored before contacts were kept" in str(read_tables(str(tmp_path / "out")).notices[-1])


def test_the_team_page_of_a_scored_archive_shows_the_levels(manifest, tmp_path):
    from softskills.report.html.team import team_report

    run(manifest, tmp_path / "out")
    page = " ".join(team_report(tmp_path / "out").split())
    assert "Of all pairs, 1 is on level 3, 1 on level 2 and 2 on level 1" in page
    north = " ".join(team_report(tmp_path / "out", since="2026-02-01").split())
    assert "Of all pairs, 0 are on level 3, 1 on level 2 and 1 on level 1" in north


def test_relationships_are_of_no_single_partition():
    with pytest.raises(OptionError, match="no partition makes the table 'relationships'"):
        list(score_partition(iter([]), table="relationships"))

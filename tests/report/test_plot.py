"""Pictures as SVG, and spans for displaCy."""

import xml.etree.ElementTree as ET

import pandas as pd
import pytest

import softskills as ss
from softskills.errors import OptionError

SVG = "{http://www.w3.org/2000/svg}"


def svg(picture):
    return ET.fromstring(str(picture))


def test_a_timeline_has_a_bar_a_turn_and_a_mark_a_tag(sample):
    root = svg(ss.plot.timeline(sample))
    kinds = [item.get("class") for item in root.iter(f"{SVG}rect")]
    assert sum(kind.startswith("say ") for kind in kinds) == len(sample.call.utterances)
    assert kinds.count("tag") == len(sample.tags_found)
    assert len([item for item in root.iter(f"{SVG}circle") if item.get("class") == "mood"]) == len(sample.view.moods)


def test_a_timeline_lies_between_the_first_word_and_the_last(sample):
    for item in svg(ss.plot.timeline(sample)).iter(f"{SVG}rect"):
        if item.get("class", "").startswith("say "):
            x, width = (float(item.get(name).rstrip("%")) for name in ("x", "width"))
            assert 0 <= x <= 100
            assert x + width <= 100.2


def test_a_call_without_times_is_drawn_along_its_words(result):
    root = svg(ss.plot.timeline(result))
    bars = [item for item in root.iter(f"{SVG}rect") if item.get("class", "").startswith("say ")]
    assert len(bars) == len(result.call.utterances)
    assert not [item for item in root.iter(f"{SVG}text") if item.get("class") == "tick"]


def test_a_hostile_call_is_still_xml(hostile):
    assert not list(svg(ss.plot.timeline(hostile)).iter(f"{SVG}script"))


def people(n, **more):
    return pd.DataFrame(
        {
            "speaker": [f"Rep {i}" for i in range(n)],
            "role": "rep",
            "skill_empathy": [10.0 * i for i in range(n)],
            **more,
        }
    )


def test_a_profile_has_a_dot_a_person_at_their_score():
    root = svg(ss.plot.profile(people(3)))
    assert [item.get("cx") for item in root.iter(f"{SVG}circle")] == ["0.0%", "10.0%", "20.0%"]


def test_a_profile_draws_intervals_where_there_are_any():
    frame = people(2, skill_empathy_low=[0.0, float("nan")], skill_empathy_high=[30.0, float("nan")])
    ranges = [item for item in svg(ss.plot.profile(frame)).iter(f"{SVG}line") if "range" in item.get("class", "")]
    assert [(item.get("x1"), item.get("x2")) for item in ranges] == [("0.0%", "30.0%")]


def test_what_a_profile_says_beside_a_score_is_no_skill(result):
    root = svg(ss.plot.profile(ss.profile([result])))
    labels = [item.text for item in root.iter(f"{SVG}text") if item.get("class") == "label"]
    assert len(labels) == len(result.card.skills)


def test_a_skill_without_a_score_has_no_dot():
    frame = people(1).assign(skill_empathy=float("nan"))
    root = svg(ss.plot.profile(frame))
    assert not list(root.iter(f"{SVG}circle"))
    assert "–" in [item.text.strip() for item in root.iter(f"{SVG}text")]


def test_many_people_are_a_strip():
    root = svg(ss.plot.profile(people(40)))
    assert len(list(root.iter(f"{SVG}circle"))) == 40
    assert float(root.get("height")) < 200


@pytest.mark.parametrize("frame", [pd.DataFrame({"speaker": ["Dana"]}), people(1).assign(role="customer")])
def test_a_profile_without_reps_or_skills_is_refused(frame):
    with pytest.raises(OptionError):
        ss.plot.profile(frame)


def test_a_picture_shows_itself_and_is_saved_whole(result, tmp_path):
    picture = ss.plot.timeline(result)
    picture.save(tmp_path / "call.svg")
    assert (tmp_path / "call.svg").read_text("utf-8") == picture._repr_svg_()


@pytest.mark.parametrize("style", ["span", "ent"])
def test_displacy_renders_the_tagged_turns(result, style):
    from spacy import displacy

    told = ss.plot.displacy(result)
    assert sum(len(item["spans"]) for item in told) == len(result.tags_found)
    text = displacy.render(told, style=style, manual=True, jupyter=False)
    assert "question.open" in text


def test_displacy_tokens_cover_the_words_of_the_tag(result):
    """Letters alone are compared: displaCy's tokens leave out what stands between words."""
    told = {item["title"]: item for item in ss.plot.displacy(result)}
    for tag in result.tags_found:
        utt = result.call.utterances[tag.turn]
        item = told[f"{utt.speaker}, turn {tag.turn}"]
        covered = {
            letters("".join(item["tokens"][span["start_token"] : span["end_token"]]))
            for span in item["spans"]
            if span["label"] == tag.tag
        }
        assert letters(tag.span.of(utt.text)) in covered


def letters(text):
    return "".join(character for character in text if character.isalnum())

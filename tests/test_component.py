"""The spaCy component: found by its entry point, tags in doc.spans."""

import pytest
import spacy

from softskills.errors import OptionError


def test_add_pipe_finds_the_component_and_sets_spans():
    nlp = spacy.blank("en")
    nlp.add_pipe("softskills", config={"role": "rep"})
    doc = nlp("Okay. What happened after that?")
    spans = doc.spans["softskills"]
    assert [(span.text, span.label_) for span in spans] == [("What happened after that?", "question.open")]
    assert len(spans.attrs["scores"]) == len(spans)


def test_without_a_role_the_tags_of_both_sides_are_given():
    nlp = spacy.blank("en")
    nlp.add_pipe("softskills")
    labels = {
        span.label_
        for doc in nlp.pipe(["I'm so worried about it.", "How can I help?"])
        for span in doc.spans["softskills"]
    }
    assert {"customer.distress", "question.open"} <= labels


def test_an_unknown_role_is_refused():
    with pytest.raises(OptionError, match="no role 'boss'"):
        spacy.blank("en").add_pipe("softskills", config={"role": "boss"})

"""`nlp.add_pipe("softskills")`: the tags in anybody's spaCy pipeline, in `doc.spans["softskills"]`.

    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("softskills", config={"role": "rep"})
    doc = nlp("I'm so sorry, that must be really frustrating.")
    [(span.text, span.label_) for span in doc.spans["softskills"]]

A Doc is one turn of one speaker. What needs the turns before it (echoes, tailored value, uptake) is not found here;
for whole calls there is `softskills.analyze`.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from softskills.errors import OptionError
from softskills.segment import segment
from softskills.taggers import tag_call
from softskills.transcript import ROLES, Role, Utterance

KEY = "softskills"


@Language.factory("softskills", default_config={"role": "unknown"}, assigns=["doc.spans"])  # type: ignore[untyped-decorator]
def make(nlp: Language, name: str, role: str) -> Tagging:
    """Make the component.

    Args:
        nlp: the pipeline it joins.
        name: its name there.
        role: whose turns the Docs are: "rep", "customer", or "unknown" for the tags of both sides.

    Raises:
        OptionError: no such role.
    """
    for known in ROLES:
        if known == role:
            return Tagging(known)
    raise OptionError(f"there is no role {role!r}", hint=f"one of {', '.join(ROLES)}")


class Tagging:
    """Sets `doc.spans["softskills"]`; each span's label is its tag. The scores are in `attrs["scores"]`."""

    def __init__(self, role: Role) -> None:
        self.role: Role = role

    def __call__(self, doc: Doc) -> Doc:
        """Tag a Doc."""
        tags = tag_call([segment(Utterance(0, None, doc.text, role=self.role), doc)])
        spans = [doc.char_span(tag.span.start, tag.span.stop, label=tag.tag, alignment_mode="expand") for tag in tags]
        doc.spans[KEY] = SpanGroup(doc, name=KEY, spans=spans, attrs={"scores": [tag.score for tag in tags]})
        return doc

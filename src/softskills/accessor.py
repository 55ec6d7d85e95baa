"""`frame.softskills.profile(...)`: for transcripts that already sit in a DataFrame, many calls in one.

Registered when `softskills` is imported after pandas; else `import softskills.accessor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from softskills.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from softskills.analysis import Analysis


class SoftskillsAccessor:
    """What `frame.softskills` offers.

    Args:
        frame: one row per turn, calls told apart by a column.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def analyses(
        self, *, text: str = "text", speaker: str = "speaker", call: str | None = None, **options: Any
    ) -> list[Analysis]:
        """Analyse each call of the frame.

        Args:
            text: the column of words.
            speaker: the column of speakers.
            call: the column that tells calls apart; None when the frame is one call.
            options: what `softskills.analyze` takes (rep, framework, call_type).

        Returns:
            One analysis per call, in order of first appearance.

        Raises:
            OptionError: there is no such column.
        """
        from softskills.analysis import analyze

        for column in (text, speaker, *([call] if call else [])):
            if column not in self._frame.columns:
                raise OptionError(
                    f"the frame has no column {column!r}", hint=f"it has {', '.join(map(str, self._frame.columns))}"
                )
        renamed = self._frame.rename(columns={text: "text", speaker: "speaker"})
        if call is None:
            return [analyze(renamed, **options)]
        groups = renamed.groupby(self._frame[call].to_numpy(), sort=False, dropna=False)
        drop = [call] if call in renamed.columns and call not in ("text", "speaker") else []
        return [analyze(part.drop(columns=drop), call_id=str(name), **options) for name, part in groups]

    def profile(
        self,
        *,
        text: str = "text",
        speaker: str = "speaker",
        call: str | None = None,
        by: str | None = None,
        rep: str | Iterable[str] | None = None,
        framework: str = "softskills",
        call_type: str | None = None,
    ) -> pd.DataFrame:
        """Profile the calls of the frame.

        Args:
            text: the column of words.
            speaker: the column of speakers.
            call: the column that tells calls apart; None when the frame is one call.
            by: None for one row per call and speaker; "speaker", "role" or "call" to pool as `softskills.profile` does.
            rep: the rep's name or names.
            framework: a scorecard's id or file.
            call_type: whose bands apply.

        Returns:
            DataFrame: the rows of `Analysis.profile`, or those of `softskills.profile`.

        Raises:
            OptionError: there is no such column.
        """
        from softskills.pooling import profile

        found = self.analyses(text=text, speaker=speaker, call=call, rep=rep, framework=framework, call_type=call_type)
        if by is not None:
            return profile(found, by=by, framework=framework)
        return pd.concat([result.profile for result in found], ignore_index=True)


# Importing twice (a reload) is no clash with oneself.
if not hasattr(pd.DataFrame, "softskills"):
    pd.api.extensions.register_dataframe_accessor("softskills")(SoftskillsAccessor)

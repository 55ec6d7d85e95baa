"""Tables as DataFrames. pandas is imported at first use: a profile shown at a prompt can do without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# Each column with its dtype and its values.
Columns = Mapping[str, tuple[str, Sequence[Any]]]


def frame_of(columns: Columns) -> pd.DataFrame:
    """Make a DataFrame whose dtypes are the same on pandas 2 and 3, with rows or without."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(list(values), dtype=dtype) for name, (dtype, values) in columns.items()})

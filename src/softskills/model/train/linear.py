"""Train the linear tier: one logistic regression per label over the hashed features of clauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from softskills.corpora import GoldCall
from softskills.errors import ModelError
from softskills.model.labels import LABELS
from softskills.model.layout import ROWS, Layout, lay_out
from softskills.model.linear import Linear
from softskills.model.train.examples import clauses
from softskills.segment import turns

# Inverse strength of the penalty: the best of .1, .3 and 1 on corpora/dev.
STRENGTH = 0.3


def fit_linear(calls: Sequence[GoldCall], say: Callable[[str], None]) -> Linear:
    """Fit the linear model.

    Args:
        calls: gold calls, already in every dress they are to be learned in.
        say: told of progress.

    Raises:
        ModelError: scikit-learn is not installed.
    """
    try:
        from scipy.sparse import csr_matrix, vstack
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise ModelError("training needs scikit-learn", hint='pip install "softskills[train]"') from error
    matrices, truths, askeds = [], [], []
    for call in calls:
        said = list(turns(call.transcript.utterances))
        matrices.append(csr_matrix(rows_of(lay_out(said)), shape=None))
        labelled = clauses(call, said)
        truths.append(labelled.truth)
        askeds.append(labelled.asked)
    data = vstack(matrices, format="csr")
    truth, asked = np.concatenate(truths), np.concatenate(askeds)
    table = np.zeros((ROWS + 1, len(LABELS)), dtype=np.float32)
    bias = np.full(len(LABELS), -6.0, dtype=np.float32)
    for k, label in enumerate(LABELS):
        rows = asked[:, k]
        if len(np.unique(truth[rows, k])) < 2:
            say(f"{label}: never seen, or always; left out")
            continue
        model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-2, random_state=0)
        model.fit(data[rows], truth[rows, k])
        table[:, k], bias[k] = model.coef_[0], model.intercept_[0]
        say(f"{label}: {int(truth[rows, k].sum())} of {int(rows.sum())} clauses")
    table[0] = 0
    return Linear(table, bias)


def rows_of(layout: Layout) -> object:
    """Return the features of a call's clauses as a sparse matrix of counts."""
    from scipy.sparse import csr_matrix

    units, columns = [], []
    own = ((layout.words, layout.pairs), layout.first, layout.last)
    for kinds, start, stop in (own, *layout.around()):
        length = stop - start
        begin = np.concatenate(([0], np.cumsum(length)))
        for rows in kinds:
            units.append(np.repeat(np.arange(len(layout)), length))
            columns.append(rows[np.arange(begin[-1]) + np.repeat(start - begin[:-1], length)])
    units.append(np.repeat(np.arange(len(layout)), layout.edges.shape[1]))
    columns.append(layout.edges.reshape(-1))
    unit, column = np.concatenate(units), np.concatenate(columns)
    kept = column > 0
    ones = np.ones(int(kept.sum()), dtype=np.float32)
    return csr_matrix((ones, (unit[kept], column[kept])), shape=(len(layout), ROWS + 1))

"""Rank figures that can be checked by hand."""

import math

import pytest

from softskills.evaluate.ranks import area_under_curve, ranks, spearman

NAN = float("nan")


def test_equal_values_share_the_mean_of_their_ranks():
    assert ranks([7, 7, 7, 1]).tolist() == [3, 3, 3, 1]


@pytest.mark.parametrize(
    ("one", "other", "rho"),
    [
        ([1, 2, 3], [5, 6, 9], 1),
        ([1, 2, 3], [9, 6, 5], -1),
        ([1, 2, 3, 4], [1, 3, 2, 4], 0.8),  # 1 - 6 * 2 / (4 * 15)
        ([1, 2, 2, 3], [1, 2, 2, 3], 1),
        # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
        ([1, 2, 2, 3], [1, 2, 3, 4], math.sqrt(0.9)),
    ],
)
def test_spearman(one, other, rho):
    assert spearman(one, other) == (pytest.approx(rho), len(one))


def test_a_pair_with_a_nan_is_left_out_and_not_counted():
    assert spearman([1, 2, NAN, 3, 9], [1, 2, 5, 3, NAN]) == (1, 3)


@pytest.mark.parametrize(("one", "other", "n"), [([1, 2], [1, 2], 2), ([1, 1, 1], [1, 2, 3], 3), ([], [], 0)])
def test_too_few_pairs_or_no_spread_is_nan_and_not_zero(one, other, n):
    rho, count = spearman(one, other)
    assert math.isnan(rho)
    assert count == n


@pytest.mark.parametrize(
    ("high", "low", "area"),
    [([3, 4], [1, 2], 1), ([1, 2], [3, 4], 0), ([5], [5], 0.5), ([2, 4, NAN], [1, 3, NAN], 0.75)],
)
def test_area_under_the_curve(high, low, area):
    assert area_under_curve(high, low) == pytest.approx(area)


def test_area_without_one_of_the_sides_is_nan():
    assert math.isnan(area_under_curve([1, 2], [NAN]))

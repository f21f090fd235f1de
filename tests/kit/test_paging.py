"""Which page of a list is shown, whatever number was asked for."""

import pytest

from backend.kit.paging import fit_page


@pytest.mark.parametrize(
    ("asked", "total", "shown"),
    [(1, 0, (1, 1)), (1, 20, (1, 1)), (2, 21, (2, 2)), (9, 21, (2, 2)), (0, 21, (1, 2)), (-3, 21, (1, 2))],
)
def test_it_fits(asked: int, total: int, shown: tuple[int, int]):
    assert fit_page(asked, total, 20) == shown

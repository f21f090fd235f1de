"""Pages of a list (分页): which one is shown when somebody asks for any number."""


def fit_page(asked: int, total: int, rows: int) -> tuple[int, int]:
    """Return the page shown and how many there are, both from 1: of ``total`` lines, ``rows`` a page."""
    pages = max(1, -(-total // rows))
    return min(max(asked, 1), pages), pages

"""What the authority said (公安认证的答复)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """One answer.

    ``agrees`` is None where the authority has no record or cannot say: then a person must look. ``score`` is the
    likeness of the face, 0-100, and None where nothing was compared. ``code`` is stable and the vendor's own;
    ``sentence`` is Chinese and says what to do. ``request_id`` is the vendor's receipt, empty when nothing was sent.
    ``cost_fen`` is what this answer cost, in fen.
    """

    agrees: bool | None
    score: int | None
    code: str
    sentence: str
    request_id: str
    cost_fen: int

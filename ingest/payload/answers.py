"""From an answer to the document in it."""

from __future__ import annotations

from ingest.api.requester import Answer
from ingest.payload.admit import Admitted, Refused, admit


def document_in(answer: Answer) -> Admitted:
    """The document of a successful answer, or `Refused`: the bytes may only be kept for a look."""
    if answer.refused is not None:
        raise Refused(answer.refused)
    if not answer.is_success:
        raise Refused(f"HTTP {answer.status}")
    return admit(answer.body)

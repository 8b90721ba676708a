"""From the bytes of an answer to a payload, and the facts that a run needs of it."""

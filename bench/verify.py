"""What `ingest verify` reads, without setting anything aside: generated numbers have gaps."""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.raw.verify import verify

if __name__ == "__main__":
    print(verify(Path(sys.argv[1])).segments)

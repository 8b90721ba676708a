"""What holds for every test."""

from tests.support.canary import no_secret_is_written

__all__ = ["no_secret_is_written"]

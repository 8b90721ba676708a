"""What holds for every test."""

from tests.support.canary import no_secret_is_written
from tests.support.demo_warehouse import demo_data

__all__ = ["demo_data", "no_secret_is_written"]

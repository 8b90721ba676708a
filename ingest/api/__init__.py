"""Talks to the Halo Infinite API: spnkr builds the requests, our session sends them, paced."""

"""The walk through the history of a player."""

"""What is requested for a match, a player or an asset, and the rows that come of it."""

"""Signs the user in: six requests from a refresh token to a Spartan token, each checked."""

"""One run: plan → fetch → admit → commit."""

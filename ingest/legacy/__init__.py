"""The old application's files: read them, land their rows, write them anew, pack them away."""

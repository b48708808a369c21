"""The demonstration: content as text files, and the commands that load and serve it."""

"""The demonstration: content as text files, and the commands that load and serve it."""

PASSWORD = "learn-the-trial"  # noqa: S105 - of invented people; refused outside the demonstration

"""Courses as files that people can read, compare and mend. The format is described in docs/course-files.md."""

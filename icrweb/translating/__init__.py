"""Translating what is published: where each segment stands, what a change of the source does, who looked at it."""

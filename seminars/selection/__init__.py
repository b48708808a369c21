"""Selecting who takes part: what sites, country delegates and reviewers say, and the organizer's board."""

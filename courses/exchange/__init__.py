"""Questions from and for other systems: what a file would change in a bank, the change itself, and a bank as a file."""

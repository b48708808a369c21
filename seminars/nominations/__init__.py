"""Nomination by sites: opening a call, naming people and others instead, their answers, the mails, and the pages."""

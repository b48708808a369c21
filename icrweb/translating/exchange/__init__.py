"""Segments in files of translators' tools, out and in: PO and XLIFF 2.1. No Django here."""

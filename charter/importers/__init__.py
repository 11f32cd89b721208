"""Readers of raw logs. Transport is not format: bytes come from a file, a folder, a server; a reader reads them."""

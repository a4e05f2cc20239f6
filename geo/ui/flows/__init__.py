"""The displacement page's pieces: words, stepping, panel, table, and the numbers of the selection."""

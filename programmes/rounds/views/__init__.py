"""One file for each thing that somebody does on a page."""

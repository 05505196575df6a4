"""Saksframlegget: what it says (`paper`), where that comes from (`facts`, `sentences`), and how it is written."""

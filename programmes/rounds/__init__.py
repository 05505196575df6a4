"""Innspillsrunder: opened, commented in, answered. Each module is one thing that somebody does in a round."""

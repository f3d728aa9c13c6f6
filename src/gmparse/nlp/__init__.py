"""The spaCy pipeline for Vietnamese official text. The only package of gmparse that imports spaCy."""

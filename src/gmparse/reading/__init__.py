"""Bytes → `gmparse.page.Document`: one file a format, chosen by the file's own bytes."""

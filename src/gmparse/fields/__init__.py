"""One file a field: its value type, its rules, and ``find()`` that reads it from its zone."""

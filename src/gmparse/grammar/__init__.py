"""Small grammars without context, used by several fields: dates, times, document numbers, names, deadlines."""

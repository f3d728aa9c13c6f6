"""What people said of values, and what records and rows become by it. Indexing never touches what was said.

`said` reads the table ``corrections``, `table` writes it; `applied` puts what was said onto a record as the review page
shows it, `corrected` makes the letter of it that search and exports have.
"""

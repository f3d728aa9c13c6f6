"""Letters that need a person, in the browser."""

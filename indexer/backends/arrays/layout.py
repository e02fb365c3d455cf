"""What those who write an index and those who read it must agree on."""

SCHEMA_VERSION = 8
"""Goes up with every change of what is kept for an article or how; part of the index metadata."""
NO_DATE = -(2**63) + 1
"""The value in the date column for an article without a date: the least number that can be negated."""

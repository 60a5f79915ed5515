"""The rules, one family a file: a table of what is reported, and what finds it."""

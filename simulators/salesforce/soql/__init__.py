"""SOQL: text becomes tokens, tokens a syntax tree, the tree a plan over the org's objects, the plan rows.

``statement.prepare`` is the way in; a plan is compiled once per shape of query and kept.
"""

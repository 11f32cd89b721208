"""Norms: what is promised and by which rules, its versions and examples, and what other terms would have given."""

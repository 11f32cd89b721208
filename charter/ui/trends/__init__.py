"""Trends: where it is going, in sentences, figures and pictures, and what people write on them."""

"""Live sources: they fetch what is new from where it lies, and remember how far they came."""

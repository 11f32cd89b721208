"""What Charter's speed is measured against, in the same run on the same machine: `python -m benchmarks`.

Why: a number of seconds says nothing on another machine, a ratio does. Refuses to fail a test for being slow.
"""

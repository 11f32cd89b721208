"""Breaches, the register: every verdict of a period, filtered, grouped, kept as views, and explained one by one."""

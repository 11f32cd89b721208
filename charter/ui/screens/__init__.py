"""What every screen is, and which there are; each has a room of its own beside this one."""

"""The window around the screens: what it is made of, which screen it shows, and whether its data are of now."""

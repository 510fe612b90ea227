"""The review desk: what the notebook shows a controller, and what it does with each key."""

"""The parts of the bench of what the tutor gives away."""

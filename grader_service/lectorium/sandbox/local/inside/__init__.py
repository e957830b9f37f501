"""What runs on the far side: the launcher, the zygote, a submission's supervisor, its tests.

Standard library only: it runs on the students' Python, which need not have the platform.
"""

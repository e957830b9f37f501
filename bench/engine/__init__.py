"""The parts of `bench.grading`: contenders, notebooks, the pipeline, and CPU time that misses nobody."""

"""The page of a class, made from its result files. For the instructor only."""

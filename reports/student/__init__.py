"""The page of one student, made from their result file."""

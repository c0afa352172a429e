"""The self-check: public checks and warnings on the student's own computer, before handing in."""

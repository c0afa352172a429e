"""The self-check in a notebook: `%load_ext grader`, `%check 2a`, `grader.check("2a")`.

In the kernel there are `extension` (the magic), `session` (what ran, as text), `process` (the
other process) and `display`. Everything else runs in that other process: `judging` takes the cells
as they stand (`standing`, `cells`, `saved`, `beside`) and has them judged as `grader check` does a
folder. So neither the student's objects, nor what they did to NumPy, meet what judges them.
"""

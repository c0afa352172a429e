"""What the submissions of a class have in common: code, written answers, wrong numbers, comments.

From the recordings and results of a batch; nothing is executed. `material` reads, `tokens` and
`blocks` make code comparable, `nearest` compares everybody with everybody, `standing` says how rare
a likeness is, `pairs` weighs, `passages` shows. What comes out is a question for a person.
Imports neither the sandbox nor the engine.
"""

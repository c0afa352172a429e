"""Marking by hand: a page on this machine for written answers and all that waits for a person.

`answers` says what there is to mark and in which order, `desk` keeps marks and settles results,
`app` is the page's server. Only `app`, `gate` and `serve` may import flask.
"""

"""The harness inside another system's container: Gradescope's autograder as a zip.

`bundle` packs it, `container` runs there, `pins` says what it installs.
"""

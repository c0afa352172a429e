"""What leaves the program: gradebooks that other systems import, tables, pages without names.

Everything here turns decoded result files and people into bytes; only `grader.cli.exporting` and the
autograder's own start (`container.py`) touch the disk. docs/exports.md says what each system
accepts, and where that is written.
"""

"""From result files to what people read: a page per student, a page of the class, a gradebook.

Everything here takes decoded result files (docs/result-format.md) and returns text; nothing is
executed and nothing is written to disk. Of grader only `grader.types` may be imported; jinja2,
markdown-it and latex2mathml only when a first page is rendered, so that importing this package
costs next to nothing.
"""

from reports.overview.page import class_page
from reports.spreadsheet import gradebook
from reports.student.page import student_page

__all__ = ["class_page", "gradebook", "student_page"]

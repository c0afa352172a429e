"""Late work and attempts as data: due dates, extensions, slip days, penalties (docs/policies.md).

Pure but for the reading of its files; imports nothing of the project but `errors`.
"""

from grader.policy.outcome import Handed
from grader.policy.people import class_notes, slip_days_used, unused_extensions
from grader.policy.reading import load_policy
from grader.policy.record import Policy
from grader.policy.settling import Settled, settle
from grader.policy.times import read_times, time_of, times_notes

__all__ = [
    "Handed",
    "Policy",
    "Settled",
    "class_notes",
    "load_policy",
    "read_times",
    "settle",
    "slip_days_used",
    "time_of",
    "times_notes",
    "unused_extensions",
]

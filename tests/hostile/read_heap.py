# End: held. Looks for the grader's secrets in every object of its own process.

import gc
import sys


def attack(facts):
    seen = list(gc.get_objects())
    frame = sys._getframe()
    while frame is not None:
        seen += [frame.f_locals, frame.f_globals]
        frame = frame.f_back
    through = []
    for thing in seen:
        try:
            inner = list(thing.values()) if type(thing) is dict else list(thing)
        except Exception:
            continue
        through += [t for t in inner if type(t) is str and len(t) == 39 and t.startswith("needle-")]
    return through

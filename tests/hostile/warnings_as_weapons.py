# End: held or raised. Turns every warning of the harness into an error and every log into output.

import logging
import warnings


def attack(facts):
    warnings.simplefilter("error")
    logging.basicConfig(level=0)
    return []

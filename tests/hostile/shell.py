# End: raised. Runs a shell command.

import subprocess


def attack(facts):
    return subprocess.run("id", shell=True, capture_output=True).stdout

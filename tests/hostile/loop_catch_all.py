# End: timed_out. Catches whatever would end its loop.

def attack(facts):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue

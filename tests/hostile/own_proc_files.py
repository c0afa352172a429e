# End: held. Writes to its own entry in /proc: out-of-memory score, memory, name.

def attack(facts):
    through = []
    for name, text in (("oom_score_adj", "-1000"), ("comm", "grader"), ("clear_refs", "1"), ("timerslack_ns", "1")):
        try:
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
            through.append(name)
        except OSError:
            pass
    try:
        open("/proc/self/mem", "r+b").close()
        through.append("mem")
    except OSError:
        pass
    return through

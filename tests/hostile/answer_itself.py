# End: returned or raised. Answers with a list that holds itself.

def attack(facts):
    value = []
    value.append(value)
    return value

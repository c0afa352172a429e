# End: returned or raised or timed_out. Answers with an object that says it is an array.

class Array:
    __array_interface__ = {"shape": (1 << 40,), "typestr": "<f8", "data": (0, True), "version": 3}
    dtype = shape = ndim = size = None

    def __array__(self, *arguments, **more):
        raise SystemExit(0)

    def __len__(self):
        return 1 << 60

    def __getattr__(self, name):
        return self

    def __call__(self, *arguments):
        return self

    def __iter__(self):
        return iter(int, 1)


def attack(facts):
    return Array()

# End: held or raised or died or bad_reply. Replaces functions that the harness may use.

import json
import os
import socket
import struct

import numpy as np


def nothing(*arguments, **more):
    return None


def attack(facts):
    for module, names in (
        (os, "read readv write writev close pread pwrite path"),
        (json, "dumps loads JSONEncoder JSONDecoder"),
        (struct, "pack unpack Struct"),
        (socket, "socket socketpair"),
        (np, "array asarray frombuffer allclose ndarray testing"),
    ):
        for name in names.split():
            setattr(module, name, nothing)
    return []

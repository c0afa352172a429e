"""Archives say what they hold, and nothing that they claim is believed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.load import archive
from grader.load.gather import MIB, Haul, LoadLimits, Unreadable, keep

FILES = {"hw/mlp.py": b"x = 1\n", "hw/data/a.csv": b"1,2\n"}


def zipped(files: dict[str, bytes] = FILES, **more: int) -> bytes:
    """A zip of some files; `more` are attributes of every member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in files.items():
            member = zipfile.ZipInfo(name, (2026, 3, 1, 12, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in more.items():
                setattr(member, attribute, value)
            file.writestr(member, data)
    return buffer.getvalue()


def tarred(files: dict[str, bytes] = FILES, mode: str = "w:", **more: object) -> bytes:
    """A tar of some files; `more` are attributes of every member."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as file:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), 1_772_366_400
            for attribute, value in more.items():
                setattr(member, attribute, value)
            file.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def unpacked(data: bytes, **limits: int) -> tuple[dict[str, bytes], list[str]]:
    """What is kept of an archive, and the notes."""
    haul, most = Haul(), LoadLimits(**limits)
    keep(archive.contents(io.BytesIO(data), len(data), haul, most), haul, most)
    return {path: file.data for path, file in haul.files.items()}, haul.all_notes()


def outcome(data: bytes) -> dict[str, bytes] | Unreadable:
    """What is kept of any bytes, or the reason why nothing is; never more than a mebibyte."""
    try:
        files, _ = unpacked(data, total_mb=1)
    except Unreadable as problem:
        return problem
    assert sum(map(len, files.values())) <= MIB
    return files


PACKERS: dict[str, Callable[..., bytes]] = {
    "zip": zipped,
    "tar": tarred,
    "gz": lambda *a, **k: tarred(*a, mode="w:gz", **k),
    "bz2": lambda *a, **k: tarred(*a, mode="w:bz2", **k),
    "xz": lambda *a, **k: tarred(*a, mode="w:xz", **k),
}


@pytest.mark.parametrize("kind", PACKERS)
def test_every_kind_gives_the_same_files(kind: str) -> None:
    """Recognised by contents; times come along."""
    haul, data = Haul(), PACKERS[kind]()
    keep(archive.contents(io.BytesIO(data), len(data), haul, LoadLimits()), haul, LoadLimits())
    assert {path: file.data for path, file in haul.files.items()} == FILES
    assert {file.modified for file in haul.files.values()} == {1_772_366_400.0}
    assert haul.all_notes() == []


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize(
    "name", ["../evil.py", "/evil.py", "a/../../evil.py", "a\\evil.py", "C:/evil.py"]
)
def test_names_that_lead_elsewhere_are_left_out(kind: str, name: str) -> None:
    """The others go on."""
    files, notes = unpacked(PACKERS[kind]({name: b"evil", "mlp.py": b"x"}))
    assert files == {"mlp.py": b"x"}
    assert len(notes) == 1
    assert notes[0].startswith(f"{name} was left out: its ")


def test_a_zip_cannot_hide_the_end_of_a_name() -> None:
    """The standard library ends names at NUL; the whole name is judged."""
    data = zipped({"mlp.py_.txt": b"evil", "ok.py": b"x"}).replace(b"mlp.py_.txt", b"mlp.py\0.txt")
    files, notes = unpacked(data)
    assert files == {"ok.py": b"x"}
    assert notes == ["mlp.py\\x00.txt was left out: its name has control characters."]


def test_names_from_macos_are_read_as_unicode() -> None:
    """UTF-8 without the flag for it, and decomposed accents."""
    name = "U\u0308bung.py"
    stand_in = "x" * len(name.encode())
    data = zipped({stand_in: b"x"}).replace(stand_in.encode(), name.encode())
    assert unpacked(data)[0] == {"Übung.py": b"x"}
    other = zipped({"xx.py": b"x"}).replace(b"xx.py", b"\x81x.py")
    assert unpacked(other)[0] == {"üx.py": b"x"}


@pytest.mark.parametrize("kind", ["tar", "gz"])
@pytest.mark.parametrize(
    ("type_", "reason"),
    [
        (tarfile.SYMTYPE, "links are not followed"),
        (tarfile.LNKTYPE, "it is a hard link, a second name of another file"),
        (tarfile.CHRTYPE, "it is a device or a pipe, not a file"),
        (tarfile.BLKTYPE, "it is a device or a pipe, not a file"),
        (tarfile.FIFOTYPE, "it is a device or a pipe, not a file"),
        (b"Z", "it is stored in an unusual way"),
    ],
)
def test_members_of_a_tar_that_are_no_files(kind: str, type_: bytes, reason: str) -> None:
    """Links, devices, pipes and unknown kinds are left out; plain files go on."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz" if kind == "gz" else "w:") as file:
        odd = tarfile.TarInfo("odd.py")
        odd.type, odd.linkname = type_, "/etc/passwd"
        file.addfile(odd)
        plain = tarfile.TarInfo("ok.py")
        plain.size = 1
        file.addfile(plain, io.BytesIO(b"x"))
    assert unpacked(buffer.getvalue()) == ({"ok.py": b"x"}, [f"odd.py was left out: {reason}."])


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"external_attr": 0o120777 << 16}, "links are not followed"),
        ({"external_attr": 0o010644 << 16}, "it is a device or a pipe, not a file"),
        ({"external_attr": 0o020644 << 16}, "it is a device or a pipe, not a file"),
        ({"compress_type": zipfile.ZIP_LZMA}, "it is compressed in an unusual way"),
        ({"compress_type": zipfile.ZIP_BZIP2}, "it is compressed in an unusual way"),
    ],
)
def test_members_of_a_zip_that_are_not_read(more: dict[str, int], reason: str) -> None:
    """Links and devices, and compressions whose readers cannot be bounded."""
    files, notes = unpacked(zipped({"a.py": b"/etc/passwd"}, **more))
    assert files == {}
    assert notes[0].startswith(f"a.py was left out: {reason}")


def test_encrypted_members_are_told() -> None:
    """The flag stands in both headers of a member."""
    data = bytearray(zipped({"a.py": b"x"}))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    assert unpacked(bytes(data)) == (
        {},
        ["a.py was left out: it is encrypted; hand it in without a password."],
    )


@pytest.mark.parametrize("kind", PACKERS)
def test_a_member_that_unpacks_to_too_much(kind: str) -> None:
    """It is left out, the code beside it stays."""
    files, notes = unpacked(PACKERS[kind]({"a.csv": b"\0" * (2 * MIB), "mlp.py": b"x"}), file_mb=1)
    assert files == {"mlp.py": b"x"}
    assert notes == ["a.csv was left out: it is larger than 1 MiB."]


def test_a_zip_that_lies_about_a_size() -> None:
    """A member that claims ten bytes and unpacks to a mebibyte gives no more than it claims."""
    data = zipped({"a.csv": b"\0" * MIB})
    lie = data.replace(struct.pack("<I", MIB), struct.pack("<I", 10))
    files, notes = unpacked(lie)
    assert files == {}
    assert notes[0].startswith("a.csv was left out: it is damaged in the archive")


@pytest.mark.parametrize("kind", PACKERS)
def test_an_archive_that_unpacks_to_too_much_for_its_size(kind: str) -> None:
    """A bomb is stopped by the ratio: counted while reading, whatever its headers say."""
    many = {f"{n:02}.csv": b"\0" * (15 * MIB) for n in range(4)}
    files, notes = unpacked(PACKERS[kind](many), ratio=1, total_mb=64)
    limit = 16 * MIB if kind != "tar" else 64 * MIB
    assert sum(map(len, files.values())) <= limit
    if kind == "tar":
        assert len(files) == 4
    else:
        assert len(files) == 1
        assert "unpacks to too much" in " ".join(notes)


def test_code_before_a_bomb_is_kept() -> None:
    """What could be read of a tar is graded, and the note says where it ended."""
    data = tarred({"mlp.py": b"x", "z.csv": b"\0" * (40 * MIB)}, mode="w:gz")
    files, notes = unpacked(data, ratio=1)
    assert files == {"mlp.py": b"x"}
    assert notes == [
        "z.csv was left out: it is larger than 16 MiB.",
        "The archive could be read only up to z.csv: the archive unpacks to too much.",
    ]


def test_overlapping_members_are_refused() -> None:
    """The way to petabytes from a small zip: many names for the same bytes."""
    data = zipped({"a.py": b"x" * 1000})
    start = data.index(b"PK\1\2")
    end = data.index(b"PK\5\6")
    entry = data[start:end]
    twin = entry.replace(b"a.py", b"b.py")
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 2 * len(entry), start, 0)
    with pytest.raises(Unreadable, match="members of the archive overlap"):
        unpacked(data[:start] + entry + twin + tail)


@pytest.mark.parametrize("kind", PACKERS)
def test_too_many_names_are_refused(kind: str) -> None:
    """Before they are looked at one by one."""
    many = {f"{n}.py": b"" for n in range(50)}
    if kind == "zip":
        with pytest.raises(Unreadable, match="the archive holds more than 20 names"):
            unpacked(zipped(many), entries=20)
    else:
        files, notes = unpacked(PACKERS[kind](many), entries=20)
        assert len(files) == 20
        assert notes == [
            "The archive could be read only up to 19.py: the archive holds more than 20 names."
        ]


def test_a_list_of_names_that_is_absurdly_long() -> None:
    """The list of a zip is read in one go, so its length is judged before."""
    many = {f"{n:0200}.py": b"" for n in range(50)}
    with pytest.raises(Unreadable, match="the archive holds too many names"):
        unpacked(zipped(many), entries=4)


def test_too_large_an_archive_is_not_opened() -> None:
    """By its size on disk."""
    with pytest.raises(Unreadable, match="the archive is larger than 1 MiB"):
        archive.contents(io.BytesIO(), MIB + 1, Haul(), LoadLimits(archive_mb=1))


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_one_name_twice_in_an_archive(kind: str) -> None:
    """Extractors disagree on which one counts: neither does."""
    names = {"a.py": b"1", "b.py": b"2", "c.py": b"3"}
    data = PACKERS[kind](names)
    if kind == "zip":
        data = data.replace(b"b.py", b"a.py")
    else:
        at = data.index(b"b.py")
        header = bytearray(data[at : at + 512])
        header[:4] = b"a.py"
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header)
        data = data[:at] + bytes(header) + data[at + 512 :]
    files, notes = unpacked(data)
    assert files == {"c.py": b"3"}
    assert notes == ["a.py was left out: it is there more than once, with different contents."]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"Rar!\x1a\x07\0", "it is a RAR archive, not a zip or tar archive"),
        (b"7z\xbc\xaf\x27\x1c", "it is a 7z archive, not a zip or tar archive"),
        (b"\n<html>", "it is a web page, not a zip or tar archive"),
        (b"import numpy", "it is something else, not a zip or tar archive"),
        (b"PK\3\4", "the archive is damaged"),
        (zipped()[:-10], "the archive is damaged"),
        (gzip.compress(b"no tar"), "the archive is damaged"),
        (gzip.compress(tarred())[:20], "the archive is damaged"),
        (b"\x1f\x8b\x08garbage", "the archive is damaged"),
        (b"BZh9garbage", "the archive is damaged"),
        (b"\xfd7zXZ\0garbage", "the archive is damaged"),
    ],
)
def test_what_is_no_archive_says_why(data: bytes, why: str) -> None:
    """One reason, whatever the library below raised."""
    with pytest.raises(Unreadable, match=why):
        unpacked(data)


def test_a_tar_that_breaks_off_keeps_what_was_whole() -> None:
    """Cut in a member, and with a damaged header in the middle: told, never silently shorter."""
    data = tarred({"a.py": b"1", "b.py": b"2" * 2000, "c.py": b"3"})
    for broken in (data[:2000], data[:1024] + b"\xff" * 512 + data[1536:]):
        files, notes = unpacked(broken)
        assert files == {"a.py": b"1"}
        assert notes[0].startswith(
            "The archive could be read only up to a.py: the archive is damaged"
        )


def test_a_damaged_member_of_a_zip_costs_only_itself() -> None:
    """Its checksum tells; the others are read."""
    data = zipped({"a.py": b"x", "b.py": b"y"}, compress_type=zipfile.ZIP_STORED)
    at = data.index(b"a.py") + 4
    files, notes = unpacked(data[:at] + b"?" + data[at + 1 :])
    assert files == {"b.py": b"y"}
    assert notes[0].startswith("a.py was left out: it is damaged in the archive (Bad CRC-32")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_several_streams_in_one_file(pack: Callable[[bytes], bytes]) -> None:
    """Parallel compressors write many small streams one after the other."""
    data = tarred()
    parts = [pack(data[at : at + 700]) for at in range(0, len(data), 700)]
    assert unpacked(b"".join(parts))[0] == FILES


def test_empty_streams_without_end_are_stopped() -> None:
    """A file of a million empty streams is not worth its time."""
    data = gzip.compress(tarred()) + gzip.compress(b"") * 3000
    files, _ = unpacked(data[:-1], ratio=0, read_mb=1)
    assert files == FILES


def test_a_zip_behind_a_program_is_found() -> None:
    """Self-extracting archives are zips with something in front."""
    assert unpacked(b"MZ" + b"\x90" * 300 + zipped())[0] == FILES


@pytest.mark.parametrize("kind", PACKERS)
def test_an_empty_archive_holds_nothing(kind: str) -> None:
    """No files, and no complaint."""
    assert unpacked(PACKERS[kind]({})) == ({}, [])


def test_times_of_zip_members() -> None:
    """The exact time where it is stored, none where tools write none, else local time as UTC."""

    def when(**more: object) -> float | None:
        data = zipped({"a.py": b"x"}, **more)  # type: ignore[arg-type]
        (found,) = archive.contents(io.BytesIO(data), len(data), Haul(), LoadLimits())
        return found.modified

    exact = struct.pack("<HHBi", 0x5455, 5, 1, 1_700_000_001)
    other = struct.pack("<HH2s", 0x7875, 2, b"ab")
    assert when() == 1_772_366_400.0
    assert when(extra=other + exact) == 1_700_000_001.0
    assert when(extra=other) == 1_772_366_400.0
    assert when(date_time=(1980, 1, 1, 0, 0, 0)) is None
    assert when(date_time=(2026, 2, 31, 25, 61, 0)) is not None
    assert when(date_time=(2026, 0, 0, 0, 0, 0)) is None


def test_times_of_tar_members_that_make_no_sense() -> None:
    """A time beyond all calendars is unknown."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:", format=tarfile.PAX_FORMAT) as file:
        for name, value in (("a.py", "nan"), ("b.py", "1e300"), ("c.py", "12.5")):
            member = tarfile.TarInfo(name)
            member.pax_headers = {"mtime": value}
            file.addfile(member, io.BytesIO())
    data = buffer.getvalue()
    found = archive.contents(io.BytesIO(data), len(data), Haul(), LoadLimits())
    assert [file.modified for file in found] == [None, None, 12.5]


def test_a_sparse_member_is_not_unrolled() -> None:
    """A tar may claim holes of any size; such members are left out."""
    header = tarfile.TarInfo("a.csv")
    header.type, header.size = tarfile.GNUTYPE_SPARSE, 0
    block = bytearray(header.tobuf(tarfile.GNU_FORMAT))
    block[386:410] = b"%011o\0%011o\0" % (0, 0)
    block[483:495] = b"%011o\0" % (1 << 32)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    ok = tarred({"ok.py": b"x"})
    files, notes = unpacked(bytes(block) + ok)
    assert files == {"ok.py": b"x"}
    assert notes == ["a.csv was left out: it is stored in an unusual way."]


NAMES = st.text(st.sampled_from("ab./\\é:~"), min_size=1, max_size=8)
MEMBERS = st.dictionaries(NAMES, st.binary(max_size=40), max_size=6)


@settings(deadline=None)
@given(MEMBERS, st.sampled_from(sorted(PACKERS)))
def test_any_members_stay_inside(members: dict[str, bytes], kind: str) -> None:
    """Whatever the names: kept paths are relative and climb nowhere, contents are the member's."""
    files, _ = unpacked(PACKERS[kind](members))
    for path, data in files.items():
        assert not path.startswith("/")
        assert not {"", ".", ".."} & set(path.split("/"))
        assert data in members.values()


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(PACKERS)))
def test_any_damage_ends_in_files_or_a_reason(data: st.DataObject, kind: str) -> None:
    """Bytes changed anywhere in an archive: no other exception, and never more than the limits."""
    good = bytearray(PACKERS[kind]({"mlp.py": b"x = 1\n" * 50, "b/c.py": b"y"}))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    assert str(outcome(bytes(good)))


@settings(deadline=None)
@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"\x1f\x8b\x08\0", b"BZh9"]),
)
def test_any_bytes_end_in_files_or_a_reason(data: bytes, start: bytes) -> None:
    """Nothing but `Unreadable` comes out of the readers."""
    assert str(outcome(start + data))

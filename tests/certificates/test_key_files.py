"""A key is placed once and whole, however many threads make one at the same moment."""

import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from certificates.key_files import place

MANY = 8


def test_the_first_of_many_stays_whole_and_is_its_owners_alone(tmp_path):
    together = Barrier(MANY)

    def put(path, number):
        together.wait()
        place(path, bytes([number]) * 40_000)

    with ThreadPoolExecutor(MANY) as threads:
        for round_ in range(25):
            path = tmp_path / "keys" / f"{round_}.pem"
            list(threads.map(lambda number, path=path: put(path, number), range(MANY)))
            kept = path.read_bytes()
            assert (len(kept), len(set(kept))) == (40_000, 1)
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(list((tmp_path / "keys").iterdir())) == 25


def test_a_later_one_changes_nothing(tmp_path):
    place(tmp_path / "key.pem", b"first")
    place(tmp_path / "key.pem", b"second")
    assert (tmp_path / "key.pem").read_bytes() == b"first"

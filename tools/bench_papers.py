"""What the certificates of a large seminar cost: counted, issued, printed and signed by workers, from its end to the last paper.

Usage: ICRWEB_DEMO=1 .venv/bin/python tools/bench_papers.py [--people 1000] [--workers 2]

A site of its own, on SQLite. CPU is that of the workers.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.benching import machine  # noqa: E402
from tools.served import Served  # noqa: E402

GOAL = 180  # seconds for 1000, on two quiet cores
SIZE_GOAL = 100_000  # bytes a paper


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=1000)
    asked.add_argument("--workers", type=int, default=2)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Served(Path(folder))
        site.folder.mkdir(parents=True, exist_ok=True)
        site.manage("compile_catalogues")
        site.manage("migrate", "--verbosity", "0")
        site.manage("shell", "-v", "0", "-c", f"from tools.many_papers import hold_seminar; hold_seminar({options.people})")
        started, before = time.monotonic(), _cpu()
        _work(site, options.workers)
        seconds, cpu = time.monotonic() - started, _cpu() - before
        found = json.loads(site.manage("shell", "-v", "0", "-c", "from tools.many_papers import outcome; print(outcome())"))
        sizes = [(site.folder / "private" / name).stat().st_size for name in found["names"]]
    each = cpu * 1000 / max(found["printed"], 1)
    sys.stdout.write(
        f"{machine('SQLite')}\n{found['issued']} certificates, {found['printed']} papers, {found['waiting']} waiting\n"
        f"{seconds:.0f} s with {options.workers} workers (goal {GOAL} for 1000); {each:.0f} ms CPU a certificate with its paper\n"
        f"{max(sizes, default=0)} bytes the largest of {len(sizes)} papers (goal {SIZE_GOAL})\n"
    )
    return 0 if found["issued"] == found["printed"] == options.people else 1


def _work(site: Served, workers: int) -> None:
    """Run workers until nothing waits."""
    command = [sys.executable, str(ROOT / "manage.py"), "worker", "--once"]
    running = [subprocess.Popen(command, env=site.environment, cwd=ROOT, start_new_session=True) for _ in range(workers)]
    for process in running:
        process.wait()


def _cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    sys.exit(main())

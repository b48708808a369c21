"""A pytest plugin that is loaded before Django's settings are read: the tests are the demonstration, in a folder of their own."""

import os
import shutil
import tempfile

os.environ.setdefault("ICRWEB_DEMO", "1")
OWN_FOLDER = "" if "ICRWEB_DATA_DIR" in os.environ else tempfile.mkdtemp(prefix="icrweb-tests-")
os.environ.setdefault("ICRWEB_DATA_DIR", OWN_FOLDER)


def pytest_unconfigure():
    # The folder belongs to the process that made it; workers of xdist find it in their environment.
    if OWN_FOLDER:
        shutil.rmtree(OWN_FOLDER, ignore_errors=True)

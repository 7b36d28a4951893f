#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`vigil verify` finds each real bug of oracle/programs exactly where CPython has it.

    bugs.py --vigil build/vigil

The table of affected versions is the oracle's own (selftest.py). Programs without a `never` are left
out. Exit status: 0 as expected, 1 not.
"""
import argparse
import json
import subprocess
import sys
import os

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracle"))

import selftest  # noqa: E402

VERSIONS = {"3.11.2": (3, 11, 2), "3.11": (3, 11, 7), "3.12": (3, 12, 1), "3.13": (3, 13, 0)}


def files():
    for folder, _, names in sorted(os.walk(os.path.join(selftest.HERE, "programs"))):
        for name in sorted(names):
            yield os.path.join(folder, name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vigil", required=True)
    args = parser.parse_args()
    wrong = count = 0
    for path in files():
        with open(path) as file:
            program = json.load(file)
        if "never" not in program:
            continue
        affected = selftest.AFFECTED.get(program["name"], lambda version: False)
        for option, version in VERSIONS.items():
            command = [args.vigil, "verify", "--cpython", option, path]
            done = subprocess.run(command, stdout=subprocess.DEVNULL)
            count += 1
            if done.returncode != (1 if affected(version) else 0):
                wrong += 1
                print("%s exits with %d" % (" ".join(command), done.returncode))
    print("%d verdicts, %d wrong" % (count, wrong))
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())

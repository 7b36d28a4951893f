# SPDX-License-Identifier: MIT
"""Answers of CPython as data files, for versions that are not installed; used by compare.py.

A file is gzip-compressed JSON lines: a header {"cpython": [3, 13, 0], "outcomes": bool, ...}, then
{"program": ..., "trace": [...]} or {"program": ..., "outcomes": [...]} for each program.
"""
import glob
import gzip
import json
import os

import compare as script


def write(args, version, programs, answers):
    header = {"cpython": version, "outcomes": args.outcomes, "early_timers": args.early_timers,
              "preempt": args.preempt, "choices": args.choices, "seed": args.seed}
    with open(args.record, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        for line in [header] + [dict(program=p, **a) for p, a in zip(programs, answers)]:
            file.write((json.dumps(line, separators=(",", ":")) + "\n").encode())
    print("%s: %d answers of CPython %s" % (args.record, len(answers),
                                            ".".join(map(str, version))))


def compare_file(args, path, compare):
    with gzip.open(path, "rt") as file:
        header, *answers = map(json.loads, file)
    version = tuple(header["cpython"])
    args.cpython = script.cpython_option(version)
    for option in ("outcomes", "early_timers", "preempt", "choices"):
        setattr(args, option, header[option])
    different, compared, seconds = compare(args, [a["program"] for a in answers], answers)
    print("%s: CPython %s recorded, %d %s compared, %d skipped, %d differ; programs/s: vigil %.0f"
          % (os.path.basename(path), ".".join(map(str, version)), compared,
             "outcome sets" if header["outcomes"] else "traces", len(answers) - compared,
             different, compared / max(seconds, 1e-9)))
    return different


def compare_all(args, compare):
    """Every file that the pattern names. Returns the exit status."""
    paths = sorted(glob.glob(args.recorded))
    if not paths:
        print("there is no file %s" % args.recorded)
        return 2
    return 1 if sum([compare_file(args, path, compare) for path in paths]) else 0

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A table of the states that Vigil visits, side by side with SPIN on hand-made models of the same
programs (spin/*.pml; partial order reduction on).

    states.py --vigil build/release/vigil
    states.py --vigil build/release/vigil --small

Vigil: `--search states` without symmetry where SPIN has a column, as SPIN has none; with symmetry in the
rows marked "equal". SPIN: once with a critical section in three kinds of steps, once with a critical
section as one step, which is Vigil's granularity. Seconds are those that each tool reports for its
search; SPIN's generating and compiling are left out. Bytes: a state, of the table of states and, for
Vigil, of the transitions that are remembered. A search
that a limit stopped is printed with what it had by then and the word "cut".
Exit status: 0 fine, 1 Vigil visits more states than SPIN at the same granularity, or a search does not
verify, 2 bad usage, 77 spin or a C compiler is not installed (Vigil's columns are printed).
"""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Row:
    def __init__(self, label, model, vigil, spin=None, symmetry=False, small=False):
        self.label = label
        self.model = model
        self.vigil = vigil  # parameters
        self.spin = spin  # macros; None: not for SPIN
        self.symmetry = symmetry
        self.small = small


def by_size(model, n, **more):
    return Row("%s(%d)" % (model, n), model, {"n": n}, **more)


def plain(model, n, **more):
    return by_size(model, n, spin={"N": n}, **more)


def buffer(count, items, capacity, **more):
    return Row("buffer(%d,%d,%d,%d)" % (count, count, items, capacity), "buffer",
               {"producers": count, "consumers": count, "items": items, "capacity": capacity},
               **more)


def plain_buffer(count, items, capacity, **more):
    return buffer(count, items, capacity,
                  spin={"P": count, "ITEMS": items, "CAPACITY": capacity}, **more)


ROWS = [
    plain("wait_for", 7, small=True), plain("wait_for", 12, small=True), plain("wait_for", 18),
    plain("notify_all", 7, small=True), plain("notify_all", 12),
    plain_buffer(3, 2, 2, small=True), plain_buffer(4, 2, 2),
    plain_buffer(5, 2, 2), plain_buffer(4, 4, 4),
    by_size("wait_for", 20, symmetry=True, small=True), by_size("wait_for", 100, symmetry=True),
    by_size("notify_all", 14, symmetry=True, small=True), by_size("notify_all", 50, symmetry=True),
    buffer(3, 2, 2, symmetry=True, small=True), buffer(4, 2, 2, symmetry=True),
    buffer(5, 2, 2, symmetry=True), buffer(4, 4, 4, symmetry=True),
]


class Search:
    """What one search came to."""

    def __init__(self, states, transitions, seconds, memory_bytes, cut, verified):
        self.states = states
        self.transitions = transitions
        self.seconds = seconds
        self.memory_bytes = memory_bytes
        self.cut = cut
        self.verified = verified


def run_vigil(options, row):
    command = [options.vigil, "verify", "workload/" + row.model, "--search", "states",
               "--audit", "0", "--time-limit", str(options.seconds),
               "--memory", str(options.memory), "--format", "json"]
    if not row.symmetry:
        command.append("--no-symmetry")
    for name, value in row.vigil.items():
        command += ["-p", "%s=%d" % (name, value)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout:
        sys.exit(done.stderr)
    report = json.loads(done.stdout)
    counts = report["state_search"]
    cut = report["verdict"] == "inconclusive"
    return Search(report["states"], counts["transitions"], report["seconds"],
                  counts["memory_bytes"] + counts["remembered_bytes"], cut,
                  report["verdict"] == "verified")


def number(pattern, text):
    found = re.search(pattern, text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def run_spin(options, row, sections):
    macros = ["-D%s=%d" % item for item in row.spin.items()]
    if sections:
        macros.append("-DSECTIONS")
    source = os.path.join(HERE, "spin", row.model + ".pml")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([options.spin, "-a", *macros, source], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        subprocess.run([options.compiler, "-O2", "-w", "-DSAFETY", "-DNOFAIR",
                        "-DMEMLIM=%d" % options.memory, "-o", "pan", "pan.c"],
                       cwd=folder, check=True)
        pan = subprocess.Popen([os.path.join(folder, "pan"), "-m1000000"], cwd=folder, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            text, _ = pan.communicate(timeout=options.seconds)
        except subprocess.TimeoutExpired:
            pan.send_signal(signal.SIGINT)  # it prints what it has
            text, _ = pan.communicate()
    cut = "Search not completed" in text or "states, stored" not in text
    fine = number(r"errors: (\d+)", text) == 0 and "max search depth too small" not in text
    return Search(int(number(r"^ *([\d.e+]+) states, stored", text)),
                  int(number(r"^ *([\d.e+]+) transitions", text)),
                  number(r"elapsed time ([\d.]+) seconds", text),
                  int(number(r"^ *([\d.]+)\s+actual memory usage for states", text) * 2**20),
                  cut, fine and not cut)


COLUMNS = "%-19s |%12s %12s %9s %8s %6s |%11s %8s |%11s %8s %6s"


def seconds_of(search):
    return "%.2f" % search.seconds + (" cut" if search.cut else "")


def bytes_of(search):
    return "%d" % round(search.memory_bytes / max(search.states, 1))


def line(row, vigil, fine, sections):
    cells = [row.label + (" equal" if row.symmetry else ""), "{:,}".format(vigil.states),
             "{:,}".format(vigil.transitions),
             "{:,}".format(round(vigil.states / vigil.seconds)) if vigil.seconds > 0 else "-",
             seconds_of(vigil), bytes_of(vigil)]
    cells += ["{:,}".format(fine.states), seconds_of(fine)] if fine else ["-", "-"]
    cells += ["{:,}".format(sections.states), seconds_of(sections),
              bytes_of(sections)] if sections else ["-", "-", "-"]
    return COLUMNS % tuple(cells)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--vigil", required=True, help="the command")
    parser.add_argument("--seconds", type=int, default=120, help="limit of each search")
    parser.add_argument("--memory", type=int, default=4096, help="limit of each search in MiB")
    parser.add_argument("--small", action="store_true", help="only what takes a moment")
    options = parser.parse_args()
    options.spin = shutil.which("spin")
    options.compiler = shutil.which("gcc") or shutil.which("cc")
    compares = options.spin is not None and options.compiler is not None
    if not compares:
        print("spin and a C compiler are not both installed: Vigil's columns only")
    print("%-19s |%-52s |%-20s |%s" % ("", " Vigil", " SPIN, three steps", " SPIN, one step"))
    print(COLUMNS % ("program", "states", "transitions", "states/s", "s", "bytes", "states", "s",
                     "states", "s", "bytes"))
    wrong = []
    for row in ROWS:
        if options.small and not row.small:
            continue
        vigil = run_vigil(options, row)
        fine = sections = None
        if compares and row.spin is not None:
            fine = run_spin(options, row, sections=False)
            sections = run_spin(options, row, sections=True)
            if not (vigil.cut or sections.cut) and vigil.states > sections.states:
                wrong.append("%s: Vigil visits more states" % row.label)
        for search in (vigil, fine, sections):
            if search is not None and not search.cut and not search.verified:
                wrong.append("%s: a search does not verify" % row.label)
        print(line(row, vigil, fine, sections), flush=True)
    for complaint in wrong:
        print(complaint)
    return 1 if wrong else 0 if compares else 77


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare vigil with a real CPython on generated programs.

    compare.py --vigil build/vigil --seed 7 --count 1000 --cancel --timeouts --extras
    compare.py --vigil build/vigil --seed 7 --count 200 --cancel --outcomes --early-timers

Traces: every line of the run under asyncio's own FIFO schedule, as JSON; with --choices of one random
schedule a program. Outcomes: the sets of reachable outcomes, line by line; programs with more
schedules than --limit are skipped and counted. Differing programs are printed in full.
Exit status: 0 no difference, 1 differences, 2 bad usage, 77 this Python cannot be compared.
"""
import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "oracle"))

from gen import generate  # noqa: E402


def python_version(python):
    code = "import sys; print('.'.join(map(str, sys.version_info[:3])))"
    text = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout
    return tuple(int(part) for part in text.strip().split("."))


def cpython_option(version):
    """What --cpython stands for this version; None if there is none."""
    if version < (3, 11):
        return None
    if version < (3, 11, 3):
        return "3.11.2"  # gh-102780
    return "3.%d" % min(version[1], 13)


def ask_python(args, programs):
    """Answers of the real thing, and the seconds that they took."""
    command = [args.python, os.path.join(HERE, "answers.py"),
               "outcomes" if args.outcomes else "traces", "--limit", str(args.limit)]
    command += ["--choices"] if args.choices and not args.outcomes else []
    command += ["--early-timers"] if args.early_timers else []
    command += ["--preempt"] if args.preempt else []
    start = time.time()
    text = "".join(json.dumps(p) + "\n" for p in programs)
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()], time.time() - start


def execution_options(args):
    options = ["--cpython", args.cpython]
    options += ["--clock", "early"] if args.early_timers else []
    options += ["--preempt", "on"] if args.preempt else []
    return options


def run_vigil(args, programs, command):
    """The lines that vigil prints for the programs, read from one file."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(p) + "\n" for p in programs)
        file.flush()
        done = subprocess.run([args.vigil] + command + execution_options(args) + [file.name],
                              stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 3):
        print("vigil exits with %d" % done.returncode)
    return done.stdout.splitlines()


def ask_vigil(args, programs, answers):
    start = time.time()
    if args.outcomes:
        command = ["outcomes", "--bare", "--audit", "0", "--time-limit", "60"]
        command += ["--search", args.search]
        lines = run_vigil(args, programs + programs[:1], command)  # several: empty lines between
        groups = [list(group) for full, group in itertools.groupby(lines, bool) if full]
        mine = [{"outcomes": group} for group in groups[:len(programs)]]
    elif args.choices:
        mine = []
        for program, answer in zip(programs, answers):
            choices = ",".join(map(str, answer["choices"]))
            lines = run_vigil(args, [program], ["trace"] + (["--choices", choices] if choices else []))
            mine += traces_of(lines)
    else:
        mine = traces_of(run_vigil(args, programs, ["trace"]))
    return mine, time.time() - start


def traces_of(lines):
    """A trace ends with its outcome."""
    traces, trace = [], []
    for line in map(json.loads, lines):
        trace.append(line)
        if "outcome" in line:
            traces.append({"trace": trace})
            trace = []
    return traces


def has_op(ops, names):
    return any(op["op"] in names or has_op(op.get("do", []), names) for op in ops)


def show(program, theirs, mine, args):
    print("DIFFERENCE %s (--cpython %s%s%s)" % (
        program["name"], args.cpython, " --clock early" if args.early_timers else "",
        " --preempt on" if args.preempt else ""))
    print("  program: " + json.dumps(program))
    if theirs.get("choices"):
        print("  choices: " + ",".join(map(str, theirs["choices"])))
    if mine is None:
        print("  vigil gives no answer")
        return
    key = "outcomes" if args.outcomes else "trace"
    if args.outcomes:
        for line in sorted(set(theirs[key]) - set(mine[key])):
            print("  CPython only: " + line)
        for line in sorted(set(mine[key]) - set(theirs[key])):
            print("  vigil only:   " + line)
        return
    for left, right in itertools.zip_longest(theirs[key], mine[key]):
        if left != right:
            print("  CPython: %s\n  vigil:   %s" % (json.dumps(left), json.dumps(right)))
            break


def compare(args, programs, answers):
    """Prints the differences. Returns their number."""
    asked = [(p, a) for p, a in zip(programs, answers) if a.get("outcomes", True) is not None]
    mine, seconds = ask_vigil(args, [p for p, _ in asked], [a for _, a in asked])
    different = 0
    for (program, theirs), ours in itertools.zip_longest(asked, mine[:len(asked)]):
        key = "outcomes" if args.outcomes else "trace"
        if ours is None or ours[key] != theirs[key]:
            different += 1
            if different <= args.show:
                show(program, theirs, ours, args)
    return different, len(asked), seconds


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vigil", required=True, help="the command vigil")
    parser.add_argument("--python", default=sys.executable, help="the CPython to compare with")
    parser.add_argument("--seed", default="0")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--tasks", type=int, default=3, help="at most this many tasks")
    for flag in ("cancel", "timeouts", "extras", "outcomes", "choices", "early-timers", "preempt"):
        parser.add_argument("--" + flag, action="store_true")
    parser.add_argument("--limit", type=int, default=3000, help="schedules of one program")
    parser.add_argument("--search", default="dpor", choices=("dpor", "exhaustive"))
    parser.add_argument("--show", type=int, default=5, help="print at most so many differences")
    parser.add_argument("--record", metavar="FILE", help="write the answers of CPython there")
    parser.add_argument("--recorded", metavar="FILES", help="compare with answers from there")
    return parser.parse_args()


def main():
    args = parse()
    if args.recorded:
        import record
        return record.compare_all(args, compare)
    version = python_version(args.python)
    args.cpython = cpython_option(version)
    if args.cpython is None:
        print("CPython %s is older than 3.11" % ".".join(map(str, version)))
        return 77
    programs = [generate(args.seed, i, cancel=args.cancel, timeouts=args.timeouts,
                         extras=args.extras, tasks=args.tasks) for i in range(args.count)]
    answers, python_seconds = ask_python(args, programs)
    if args.record:
        import record
        record.write(args, version, programs, answers)
        return 0
    different, compared, seconds = compare(args, programs, answers)
    print("CPython %s, seed %s: %d %s compared, %d skipped, %d differ; programs/s: CPython %.0f, "
          "vigil %.0f" % (".".join(map(str, version)), args.seed, compared,
                          "outcome sets" if args.outcomes else "traces",
                          len(programs) - compared, different, len(programs) / python_seconds,
                          compared / max(seconds, 1e-9)))
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What this very CPython says: programs on standard input, one a line; one JSON line for each.

    answers.py traces [--choices]     {"trace": [line, ...]} of asyncio's own FIFO schedule; with
                                      --choices of a random schedule, and "choices" says which
    answers.py outcomes               {"outcomes": [line, ...]}, or {"outcomes": null} when there
                                      are more than --limit schedules

compare.py starts it with the Python that is to be compared; README.md says how the recorded
answers were made with it.
"""
import argparse
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracle"))

from explore_asyncio import explore  # noqa: E402
from program import Execution, validate  # noqa: E402
from vloop import ChoiceLoop, VirtualLoop  # noqa: E402


class RandomLoop(ChoiceLoop):
    """Takes random choices, and `trail` remembers them."""

    def __init__(self, seed, early_timers):
        super().__init__(early_timers=early_timers)
        self.random = random.Random(seed)

    def _choose(self, alternatives):
        if alternatives == 1:
            return 0
        index = self.random.randrange(alternatives)
        self.trail.append([index, alternatives])
        return index


def trace(program, args):
    lines = []
    if args.choices:
        loop = RandomLoop(program.get("name", ""), args.early_timers)
    else:
        loop = VirtualLoop()
    lines.append(Execution(program, loop, lines.append, args.preempt).run())
    answer = {"trace": lines}
    if args.choices:
        answer["choices"] = [index for index, _ in loop.trail]
    return answer


def outcomes(program, args):
    found, summary = explore(program, args.preempt, args.early_timers, dedupe=True,
                             limit=args.limit)
    return {"outcomes": sorted(found) if summary["complete"] else None}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("traces", "outcomes"))
    parser.add_argument("--choices", action="store_true")
    parser.add_argument("--early-timers", action="store_true")
    parser.add_argument("--preempt", action="store_true")
    parser.add_argument("--limit", type=int, default=3000)
    args = parser.parse_args()
    answer = trace if args.what == "traces" else outcomes
    for line in sys.stdin:
        print(json.dumps(answer(validate(json.loads(line)), args)), flush=True)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Commands for gdb on a process that runs models: who the tasks are, and where each is suspended.

    gdb -x vigil_gdb.py --args vigil replay --break 3 'v1:...'
    (gdb) run
    (gdb) vigil-tasks

A suspended task has its registers on its own stack, where Boost.Context left them. To show its
frames they are put into the registers of the thread, gdb unwinds, and what was there before is put
back. That works on x86-64 while the process is alive; nothing of the process is run or changed,
but for the call of vigil_debug_tasks() that lists the tasks. Debug information of Vigil is not
needed, that of the model shows its lines.
"""

import gdb

WORD = 8
# What a switch saves, from the lowest address; before it one word (floating point control), two
# where Boost was built with a stack protector.
SAVED = ("r12", "r13", "r14", "r15", "rbx", "rbp", "rip")
BORROWED = SAVED + ("rsp",)


def words(address, count):
    memory = gdb.selected_inferior().read_memory(address, WORD * count)
    data = bytes(memory)
    return [int.from_bytes(data[i * WORD:(i + 1) * WORD], "little") for i in range(count)]


def text(address):
    result = bytearray()
    while True:
        byte = bytes(gdb.selected_inferior().read_memory(address + len(result), 1))
        if byte == b"\0":
            return result.decode("utf-8", "replace")
        result += byte


class Task:
    def __init__(self, row):
        name, state, self.registers, is_running = row
        self.name = text(name)
        self.state = text(state)
        self.is_running = is_running != 0

    def __str__(self):
        return f"{'*' if self.is_running else ' '} `{self.name}` {self.state}"


def tasks():
    """All tasks of the execution that runs, in order of spawn."""
    try:
        table = int(gdb.parse_and_eval("((void *(*)(void)) vigil_debug_tasks)()"))
    except gdb.error as error:
        raise gdb.GdbError(f"no process that runs a model of Vigil: {error}")
    found = []
    while True:
        row = words(table, 4)
        if row[0] == 0:
            return found
        found.append(Task(row))
        table += 4 * WORD


def is_code(address):
    try:
        return gdb.execute(f"info symbol {address}", to_string=True).find(" in section ") >= 0
    except gdb.error:
        return False


def saved_registers(at):
    """The registers of a suspended fiber, as a dictionary with those of BORROWED."""
    for skipped in (1, 2, 3):
        saved = dict(zip(SAVED, words(at + skipped * WORD, len(SAVED))))
        if is_code(saved["rip"]):
            saved["rsp"] = at + (skipped + len(SAVED)) * WORD
            return saved
    raise gdb.GdbError("this Boost.Context saves registers in a way that is not known here")


def backtrace(task, arguments):
    gdb.execute("frame 0", to_string=True)
    before = {name: int(gdb.parse_and_eval(f"(unsigned long) ${name}")) for name in BORROWED}
    own = saved_registers(task.registers)
    try:
        put(own)
        return gdb.execute(f"backtrace {arguments}", to_string=True)
    finally:
        put(before)


def put(registers):
    gdb.execute("frame 0", to_string=True)
    for name in BORROWED:
        gdb.execute(f"set var ${name} = {registers[name]}", to_string=True)
    gdb.execute("frame 0", to_string=True)


def demand_x86_64():
    architecture = gdb.selected_frame().architecture().name()
    if architecture != "i386:x86-64":
        raise gdb.GdbError(f"registers of suspended tasks are known for x86-64, not {architecture}")


class VigilTasks(gdb.Command):
    """List the tasks of the model that runs, the running one with a star."""

    def __init__(self):
        super().__init__("vigil-tasks", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        del argument, from_tty
        for task in tasks():
            print(task)


class VigilBacktrace(gdb.Command):
    """Print a backtrace of every suspended task, or of those that are named.

    vigil-bt [NAME ...] [-- ARGUMENTS OF backtrace]"""

    def __init__(self):
        super().__init__("vigil-bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        del from_tty
        names, _, arguments = argument.partition("--")
        names = gdb.string_to_argv(names)
        known = tasks()
        unknown = [name for name in names if name not in [task.name for task in known]]
        if unknown:
            raise gdb.GdbError(f"there is no task `{unknown[0]}`; vigil-tasks lists them")
        demand_x86_64()
        for task in known:
            if names and task.name not in names:
                continue
            print(task)
            if task.is_running:
                print(gdb.execute(f"backtrace {arguments}", to_string=True), end="")
            elif task.registers != 0:
                print(backtrace(task, arguments), end="")


VigilTasks()
VigilBacktrace()

# SPDX-License-Identifier: MIT
"""Commands for gdb on a process that runs models: who the tasks are, and where each is suspended.

    gdb -x vigil_gdb.py --args vigil replay --break 3 'v1:...'
    (gdb) run
    (gdb) vigil-tasks

A suspended task has its registers on its own stack, where Boost.Context left them. To show its
frames they are put into the registers of the thread, gdb unwinds, and what was there before is put
back. That works while the process is alive, on x86-64 and, by what Boost.Context documents but
not tried on such a machine, on 64-bit ARM; nothing of the process is run or changed, but for the
call of vigil_debug_tasks() that lists the tasks. Debug information of Vigil is not needed, that of
the model shows its lines.
"""

import gdb

WORD = 8


class Layout:
    """What a switch of Boost.Context saves, from the lowest address: words of no interest here (as
    many as one of `skipped`), the registers, the program counter last, and what is above it. The
    stack pointer of the suspended function is behind all that."""

    def __init__(self, skipped, saved, counter, pointer, above):
        self.skipped = skipped
        self.saved = saved + (counter,)
        self.counter = counter
        self.pointer = pointer
        self.above = above
        self.borrowed = self.saved + (pointer,)


LAYOUTS = {
    # One word of floating point control; more where Boost was built with a stack protector or a
    # shadow stack. The counter is where `ret` finds it, so nothing is above.
    "i386:x86-64": Layout((1, 2, 3), ("r12", "r13", "r14", "r15", "rbx", "rbp"), "rip", "rsp", 0),
    # jump_arm64_aapcs_elf_gas.S draws it: d8 to d15, x19 to x30 (29 and 30 are frame pointer and
    # link register), the program counter, and a word that aligns the 0xb0 bytes.
    "aarch64": Layout((8,), tuple(f"x{i}" for i in range(19, 31)), "pc", "sp", 1),
}


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


def saved_registers(layout, at):
    """The registers of a suspended fiber, as a dictionary with those that the layout borrows."""
    for skipped in layout.skipped:
        saved = dict(zip(layout.saved, words(at + skipped * WORD, len(layout.saved))))
        if is_code(saved[layout.counter]):
            saved[layout.pointer] = at + (skipped + len(layout.saved) + layout.above) * WORD
            return saved
    raise gdb.GdbError("this Boost.Context saves registers in a way that is not known here")


def backtrace(layout, task, arguments):
    gdb.execute("frame 0", to_string=True)
    before = {name: int(gdb.parse_and_eval(f"(unsigned long) ${name}")) for name in layout.borrowed}
    own = saved_registers(layout, task.registers)
    try:
        put(own)
        return gdb.execute(f"backtrace {arguments}", to_string=True)
    finally:
        put(before)


def put(registers):
    gdb.execute("frame 0", to_string=True)
    for name in registers:
        gdb.execute(f"set var ${name} = {registers[name]}", to_string=True)
    gdb.execute("frame 0", to_string=True)


def layout_here():
    architecture = gdb.selected_frame().architecture().name()
    if architecture not in LAYOUTS:
        known = " and ".join(LAYOUTS)
        raise gdb.GdbError(
            f"where a suspended task keeps its registers is known for {known}, not {architecture}")
    return LAYOUTS[architecture]


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
        layout = layout_here()
        for task in known:
            if names and task.name not in names:
                continue
            print(task)
            if task.is_running:
                print(gdb.execute(f"backtrace {arguments}", to_string=True), end="")
            elif task.registers != 0:
                print(backtrace(layout, task, arguments), end="")


VigilTasks()
VigilBacktrace()

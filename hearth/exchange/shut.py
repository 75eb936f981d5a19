"""The door of the reader's process: once it is shut, no file is opened, by whatever path.

Whatever the reader needs is loaded before. Two locks, since each misses something: a process that
may have no more open files opens none, on every system but Windows; and Landlock, where Linux has
it, lets it change, rename or run nothing either, and reach no other machine and no other process.
"""

import ctypes
import sys

if sys.platform != "win32":
    import resource

# Numbers of Linux, the same on every kind of machine: include/uapi/linux/landlock.h, prctl.h.
CREATE_RULESET, RESTRICT_SELF = 444, 446
NO_NEW_PRIVILEGES = 38
VERSION = 1
# How many kinds of access to files a version of Landlock knows; of the last, all later ones.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NETWORK_SINCE, SCOPES_SINCE = 4, 6
BOTH = 0b11  # to listen and to connect; sockets without a name on a disk, and signals


class _Ruleset(ctypes.Structure):
    """All that is to be refused unless a rule allows it. We add no rule."""

    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


def shut() -> bool:
    """Shut the door for good. Whether Landlock holds it as well."""
    is_held = sys.platform.startswith("linux") and landlock()
    no_more_files()
    return is_held


def landlock() -> bool:
    """Refuse this process every file, machine and process outside. Whether the system does so."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)
    if version < 1:
        return False
    rights = FILE_RIGHTS.get(version, max(FILE_RIGHTS.values()))
    rules = _Ruleset(
        files=(1 << rights) - 1,
        network=BOTH if version >= NETWORK_SINCE else 0,
        scoped=BOTH if version >= SCOPES_SINCE else 0,
    )
    size = ctypes.c_size_t(ctypes.sizeof(rules))
    ruleset = libc.syscall(CREATE_RULESET, ctypes.byref(rules), size, 0)
    if ruleset < 0 or libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.syscall(RESTRICT_SELF, ruleset, 0) == 0)


def no_more_files() -> None:
    """What is open stays open; nothing is opened any more, and no process begun."""
    if sys.platform == "win32":
        return  # it has no such limits
    for which in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(which, (0, 0))

"""Values full of arrays, through a file that both sides map: nothing is copied twice.

For the processes of one machine. A parcel is read with pickle, so it may only lie in a folder
that nobody else can write to; `cluster.py` makes one for each run and takes it away again.
"""

import mmap
import os
import pickle
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

COUNT_BYTES = 8
ALIGNED = 64  # bytes; arrays begin on a line of the cache


def pack(path: Path, value: Any) -> None:
    """Write `value` to `path`, whole or not at all: the arrays as they lie in memory.

    Written twice at once (by a worker that was thought dead), the last whole one stays.
    """
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    raw = [buffer.raw() for buffer in buffers]
    head = pickle.dumps((body, [part.nbytes for part in raw]))
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with beside.open("wb") as out:
        out.write(len(head).to_bytes(COUNT_BYTES, "little") + head)
        for part in raw:
            out.write(bytes(-out.tell() % ALIGNED))
            out.write(part)
    beside.replace(path)


def unpack(path: Path) -> Any:
    """The value in the file; its arrays can be written to, and the file stays as it is.

    The file may be taken away once this has returned.
    """
    with path.open("rb") as given:
        mapped = mmap.mmap(given.fileno(), 0, access=mmap.ACCESS_COPY)
    whole = memoryview(mapped)
    begin = COUNT_BYTES + int.from_bytes(whole[:COUNT_BYTES], "little")
    body, sizes = pickle.loads(whole[COUNT_BYTES:begin])
    edges = accumulate(sizes, lambda at, size: _aligned(at) + size, initial=begin)
    parts = [whole[_aligned(at) : end] for at, end in pairwise(edges)]
    return pickle.loads(body, buffers=parts)


def _aligned(at: int) -> int:
    return at + -at % ALIGNED

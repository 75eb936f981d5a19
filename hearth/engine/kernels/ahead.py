"""Asking memory for what will be read soon, so that it is there when it is read."""

from collections.abc import Callable
from typing import Any, cast

from numpy.typing import NDArray

from hearth.core.later import when_needed
from hearth.engine.kernels.compiled import Later

ir = when_needed("llvmlite.ir")  # comes with Numba, which is made of it
types = when_needed("numba.types")
extending = when_needed("numba.extending")

READ, SOON, DATA = 0, 3, 1  # as the instruction is told: not written, kept near, not code


def _fetch(context: Any, array: Any, at: Any) -> tuple[Any, Any]:
    def build(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        of = context.make_array(signature.args[0])(context, builder, given[0])
        index = context.cast(builder, given[1], signature.args[1], types.intp)
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        place = builder.bitcast(builder.gep(of.data, [index]), byte)
        form = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [byte], form)
        builder.call(ask, [place, *(number(word) for word in (READ, SOON, DATA))])
        return context.get_dummy_value()

    return types.void(array, at), build


fetch = cast(Callable[[NDArray[Any], Any], None], Later(lambda: extending.intrinsic(_fetch)))
"""Inside kernels: begin to bring `array[at]` (one dimension, without gaps) near; wait for nothing.

An index that is not there is harmless: the instruction reads nothing that is not there.
"""

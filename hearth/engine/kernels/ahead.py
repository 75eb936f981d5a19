"""What a machine can do and Python has no word for: asking memory ahead, whole cache lines."""

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


LINE = 8  # words of a cache line, 512 bits


def _keep_both(  # noqa: PLR0917  one by one, as kernels give them
    context: Any, left: Any, to: Any, planes: Any, one: Any, two: Any, a: Any, b: Any
) -> tuple[Any, Any]:
    def build(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        whole = ir.VectorType(ir.IntType(64), LINE)

        def place(array: int, at: int) -> Any:
            of = context.make_array(signature.args[array])(context, builder, given[array])
            index = context.cast(builder, given[at], signature.args[at], types.intp)
            return builder.bitcast(builder.gep(of.data, [index]), whole.as_pointer())

        def turned(at: int, flip: int) -> Any:
            line = builder.load(place(2, at), align=8)
            first = builder.insert_element(
                ir.Constant(whole, ir.Undefined), given[flip], ir.IntType(32)(0)
            )
            every = ir.Constant(ir.VectorType(ir.IntType(32), LINE), [0] * LINE)
            return builder.xor(line, builder.shuffle_vector(first, first, every))

        here = place(0, 1)
        kept = builder.and_(builder.load(here, align=8), builder.and_(turned(3, 5), turned(4, 6)))
        builder.store(kept, here, align=8)
        return context.get_dummy_value()

    return types.void(left, to, planes, one, two, a, b), build


keep_both = cast(Callable[..., None], Later(lambda: extending.intrinsic(_keep_both)))
"""Inside kernels: `left[to:] &= (planes[one:] ^ a) & (planes[two:] ^ b)`, eight words of each.

`left`, `planes` : int64, one dimension, without gaps, long enough; `a`, `b` : int64. Said as a
loop, the compiler asks each time whether the two overlap, which takes longer than the work.
"""

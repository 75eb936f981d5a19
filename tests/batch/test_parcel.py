"""Arrays go through a file and come out as they were."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from hearth.batch.parcel import pack, unpack

columns = st.lists(
    st.sampled_from([np.int32, np.int64, np.float64, np.bool_]).flatmap(
        lambda dtype: arrays(dtype, array_shapes(min_dims=1, max_dims=2, min_side=0))
    ),
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(columns, st.text())
def test_what_is_unpacked_is_what_was_packed(
    tmp_path: Path, given_columns: list[Any], said: str
) -> None:
    pack(tmp_path / "parcel", (said, given_columns))
    word, found = unpack(tmp_path / "parcel")
    assert word == said
    assert len(found) == len(given_columns)
    for old, new in zip(given_columns, found, strict=True):
        assert old.dtype == new.dtype
        np.testing.assert_array_equal(old, new)


def test_what_is_unpacked_may_be_changed_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "parcel"
    pack(path, np.arange(1000))
    column = unpack(path)
    column[0] = 7
    assert unpack(path)[0] == 0
    path.unlink()
    assert column.sum() == 7 + 999 * 500


def test_arrays_begin_where_the_processor_likes_it(tmp_path: Path) -> None:
    pack(tmp_path / "parcel", [np.ones(3, np.bool_), np.ones(5), np.ones(7, np.int32)])
    for column in unpack(tmp_path / "parcel"):
        assert column.ctypes.data % 64 == 0
        assert column.flags.aligned
        assert column.flags.writeable


def test_half_a_parcel_is_no_parcel(tmp_path: Path) -> None:
    def cannot() -> None: ...

    pack(tmp_path / "parcel", 1)
    with pytest.raises((AttributeError, TypeError)):
        pack(tmp_path / "parcel", cannot)
    assert unpack(tmp_path / "parcel") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["parcel"]

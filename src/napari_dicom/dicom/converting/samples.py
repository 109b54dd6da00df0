"""Values in dtypes that every image library has."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_HELD_BY = {"bool": "uint8", "float16": "float32", "longdouble": "float64"}


def plain_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return a dtype that formats have a code for and that holds the values of this one."""
    return np.dtype(_HELD_BY.get(dtype.name, dtype.newbyteorder("=")))


def plain_samples(values: NDArray[Any]) -> NDArray[Any]:
    """Return values in such a dtype; the same array where it has one."""
    return values.astype(plain_dtype(values.dtype), copy=False)

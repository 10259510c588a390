import numpy as np

from fastlabel_core.query.matrix_product import matrix_product


def test_a_product():
    left = np.array([[1, 2], [3, 4], [5, 6]], dtype=np.float32)
    right = np.array([[7, 8, 9], [10, 11, 12]], dtype=np.float32)
    product = matrix_product(left, right)
    assert product.tolist() == [[27, 30, 33], [61, 68, 75], [95, 106, 117]]
    assert product.dtype == np.float32


def test_a_raised_flag_is_no_warning():
    product = matrix_product(np.array([[np.inf, 3e38]], "f4"), np.array([[0], [3e38]], "f4"))
    assert np.isnan(product).all()

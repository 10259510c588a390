import pytest
from scipy import stats

from fastlabel_core.simulation.student_t import t_quantile


@pytest.mark.parametrize(
    ("degrees", "quantile"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (30, 2.042), (120, 1.980)],
)
def test_the_published_table_for_95_percent(degrees, quantile):
    """Student, *Metron*, 1925, as every textbook prints it."""
    assert round(t_quantile(degrees), 3) == quantile


@pytest.mark.parametrize("confidence", [0.01, 0.5, 0.9, 0.95, 0.999])
def test_what_scipy_says(confidence):
    for degrees in (*range(1, 60), 1000, 1001):
        expected = stats.t.ppf((1 + confidence) / 2, degrees)
        assert t_quantile(degrees, confidence) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("degrees", "confidence"), [(0, 0.95), (1, 0), (1, 1)])
def test_what_has_no_quantile(degrees, confidence):
    with pytest.raises(ValueError, match=f"{degrees} degrees of freedom, confidence {confidence}"):
        t_quantile(degrees, confidence)

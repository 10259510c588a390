"""Reading a chart back, with nothing that the charts are drawn by."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Axis:
    """Where the values of an axis stand: its ticks, by their labels."""

    pixels: list[float]
    values: list[float]

    def value(self, pixel):
        (first, *_, last), (low, *_, high) = self.pixels, self.values
        return low + (pixel - first) / (last - first) * (high - low)


class Drawn:
    """A chart, parsed."""

    def __init__(self, svg):
        self.root = ElementTree.fromstring(svg)

    def all(self, tag, **attributes):
        return [
            each
            for each in self.root.iter(SVG + tag)
            if all(each.get(name.rstrip("_")) == value for name, value in attributes.items())
        ]

    def texts(self, class_=None):
        return [
            "".join(each.itertext()) for each in self.all("text") if each.get("class") == class_
        ]

    def tick_labels(self, class_):
        return [text.text for text in self.all("text", class_=class_)]

    @property
    def x_axis(self):
        lines = [each for each in self.all("line") if each.get("x1") == each.get("x2")]
        return self._axis("faint middle", [float(each.get("x1")) for each in lines])

    @property
    def y_axis(self):
        lines = [each for each in self.all("line") if each.get("y1") == each.get("y2")]
        return self._axis("faint end", [float(each.get("y1")) for each in lines])

    def _axis(self, class_, pixels):
        return Axis(pixels, [float(text.replace(",", "")) for text in self.tick_labels(class_)])

    def point(self, x, y):
        """Return the values of a place in pixels."""
        return pytest.approx((self.x_axis.value(x), self.y_axis.value(y)), rel=2e-3, abs=1e-6)

    def marks(self):
        """Yield the place of each mark that says its values, and what it says."""
        for path in self.all("path"):
            title = path.find(f"{SVG}title")
            if title is not None:
                yield numbers(path.get("transform")), title.text


def numbers(text):
    return tuple(float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", text))


@pytest.fixture
def drawn():
    return Drawn

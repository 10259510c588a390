"""Image classification for fastlabel, with any network of timm's."""

from fastlabel_resnet.model import ResNetModel
from fastlabel_resnet.options import Options

__version__ = "0.1.0"

__all__ = ["Options", "ResNetModel", "__version__"]

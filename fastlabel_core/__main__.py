"""``python -m fastlabel_core`` is ``fastlabel``."""

from fastlabel_core.cli import main

main()

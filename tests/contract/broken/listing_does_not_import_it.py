"""Its extension stands in the module of the model, which any list then imports.

Fails with: listing the plugins imports fake_0_acme_broken; another entry point of the
distribution, or an extension, does so
"""

from sound import SoundModel

from fastlabel_core import hookimpl


class Model(SoundModel):
    """Sound in itself."""


class Extension:
    @hookimpl
    def add_listeners(self):
        return []

"""A link names the newest of the files that it saves.

Fails with: save_model wrote what can't be published: 'newest.json' in the model folder
TMP/saved_model_can_be_published/saved is a symbolic link; a model consists of plain files and
folders. Put a copy of the file in its place, or remove it.
"""

from sound import SoundModel


class Model(SoundModel):
    def save_model(self, save_dir):
        super().save_model(save_dir)
        (save_dir / "newest.json").symlink_to("centres.json")

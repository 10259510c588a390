"""It takes a dict and looks up what it knows, so that a misspelt option is passed over.

Fails with: the option no_such_option_as_this is taken; declare the options that there are as a
pydantic model named Options
"""

from sound import SoundModel


class Model(SoundModel):
    Options = None

    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        known = SoundModel.Options(epochs=options.get("epochs", 4))
        return super().train_model(df_train, df_val, work_dir, is_first_train, known)

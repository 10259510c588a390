"""It takes Ctrl-C for the wish to go on with what is learnt so far.

Fails with: train_model was stopped at event 1 of 4, as by Ctrl-C, and returned as if it had ended;
let the KeyboardInterrupt pass
"""

from sound import SoundModel


class Model(SoundModel):
    def train_model(self, df_train, df_val, work_dir, is_first_train, options):
        try:
            return super().train_model(df_train, df_val, work_dir, is_first_train, options)
        except KeyboardInterrupt:
            return {"stopped": True}

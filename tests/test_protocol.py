"""The protocol: what keeps it, and what is refused before anything is called."""

import functools

import pytest

from fastlabel_core.errors import PluginProtocolError
from fastlabel_core.hook_manager import HookManager
from fastlabel_core.hookspecs import hookimpl
from fastlabel_core.registration import check_extension, check_model

PROTOCOL = "plugin 'toy' (acme-toy 1.0) does not keep the protocol: "
PREDICT = """
    @hookimpl
    def predict(self, df_img): ...
"""
SEED = """
class Toy:
    def load_model(self, model_dir): ...
    def train_model(self, df_train): ...
    def save_model(self, save_dir): ...
"""


def classes(source, **names):
    """Return the class `Toy` that `source` defines."""
    namespace = {"hookimpl": hookimpl, **names}
    exec(source, namespace)
    return namespace["Toy"]


def problems(check, plugin, checked):
    with pytest.raises(PluginProtocolError) as caught:
        check(plugin, checked)
    assert str(caught.value).startswith(PROTOCOL)
    return str(caught.value).removeprefix(PROTOCOL).split("\n  ")


@pytest.mark.parametrize(
    "added",
    [
        PREDICT,
        "    def query_hard_example(self, df_img): ...\n",
        "    def query_hard_example(self, df_img): ...\n    def predict(self, rows=3): ...\n",
        PREDICT + "    def split_train_val(self, df_init, df_anno): ...\n",
        PREDICT + "    def add_commands(self, parser=None): ...\n    def predict_pool(self): ...\n",
        PREDICT + "    @property\n    def broken(self): raise RuntimeError\n",
        PREDICT + "    input_columns = ['text', 'path']\n",
        PREDICT + "    input_columns = ()\n",
        PREDICT.replace("hookimpl", "hookimpl(specname='predict')").replace("predict(", "guess("),
        PREDICT.replace("(self, df_img)", "(this, df_img, work_dir, options, /)"),
    ],
)
def test_keeps_the_protocol(toy_plugin, added):
    toy = classes(SEED + added)
    check_model(toy_plugin, toy)
    check_model(toy_plugin, toy())


def test_static_and_class_methods_and_decorated_ones(toy_plugin):
    def logged(function):
        @functools.wraps(function)
        def call(*arguments):
            return function(*arguments)

        return call

    toy = classes(
        """
class Toy:
    @staticmethod
    def load_model(model_dir): return model_dir
    @classmethod
    def train_model(cls, df_train): return {"trained": df_train}
    @logged
    def save_model(self, save_dir): return save_dir
    @staticmethod
    @hookimpl
    def predict(df_img): return df_img
""",
        logged=logged,
    )
    check_model(toy_plugin, toy)
    hooks = HookManager()
    hooks.register_model(toy_plugin, toy())
    assert hooks.hook.load_model(model_dir=1) == 1
    assert hooks.hook.save_model(save_dir=2) == 2
    assert hooks.hook.predict(df_img=3, work_dir=None, options=None, wanted=None) == 3
    arguments = dict.fromkeys(["df_val", "work_dir", "is_first_train", "options"])
    assert hooks.hook.train_model(df_train=4, **arguments) == {"trained": 4}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "class Toy: ...",
            [
                "it does not implement: load_model, train_model, save_model.",
                "it does not implement: predict (or else query_hard_example)",
            ],
        ),
        (
            SEED.replace("load_model", "laod_model") + PREDICT,
            ["it does not implement: load_model. Did you mean 'laod_model'?"],
        ),
        (
            SEED.replace("def load_model", "@hookimpl\n    def laod_model") + PREDICT,
            [
                "there is no hook 'laod_model'. Did you mean 'load_model'?",
                "it does not implement: load_model.",
            ],
        ),
        (
            SEED + "    @hookimpl\n    def zzz(self): ...\n" + PREDICT,
            ["there is no hook 'zzz'."],
        ),
        (
            SEED + PREDICT.replace("hookimpl", "hookimpl(specname='predicted')"),
            [
                "there is no hook 'predicted'. Did you mean 'predict'?",
                "its method predict is not marked as a hook; mark it: @hookimpl",
            ],
        ),
        (
            SEED + "    def predict(self, df_img): ...\n",
            ["its method predict is not marked as a hook; mark it: @hookimpl"],
        ),
        (
            SEED.replace("df_train", "df_train, options=None, work_dir='x'") + PREDICT,
            [
                "train_model gives options, work_dir a default value, which would hide the "
                "caller's; remove the default"
            ],
        ),
        (
            SEED.replace("save_dir", "folder, save_dir, *args, **kwargs") + PREDICT,
            [
                "save_model takes folder, args, kwargs, which the hook does not give; "
                "it gives: save_dir"
            ],
        ),
        (
            SEED.replace("df_train", "*, df_train") + PREDICT,
            [
                "train_model takes df_train by keyword only, but hooks are called by position; "
                "remove the *"
            ],
        ),
        (
            SEED.replace("def train", "@hookimpl(wrapper=True)\n    def train") + PREDICT,
            [
                "train_model is marked as a wrapper, but does not yield",
                "train_model is marked as a wrapper; a model answers: @hookimpl",
            ],
        ),
        (
            SEED + PREDICT + "    @hookimpl\n    def add_listeners(self): ...\n",
            [
                "add_listeners is a hook of extensions; give it to a class or module that the "
                "entry-point group 'fastlabel.extensions' names"
            ],
        ),
        *[
            (
                SEED + PREDICT + f"    input_columns = {columns}\n",
                [f"its input_columns is {columns}; give a tuple of names, such as ('path',)"],
            )
            for columns in ("'text'", "('text', 1)", "None")
        ],
    ],
)
def test_a_model_that_does_not(toy_plugin, source, expected):
    toy = classes(source)
    assert problems(check_model, toy_plugin, toy) == expected
    assert problems(check_model, toy_plugin, toy()) == expected


WRAPPER = """
class Toy:
    @hookimpl(wrapper=True)
    def predict(self, df_img):
        return (yield)
    @hookimpl(hookwrapper=True)
    def train_model(self): yield
    @hookimpl
    def predict_pool(self, df_img, predict): ...
    def train(self, unmarked=1): ...
"""


def test_an_extension_wraps_and_adds(toy_plugin):
    toy = classes(WRAPPER)
    check_extension(toy_plugin, toy)
    check_extension(toy_plugin, toy())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("def predict(", "def perdict(", "there is no hook 'perdict'. Did you mean 'predict'?"),
        ("(wrapper=True)", "", "predict answers in the model's place; wrap it: "
         "@hookimpl(wrapper=True)"),
        ("return (yield)", "return 3", "predict is marked as a wrapper, but does not yield"),
        ("def train_model(", "def add_listeners(",
         "add_listeners adds to the core and can't be wrapped; mark it: @hookimpl"),
        ("df_img, predict", "rows", "predict_pool takes rows, which the hook does not give; "
         "it gives: df_img, work_dir, predict"),
        ("@hookimpl\n    def predict_pool(self, df_img, predict)",
         "@hookimpl\n    def add_commands(self, cli)",
         "add_commands takes cli, which the hook does not give; it gives: nothing"),
    ],
)  # fmt: skip
def test_an_extension_that_does_not(toy_plugin, old, new, expected):
    assert old in WRAPPER
    assert problems(check_extension, toy_plugin, classes(WRAPPER.replace(old, new))) == [expected]


def test_an_extension_without_hooks_would_do_nothing(toy_plugin):
    nothing = ["it implements no hook; mark those that it has: @hookimpl"]
    unmarked = classes("class Toy:\n    def add_listeners(self): ...")
    assert problems(check_extension, toy_plugin, unmarked) == nothing
    assert problems(check_extension, toy_plugin, lambda: None) == nothing

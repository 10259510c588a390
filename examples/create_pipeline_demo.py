"""A round from Python: the parameters at the top, one call below."""

from fastlabel_core import run_round

input_dir = "exp_dir/input"
output_dir = "exp_dir/output"
is_first_train = True
query_cnt = 100
val_size = 0.2
strategy = "EntropySampling"
options = {"epochs": 1, "batch_size": 16, "lr": 0.1, "lrf": 0.05}
model_id = None

if __name__ == "__main__":
    report = run_round(
        plugin="resnet",
        model=model_id,
        input_dir=input_dir,
        output_dir=output_dir,
        is_first_train=is_first_train,
        query_cnt=query_cnt,
        val_size=val_size,
        strategy=strategy,
        options=options,
    )
    print(f"{report.counts.pool} samples predicted, {report.counts.hard} of them hard")

from fastlabel_core.campaign.predicted_labels import PredictedLabel, predicted_labels


def test_predicted_labels(connection, tmp_path):
    """Samples that are not in the file, and those that can't be read, have none."""
    path = tmp_path / "predictions.csv"
    path.write_text(
        "sampleId,path,label,confidence,score,error\ns1,,NA,0.5,,\ns2,,,,,no text\ns4,,cat,,,\n"
    )
    assert list(predicted_labels(connection, path)) == [
        PredictedLabel(1, "NA", 0.5),
        PredictedLabel(4, "cat", None),
    ]


def test_no_prediction(connection, tmp_path):
    (tmp_path / "predictions.csv").write_text("sampleId,label,confidence\n")
    assert list(predicted_labels(connection, tmp_path / "predictions.csv")) == []

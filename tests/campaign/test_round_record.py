def test_what_is_taken_down(trial):
    campaign = trial.start(options={"warning": "beware"}, strategy_options={"prefilter": 2})
    report = campaign.run()
    trial.answer(campaign, {"p1": "vehicle"})
    detail = campaign.history()[1].detail
    assert detail["counts"] == report.counts.model_dump()
    assert detail["seconds"] == report.seconds
    assert detail["warnings"] == ["beware"] == list(report.warnings)
    assert detail["approximations"] == list(report.approximations)
    assert len(report.approximations) == 1
    assert detail["classes"] == ["fruit", "vehicle"]
    assert detail["model"] == report.model
    assert detail["hard"] == 2

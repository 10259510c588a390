"""What the three CSV files of samples are called, and their columns."""

LABELLED = "input_label.csv"
ADDED = "input_added_label.csv"
UNLABELLED = "input_unlabel.csv"

SAMPLE_ID = "sampleId"
PATH = "path"
LABEL = "label"

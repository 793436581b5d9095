"""Writes Tests/SpeechDatasetTests/Fixtures/cards: cards before and after Python's datasets sets a config in them.

    pip install datasets==5.2.0
    python Scripts/card_fixtures.py
"""

import pathlib

from datasets import Audio, DatasetInfo, Features, List, Value
from datasets.info import DatasetInfosDict
from datasets.splits import SplitDict, SplitInfo
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard, DatasetCardData
from huggingface_hub.utils import yaml_dump

FOLDER = pathlib.Path(__file__).parent.parent / "Tests/SpeechDatasetTests/Fixtures/cards"


def set_config(card, name):
    """As push_to_hub does it for a whole DatasetDict."""
    features = Features(
        {
            "audio": Audio(sampling_rate=24000),
            "text": Value("string"),
            "language": Value("string"),
            "duration": Value("float32"),
            "audio_codes": List(List(Value("int16"))),
        }
    )
    info = DatasetInfo(
        config_name=name, features=features, splits=SplitDict(), download_size=486972, dataset_size=480820
    )
    info.splits.add(SplitInfo("train", 336574, 7))
    info.splits.add(SplitInfo("validation", 144246, 3))
    data = DatasetCardData() if card is None else card.data
    files = [{"split": split, "path": f"{name}/{split}-*"} for split in ("train", "validation")]
    DatasetInfosDict({name: info}).to_dataset_card_data(data)
    MetadataConfigs({name: {"data_files": files}}).to_dataset_card_data(data)
    return DatasetCard(f"---\n{data}\n---\n") if card is None else card


def header(data, line_break="\n", text="\n# Mine\n\nKeep *this*.\n"):
    dumped = yaml_dump(data, sort_keys=False, line_break=line_break)
    return f"---{line_break}{dumped}---{line_break}" + text.replace("\n", line_break)


OTHER = {"data_files": [{"split": "train", "path": "other/train-*"}]}
STRANGE = {
    "config_name": "zz",
    "data_files": [
        {"split": "train", "path": ["a b/*", "it's: #odd", "- x", "", "*.parquet", "123", "1_000", "0x1F", "1e5", ".5"]},
        {"split": "val.1", "path": "{a,b}"},
    ],
    "default": True,
    "version": "1.0.0",
    "nothing": None,
    "numbers": [1, 2.5, -3, float("inf")],
    "empty": [],
    "void": {},
    "nested": [[1, 2], ["a", {"b": "c"}]],
    "dates": ["2024-01-01", "2024-1-1 10:00:00", "12:30", "yes", "No", "null", "~", "="],
    "long": "a long description that goes on and on until it has to be folded, because it has more than eighty characters",
    "quoted": "a long 'description': that goes on and on until it has to be folded, because it has more than eighty letters",
    "lines": "one\ntwo\n\nthree\n",
    "unicode": "ƙarfe 👀 日本か",
    "special": "tab\tbell\x07 nul\x00 \u00a0",
    "spaces": [" a", "a ", "a  b", "\n", "a\n b"],
    "0": "key",
    "on": "key",
}

CASES = {
    "nothing": None,
    "one": header({"license": "cc-by-4.0", "configs": [{"config_name": "other", **OTHER}]}),
    "same": str(set_config(None, "amina")),
    "mapping": str(set_config(None, "kofi")) + "\nText\n",
    "default": str(set_config(None, "default")),
    "list": str(set_config(set_config(None, "no"), "123")),
    "windows": header({"language": ["ha", "en"], "configs": [{"config_name": "other", **OTHER}]}, "\r\n"),
    "strange": header({"pretty_name": "x: y", "configs": [STRANGE], "tags": ["a", "b"]}),
    "no-header": "# Only text\n",
    "no-text": header({"license": "mit"}, text=""),
    "float": header(
        {
            "dataset_info": {
                "features": [{"name": "audio", "dtype": "audio"}, {"name": "label", "dtype": {"class_label": {"names": {"0": "a", "1": "b"}}}}],
                "splits": [{"name": "train", "num_bytes": 336574.0, "num_examples": 7}],
                "download_size": 1,
                "dataset_size": 336574.0,
            }
        }
    ),
}

FOLDER.mkdir(parents=True, exist_ok=True)
for name, before in CASES.items():
    if before is not None:
        (FOLDER / f"{name}.before.md").write_bytes(before.encode())
    after = str(set_config(None if before is None else DatasetCard(before), "amina"))
    (FOLDER / f"{name}.after.md").write_bytes(after.encode())

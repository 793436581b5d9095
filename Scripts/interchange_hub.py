#!/usr/bin/env python3
"""Shows that models and datasets travel between qwen3-tts and Python's own clients of the Hub, in both directions.

    interchange_hub.py --command .build/debug/qwen3-tts --imitation .build/debug/imitation-hub [--folder FOLDER]

Runs in a Python that has huggingface_hub and datasets (official-python.sh hub), against an imitation of the Hub on
127.0.0.1, which the tests bring along and which is strict about tokens, sizes, hashes and content types:

    ours there      two voices, prepared and uploaded by us in two runs: load_dataset reads both, plain and streaming
    theirs here     a dataset that Python pushed (WAV and MP3, other rates, a config each) trains here
    both            Python adds a config to our dataset and we one to it: every config is still there, as it was
    caches          what one fetched serves the other offline, models and datasets
    models          a checkpoint that Python uploaded is used here by its name
    faults          what breaks on the way up and down: nothing is lost and nothing is doubled

One line for each check; the exit status is 1 if any failed, or if either did what the Hub would not let it.
"""

import argparse
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

from proof import Command, Proof, expect

ROOT = pathlib.Path(__file__).resolve().parent.parent
VOICES = ROOT / "Examples/voices"
FIRST, SECOND, THIRD = "en_allison", "ru_nsh", "third"
CLIPS = 6
REPO, PUSHED, MODEL = "alice/voices", "alice/pushed", "alice/tiny"
WRITE_TOKEN, READ_TOKEN = "hf_write", "hf_read"
TRAINING = ["--max-steps", "3", "--warmup-steps", "1", "--save-steps", "100", "--eval-steps", "100"]


class Imitation:
    """The imitation of the Hub, as a process that ends with this one."""

    def __init__(self, path):
        self.process = subprocess.Popen(
            # Small parts, so that what is larger than a megabyte goes up in parts.
            [path, "--seconds", "900", "--largest-basic", "1000000", "--part-size", "400000", "--page-size", "5"],
            stdout=subprocess.PIPE, text=True)
        self.address, self.control = (self.process.stdout.readline().split()[1] for _ in range(2))

    def ask(self, path, body=None):
        request = urllib.request.Request(f"{self.control}/{path}", None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def state(self):
        return self.ask("state")

    def commits(self, repo):
        return self.state()["repos"][repo]["commits"]

    def files(self, repo):
        """The SHA-256 of each file of the last commit."""
        return {path: file["sha256"] for path, file in self.commits(repo)[-1]["files"].items()}

    def fail(self, method, path, kind, **more):
        self.ask("faults", {"method": method, "path": path, "kind": kind, **more})

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=30)


class HubInterchange(Proof):
    """The checks, which build on each other, in a folder of their own."""

    def __init__(self, command, imitation, folder):
        super().__init__()
        self.folder, self.hub = folder, imitation
        self.caches = {name: folder / f"cache-{name}" for name in ("ours", "theirs")}
        self.command = Command(
            command, folder, HF_ENDPOINT=imitation.address, HF_TOKEN=WRITE_TOKEN, HF_HOME=str(self.caches["ours"]))
        # Before the clients are imported, which read them once.
        os.environ |= {
            "HF_ENDPOINT": imitation.address, "HF_TOKEN": WRITE_TOKEN, "HF_HOME": str(self.caches["theirs"]),
            "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_DATASETS_DISABLE_PROGRESS_BARS": "1", "NO_COLOR": "1"}

    def run(self):
        self.make()
        self.check("ours there: the first voice goes up, with codes", lambda: self.upload(FIRST, "prepared"))
        self.check("ours there: it loads, plain", lambda: self.loads(FIRST))
        self.check("ours there: the second voice goes up, from another folder",
                   lambda: self.upload(SECOND, "prepared-2"))
        self.check("ours there: the same again changes nothing", self.upload_again)
        for speaker in (FIRST, SECOND):
            self.check(f"ours there: {speaker} loads, plain", lambda: self.loads(speaker))
            self.check(f"ours there: {speaker} loads, streaming", lambda: self.loads(speaker, streaming=True))
        self.check("ours there: the card is one that the Hub takes", self.card)
        self.check("both: Python pushes a third config", self.push_third)
        for speaker in (FIRST, SECOND):
            self.check(f"both: {speaker} still loads", lambda: self.loads(speaker, cache="after-third"))
        self.check("both: all three train here", lambda: self.train(REPO, "run-three"))
        self.check("both: after our next upload Python's config still loads", self.upload_then_third)
        self.check("theirs here: WAV and MP3, a config each, are pushed", self.push)
        self.check("theirs here: they train", lambda: self.train(PUSHED, "run-pushed"))
        self.check("theirs here: one of their configs trains alone",
                   lambda: self.train(PUSHED, "run-one", "--train-speakers", "waves"))
        self.check("theirs here: they train while they stream",
                   lambda: self.train(PUSHED, "run-streamed", "--use-streaming-dataset", "true"))
        self.check("theirs here: one of their configs is prepared anew", self.prepare_theirs)
        self.check("models: Python uploads a checkpoint", self.upload_model)
        self.check("models: it is used here by its name", lambda: self.speaks(MODEL))
        self.check("models: and at a commit",
                   lambda: self.speaks(f"{MODEL}@{self.hub.commits(f'models/{MODEL}')[-1]['id']}"))
        self.check("caches: what we fetched serves Python offline", self.our_cache_there)
        self.check("caches: what Python fetched serves us offline", self.their_cache_here)
        self.check("caches: both fetch into one cache at once", self.both_at_once)
        self.check("faults: a token that only reads, a wrong one and none are told, and change nothing", self.refused)
        self.check("faults: on the way down, files arrive whole", self.faults_down)
        self.check("faults: on the way up, nothing is lost or doubled", self.faults_up)
        self.check("faults: an upload that was killed goes on", self.killed)
        self.check("both did only what the Hub lets them", self.violations)

    # What there is to send.

    def make(self):
        """Two checkpoints, and a few recordings of two voices."""
        for kind in ("base", "custom_voice"):
            self.command("init", "--size", "tiny", "--seed", "7", "--type", kind, f"made-{kind}")
        for name in (FIRST, SECOND):
            self.source(name, name, range(CLIPS))

    def source(self, folder, voice, which):
        """A folder of some recordings of a voice; one that is there gets these instead."""
        target = self.folder / "sources" / folder
        if not target.exists():
            target.mkdir(parents=True)
            for part in ("audio", "reference.flac"):
                (target / part).symlink_to(VOICES / voice / part)
        lines = (VOICES / voice / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
        (target / "metadata.jsonl").write_text("".join(lines[number] + "\n" for number in which), encoding="utf-8")

    def prepare(self, speaker, folder, *options, **environment):
        return self.command(
            "prepare", "--source", f"{speaker}={self.folder / 'sources' / speaker}", "--output-dir", folder,
            "--with-codes", "--init-model-path", "made-base", "--cache-dir", "codes", *options, **environment)

    # Ours there.

    def upload(self, speaker, folder):
        before = self.hub.state()["repos"].get(f"datasets/{REPO}", {"commits": []})["commits"]
        self.prepare(speaker, folder, "--upload", "--repo-id", REPO, "--private")
        after = self.hub.commits(f"datasets/{REPO}")
        created = 0 if before else 1
        expect(len(after) - len(before) - created == 1, f"there are {len(after)} commits, and were {len(before)}")
        expect(self.hub.state()["repos"][f"datasets/{REPO}"]["isPrivate"], "the repository is not private")
        kept, there = before[-1]["files"] if before else {}, after[-1]["files"]
        for path, file in kept.items():
            expect(path == "README.md" or there.get(path) == file, f"{path} of others changed or went")
        local = {str(path.relative_to(self.folder / folder)): path for path in (self.folder / folder).rglob("*")
                 if path.is_file() and ".prepare" not in path.parts}
        expect(f"{speaker}/train-00000-of-00001.parquet" in local, f"prepared: {sorted(local)}")
        for path, file in local.items():
            if path.startswith((f"{speaker}/", "voices/")):
                expect(path in there, f"{path} is not there")
                expect(there[path]["sha256"] == sha256(file), f"{path} is another there")
        return f"{len(there)} files in {len(after)} commits"

    def upload_again(self):
        before = self.hub.commits(f"datasets/{REPO}")
        for speaker, folder in ((FIRST, "prepared"), (SECOND, "prepared-2")):
            self.prepare(speaker, folder, "--upload", "--repo-id", REPO, "--private")
        expect(self.hub.commits(f"datasets/{REPO}") == before, "there is another commit")

    def loads(self, speaker, streaming=False, cache="datasets"):
        """The rows as Python reads them are those that we prepared, and the source's."""
        from datasets import Audio, load_dataset
        import pyarrow.parquet
        import soundfile

        prepared = self.folder / ("prepared" if speaker == FIRST else "prepared-2")
        texts = {json.loads(line)["text"] for line in
                 (self.folder / "sources" / speaker / "metadata.jsonl").read_text(encoding="utf-8").splitlines()}
        counts, samples, frames = [], 0, 0
        for split in ("train", "validation"):
            shards = sorted((prepared / speaker).glob(f"{split}-*.parquet"))
            expected = [row for shard in shards for row in pyarrow.parquet.read_table(shard).to_pylist()]
            expect(expected, f"{split} has no rows")
            dataset = load_dataset(
                REPO, name=speaker, split=split, streaming=streaming, cache_dir=str(self.folder / cache))
            expect(dataset.features["audio"] == Audio(sampling_rate=24000), f"audio is {dataset.features['audio']}")
            rows = list(dataset.cast_column("audio", Audio(decode=False)))
            expect(len(rows) == len(expected), f"{split} has {len(rows)} rows, prepared were {len(expected)}")
            for row, wanted in zip(rows, expected):
                expect(row == wanted, f"a row of {split} differs from what was prepared: {row['text']!r}")
                expect(row["text"] in texts, f"{row['text']!r} is none of the texts")
                decoded, rate = soundfile.read(io.BytesIO(row["audio"]["bytes"]), dtype="int16")
                expect(rate == 24000 and decoded.ndim == 1, f"the audio has {rate} Hz and the shape {decoded.shape}")
                expect(abs(len(decoded) / rate - row["duration"]) < 1e-3,
                       f"{len(decoded)} samples, {row['duration']} s")
                expect(row["audio"]["path"] == f"{hashlib.sha256(decoded.tobytes()).hexdigest()}.flac",
                       f"the path {row['audio']['path']} is not the SHA-256 of the samples")
                codes = row["audio_codes"]
                expect(codes and all(len(frame) == 16 for frame in codes), "the codes are not [frames, 16]")
                expect(abs(len(codes) - row["duration"] * 12.5) < 2, f"{len(codes)} frames for {row['duration']} s")
                samples, frames = samples + len(decoded), frames + len(codes)
            counts.append(f"{len(rows)} in {split}")
        return f"{', '.join(counts)}; {samples} samples, {frames} frames of codes"

    def card(self):
        from huggingface_hub import DatasetCard

        card = DatasetCard.load(REPO)
        card.validate()
        configs = [config["config_name"] for config in card.data.configs]
        expect(configs == sorted([FIRST, SECOND]), f"its configs are {configs}")
        infos = {info["config_name"]: {split["name"]: split["num_examples"] for split in info["splits"]}
                 for info in card.data.dataset_info}
        return "; ".join(f"{name}: {splits}" for name, splits in infos.items())

    # Both.

    def clips(self, which, format="FLAC", rate=None):
        """Rows of the first voice, encoded anew."""
        import soundfile

        lines = (VOICES / FIRST / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
        rows = []
        for number in which:
            entry = json.loads(lines[number])
            samples, own = soundfile.read(VOICES / FIRST / entry["audio"])
            if rate and rate != own:
                # Every n-th sample is good enough: what is compared is that it is read, not how it sounds.
                samples, own = samples[::own // rate], rate
            file = io.BytesIO()
            soundfile.write(file, samples, own, format=format)
            name = f"clip {number}.{format.lower()}"
            rows.append({"audio": {"bytes": file.getvalue(), "path": name}, "text": entry["text"]})
        return rows

    def push_to_hub(self, repo, config, rows, split="train", rate=16000):
        from datasets import Audio, Dataset

        # Cast and not encoded: that would take torchcodec, and the bytes are an encoded file already.
        dataset = Dataset.from_list(rows).cast_column("audio", Audio(sampling_rate=rate))
        dataset.push_to_hub(repo, config_name=config, split=split, private=True)

    def push_third(self):
        before = self.hub.files(f"datasets/{REPO}")
        self.push_to_hub(REPO, THIRD, self.clips(range(8, 12)))
        self.push_to_hub(REPO, THIRD, self.clips(range(12, 14)), split="validation")
        after = self.hub.files(f"datasets/{REPO}")
        expect(all(after.get(path) == value for path, value in before.items() if path != "README.md"),
               "Python changed our files")
        return f"{len(after)} files"

    def upload_then_third(self):
        from datasets import Audio, load_dataset

        self.source(FIRST, FIRST, range(CLIPS + 2))
        self.prepare(FIRST, "prepared", "--upload", "--repo-id", REPO)
        counts = {}
        for name in (FIRST, SECOND, THIRD):
            dataset = load_dataset(REPO, name=name, cache_dir=str(self.folder / "last"))
            counts[name] = {split: len(list(rows.cast_column("audio", Audio(decode=False))))
                            for split, rows in dataset.items()}
        expect(counts[THIRD] == {"train": 4, "validation": 2}, f"the third has {counts[THIRD]}")
        expect(sum(counts[FIRST].values()) == CLIPS + 2, f"the first has {counts[FIRST]}")
        expect(sum(counts[SECOND].values()) == CLIPS, f"the second has {counts[SECOND]}")
        return json.dumps(counts)

    # Theirs here.

    def push(self):
        self.push_to_hub(PUSHED, "waves", self.clips(range(0, 5), format="WAV"))
        self.push_to_hub(PUSHED, "waves", self.clips(range(5, 7), format="WAV"), split="validation")
        self.push_to_hub(PUSHED, "compressed", self.clips(range(7, 12), format="MP3", rate=8000), rate=8000)
        return f"{len(self.hub.files(f'datasets/{PUSHED}'))} files"

    def train(self, repo, output, *options, **environment):
        self.command(
            "finetune", "--hf-dataset-repo", repo, "--init-model-path", "made-base", "--output-dir", output,
            "--cache-dir", "codes", *TRAINING, *options, **environment)
        names = [entry["name"] for entry in json.loads(self.command("speakers", f"{output}/last", "--json"))]
        return f"3 steps; speakers: {', '.join(names)}"

    def prepare_theirs(self):
        import pyarrow.parquet

        self.command("prepare", "--source", f"again={PUSHED}:waves", "--language", "again=English", "--output-dir",
                     "prepared-again")
        rows = [pyarrow.parquet.read_metadata(shard).num_rows for shard in
                sorted((self.folder / "prepared-again/again").glob("*.parquet"))]
        expect(sum(rows) == 7, f"the shards have {rows} rows")
        return f"{sum(rows)} clips"

    # Models and caches.

    def upload_model(self):
        from huggingface_hub import HfApi

        api = HfApi()
        api.create_repo(MODEL, private=True)
        api.upload_folder(repo_id=MODEL, folder_path=self.folder / "made-custom_voice")
        there = self.hub.files(f"models/{MODEL}")
        for path in (self.folder / "made-custom_voice").rglob("*"):
            if path.is_file():
                name = str(path.relative_to(self.folder / "made-custom_voice"))
                expect(there.get(name) == sha256(path), f"{name} is not there, or another")
        return f"{len(there)} files"

    def speaks(self, model, **environment):
        """It lists the speakers that the folder has, and says the same in each byte."""
        speakers = [self.command("speakers", name, "--json", **environment) for name in (model, "made-custom_voice")]
        expect(speakers[0] == speakers[1], "it has other speakers than the folder")
        names = [entry["name"] for entry in json.loads(speakers[0])]
        for name, file in ((model, "there.wav"), ("made-custom_voice", "here.wav")):
            self.command("speak", name, "Hello there.", "--speaker", names[0], "--greedy", "--max-seconds", "0.5",
                         "--output", file, **environment)
        expect((self.folder / "there.wav").read_bytes() == (self.folder / "here.wav").read_bytes(),
               "it says something else than the folder")
        return f"{len(names)} speakers"

    def our_cache_there(self):
        """A Python that may not ask anything reads our cache."""
        requests = len(self.hub.state()["requests"])
        said = python("""
            import pathlib, sys, huggingface_hub
            model, dataset, speaker, folder = sys.argv[1:]
            names = [str(path.relative_to(root)) for root in [pathlib.Path(huggingface_hub.snapshot_download(
                model, allow_patterns=["*.json", "*.safetensors"]))] for path in root.rglob("*.*")]
            assert "config.json" in names and "model.safetensors" in names, names
            assert huggingface_hub.hf_hub_download(model, "config.json")
            root = huggingface_hub.snapshot_download(
                dataset, repo_type="dataset", allow_patterns=["*.parquet", "README.md"])
            import datasets
            rows = datasets.load_dataset(root, name=speaker, split="train", cache_dir=folder)
            print(len(names), "files of a model,", len(rows.cast_column("audio", datasets.Audio(decode=False))), "rows")
            """, MODEL, REPO, THIRD, self.folder / "offline", HF_HOME=self.caches["ours"], HF_HUB_OFFLINE="1")
        expect(len(self.hub.state()["requests"]) == requests, "something was asked")
        return said

    def their_cache_here(self):
        python("""
            import sys, huggingface_hub
            model, dataset = sys.argv[1:]
            huggingface_hub.snapshot_download(model)
            huggingface_hub.snapshot_download(dataset, repo_type="dataset")
            """, MODEL, PUSHED, HF_HOME=self.folder / "cache-shared")
        requests = len(self.hub.state()["requests"])
        offline = {"HF_HOME": str(self.folder / "cache-shared"), "HF_HUB_OFFLINE": "1"}
        said = [self.speaks(MODEL, **offline), self.train(PUSHED, "run-offline", **offline)]
        expect(len(self.hub.state()["requests"]) == requests, "something was asked")
        return "; ".join(said)

    def both_at_once(self):
        """Python waits for the file that we are fetching, and does not fetch it again."""
        cache, seen = self.folder / "cache-both", len(self.hub.state()["requests"])
        # We wait three seconds, and hold the file's lock.
        self.hub.fail("GET", "/repos/", "status", status=429, headers={"Retry-After": "2"})
        name = json.loads(self.command("speakers", "made-custom_voice", "--json"))[0]["name"]
        process = subprocess.Popen(
            [self.command.path, "speak", MODEL, "Hello there.", "--speaker", name, "--max-seconds", "0.5", "--output",
             "both.wav"], cwd=self.folder, env=self.command.environment | {"HF_HOME": str(cache)},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

        def fetches():
            return [request["address"].split("?")[0] for request in self.hub.state()["requests"][seen:]
                    if request["address"].startswith("/repos/")]

        while not fetches() and process.poll() is None:
            time.sleep(0.05)
        python("import sys, huggingface_hub; huggingface_hub.snapshot_download(sys.argv[1])", MODEL, HF_HOME=cache)
        errors = process.communicate(timeout=60)[1]
        expect(process.returncode == 0, f"it ended with {process.returncode}: {errors.strip()}")
        expect(len(fetches()) == len(set(fetches())) + 1, f"fetched were {sorted(fetches())}, one of them refused")
        blobs = list((cache / "hub").glob("models--*/blobs/*"))
        for blob in blobs:
            content = blob.read_bytes()
            found = (hashlib.sha256(content) if len(blob.name) == 64
                     else hashlib.sha1(b"blob %d\0" % len(content) + content)).hexdigest()
            expect(found == blob.name, f"{blob.name} has another content, or is none")
        return f"{len(blobs)} contents, each fetched once"

    # Faults.

    def refused(self):
        before = self.hub.state()["repos"]
        said = []
        for token, words in ((READ_TOKEN, "only reads"), ("hf_other", "does not know this token"), ("", "is needed")):
            outcome = self.command.run(
                "prepare", "--output-dir", "prepared", "--upload", "--repo-id", REPO, HF_TOKEN=token)
            expect(outcome.returncode != 0, f"with the token '{token}' it succeeded")
            expect(words in outcome.stderr, f"with the token '{token}' it said {outcome.stderr.strip()!r}")
            said.append(words)
        expect(self.hub.state()["repos"] == before, "something changed")
        return "; ".join(said)

    def faults_down(self):
        """Everything that may break while a model comes down, in one run."""
        for fault in (
                ("GET", "/revision/", "status", {"status": 429, "headers": {"Retry-After": "0"}}),
                ("GET", "/tree/", "drop", {}), ("GET", "/tree/", "status", {"status": 500}),
                ("GET", "/repos/", "expired", {}), ("GET", "/repos/", "cut", {"count": 50_000}),
                ("GET", "/repos/", "whole", {}), ("GET", "/repos/", "corrupt", {}), ("GET", "/repos/", "drop", {}),
                ("GET", "/repos/", "status", {"status": 429, "headers": {"RateLimit": '"resolvers";r=0;t=0'}})):
            self.hub.fail(*fault[:3], **fault[3])
        cache = self.folder / "cache-faults"
        self.speaks(MODEL, HF_HOME=str(cache))
        expect(self.hub.state()["pendingFaults"] == 0, "not every fault happened")
        there, snapshot = self.hub.files(f"models/{MODEL}"), next((cache / "hub").glob("models--*/snapshots/*"))
        files = [path for path in snapshot.rglob("*") if path.is_file()]
        for path in files:
            expect(sha256(path) == there[str(path.relative_to(snapshot))], f"{path.name} arrived as another")
        rest = [path.name for path in (cache / "hub").rglob("*.incomplete")]
        expect(not rest, f"parts were left: {rest}")
        return f"{len(files)} files"

    def faults_up(self):
        """Everything that may break while a voice goes up, someone else's commit among it, in one run."""
        repo = f"datasets/{REPO}"
        self.source("fourth", FIRST, range(14, 18))
        before = self.hub.commits(repo)
        for fault in (
                ("POST", "/preupload/", "status", {"status": 429, "headers": {"Retry-After": "0"}}),
                ("POST", "/batch", "drop", {}), ("PUT", "/", "drop", {}), ("PUT", "/", "expired", {}),
                ("PUT", "/", "status", {"status": 500}), ("POST", "/verify", "status", {"status": 503}),
                ("POST", "/commit/", "status", {"status": 409}),
                ("POST", "/commit/", "commit", {"repo": repo, "files": {"theirs.txt": "someone else's\n"}}),
                ("POST", "/commit/", "lost", {})):
            self.hub.fail(*fault[:3], **fault[3])
        self.prepare("fourth", "prepared-4", "--upload", "--repo-id", REPO)
        expect(self.hub.state()["pendingFaults"] == 0, "not every fault happened")
        after = self.hub.commits(repo)
        titles = [commit["title"] for commit in after[len(before):]]
        expect(len(titles) == 2 and titles[0] == "Someone else", f"the new commits are {titles}")
        old, new = before[-1]["files"], after[-1]["files"]
        for path, file in old.items():
            expect(path == "README.md" or new.get(path) == file, f"{path} changed or went")
        expect("theirs.txt" in new, "the commit in between is lost")
        self.loads_counts({FIRST: CLIPS + 2, SECOND: CLIPS, THIRD: 6, "fourth": 4})
        return f"{len(new)} files in {len(after)} commits"

    def killed(self):
        """Killed while a file is on its way; a second run ends it, without sending what is stored."""
        repo = f"datasets/{REPO}"
        self.source("fifth", SECOND, range(CLIPS, CLIPS + 4))
        self.prepare("fifth", "prepared-5")
        before = self.hub.commits(repo)
        # Large files wait for nothing else: the question before is answered, and the file's arrival is not.
        seen = len(self.hub.state()["requests"])
        self.hub.fail("POST", "/verify", "stall", count=0)
        line = [self.command.path, "prepare", "--source", f"fifth={self.folder / 'sources/fifth'}", "--output-dir",
                "prepared-5", "--with-codes", "--init-model-path", "made-base", "--cache-dir", "codes", "--upload",
                "--repo-id", REPO]
        process = subprocess.Popen(line, cwd=self.folder, env=self.command.environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while not any("/verify" in request["address"] for request in self.hub.state()["requests"][seen:]):
            expect(process.poll() is None, f"it ended with {process.returncode} before it could be killed")
            expect(time.monotonic() < deadline, "it did not begin to upload within two minutes")
            time.sleep(0.05)
        process.kill()
        process.wait()
        expect(self.hub.commits(repo) == before, "something was committed")
        self.prepare("fifth", "prepared-5", "--upload", "--repo-id", REPO)
        after = self.hub.commits(repo)
        expect(len(after) == len(before) + 1, f"{len(after) - len(before)} commits were made")
        puts = [request["address"] for request in self.hub.state()["requests"][seen:] if request["method"] == "PUT"]
        expect(len(puts) == len(set(puts)), "something was sent twice")
        self.loads_counts({FIRST: CLIPS + 2, "fifth": 4})
        return f"{len(after[-1]['files'])} files"

    def loads_counts(self, counts):
        from datasets import load_dataset

        with tempfile.TemporaryDirectory() as folder:
            for name, count in counts.items():
                found = sum(split.num_rows for split in load_dataset(REPO, name=name, cache_dir=folder).values())
                expect(found == count, f"{name} has {found} rows, expected {count}")

    def violations(self):
        state = self.hub.state()
        expect(not state["violations"], "; ".join(state["violations"]))
        return f"{len(state['requests'])} requests"


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def python(code, *arguments, **environment):
    """What another Python says; the clients read their settings only once."""
    lines = code.strip("\n").rstrip().splitlines()
    indent = len(lines[0]) - len(lines[0].lstrip())
    outcome = subprocess.run(
        [sys.executable, "-c", "\n".join(line[indent:] for line in lines), *map(str, arguments)], capture_output=True,
        text=True, timeout=300, env=os.environ | {name: str(value) for name, value in environment.items()})
    expect(outcome.returncode == 0, f"Python says: {outcome.stderr.strip().splitlines()[-1:]}")
    return outcome.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", type=pathlib.Path, required=True, help="the built qwen3-tts")
    parser.add_argument("--imitation", type=pathlib.Path, required=True, help="the built imitation-hub")
    parser.add_argument("--folder", type=pathlib.Path, help="keep everything there; it must not exist")
    arguments = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or pathlib.Path(temporary)
        if arguments.folder:
            folder.mkdir(parents=True)
        imitation = Imitation(arguments.imitation)
        try:
            interchange = HubInterchange(arguments.command, imitation, folder.resolve())
            interchange.run()
        finally:
            imitation.end()
    print(f"{interchange.failures} failed; {time.monotonic() - start:.0f} s")
    sys.exit(interchange.failures > 0)


if __name__ == "__main__":
    main()

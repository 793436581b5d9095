#!/usr/bin/env python3
"""Shows that checkpoints travel between qwen3-tts and the official package, in both directions.

    interchange.py --command .build/debug/qwen3-tts [--folder FOLDER]

Runs in a Python that has the official package (official-python.sh). With tiny random checkpoints of the official classes:

    ours there      fine-tuned by us on two voices, one of them in a new language: the official package loads it as
                    custom_voice, lists our speakers and languages, and says the same codes, greedily, as we do
    base there      exported as base: the official package clones voices with it, as we do
    theirs here     an official custom_voice checkpoint: the same codes for each of its speakers, of dialects too
    made here       what `init` makes loads there, and says the same codes
    files           folders and configurations, item by item

Two implementations add up in another order, so a choice between two codes whose scores are closer than 1e-4 may differ;
what follows such a near tie is not compared, and the line says so. One line for each check; the exit status is 1 if any
failed. Nothing is fetched.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "Scripts/reference"
os.environ.setdefault("ORACLE_THREADS", "1")  # the models are too small for more
sys.path.insert(0, str(REFERENCE))

import numpy as np  # noqa: E402
import soundfile  # noqa: E402
from greedy import OfficialModel  # noqa: E402
from proof import Command, Problem, Proof, expect  # noqa: E402
from qwen_tts.core.models import Qwen3TTSConfig  # noqa: E402
from safetensors.numpy import load_file  # noqa: E402

TEXT = "Please enter your number."
# Freshly drawn weights are small: the speaker makes no difference yet, and only another text gives other codes.
OTHER_TEXT = "Hello there, everybody."
FRAMES = 10
NEAR_TIE = 1e-4
CLIPS = 4
NEW_LANGUAGE = "hausa"
# What fine-tuning may change in config.json: the type, and the names with their rows.
CHANGED_BY_TRAINING = {
    "tts_model_type", "talker_config.spk_id", "talker_config.spk_is_dialect", "talker_config.codec_language_id"}


class OurCommand(Command):
    """Our command, and what it says."""

    def codes(self, checkpoint, text, *options):
        """What it says greedily, [T, 16]."""
        self("speak", checkpoint, text, "--greedy", "--max-seconds", FRAMES / 12.5, "--output", "speech.wav",
             "--codes-out", "codes.safetensors", *options)
        return load_file(self.folder / "codes.safetensors")["codes"]

    def names(self, what, checkpoint):
        return [entry["name"] for entry in json.loads(self(what, checkpoint, "--json"))]


def compare(ours, theirs, margins):
    """None where the codes are the same; the place of a near tie where they are the same up to it."""
    rows = max(len(ours), len(theirs))
    expect(rows > 0, "no frame was generated")
    # An ended speech is a code of its own.
    ours, theirs = (np.pad(codes, ((0, rows + 1 - len(codes)), (0, 0)), constant_values=-1) for codes in (ours, theirs))
    different = np.argwhere(ours != theirs)
    if len(different) == 0:
        return None
    frame, codebook = different[0]
    place = f"frame {frame}, codebook {codebook}"
    margin = margins[frame, codebook] if frame < len(margins) else np.inf
    expect(margin < NEAR_TIE, f"the codes differ from {place} on: ours {ours[frame, codebook]}, theirs "
                              f"{theirs[frame, codebook]}, which beats the next by {margin:.2g}")
    return place


class Tally:
    """Comparisons of codes, summed up in a sentence."""

    def __init__(self):
        self.codes, self.seen, self.ties = 0, set(), []

    def add(self, name, ours, theirs, margins):
        try:
            tie = compare(ours, theirs, margins)
        except Problem as problem:
            raise Problem(f"{name}: {problem}") from None
        self.codes += theirs.size
        self.seen.add(theirs.tobytes())
        if tie:
            self.ties.append(f"{name} up to a near tie at {tie}")

    def summary(self):
        expect(len(self.seen) > 1, "all that is said is the same, so that nothing is shown")
        return f"{self.codes} codes" + "".join(f"; {tie}" for tie in self.ties)


class Interchange(Proof):
    """The checks, which build on each other, in a folder of their own."""

    def __init__(self, command, folder):
        super().__init__()
        self.folder = folder
        self.command = OurCommand(command, folder)

    def run(self):
        if not self.check("made: two official checkpoints, two of init, one fine-tuned, two exported", self.prepare):
            return
        tuned = self.check("ours there: loads as custom_voice", lambda: OfficialModel(self.folder / "run/last"))
        if tuned:
            cases = [(name, language, TEXT) for name in ("en_allison", "ru_nsh")
                      for language in ("Auto", "English", NEW_LANGUAGE)]
            self.check("ours there: speakers and languages", lambda: self.lists(tuned, "run/last", NEW_LANGUAGE))
            self.check("ours there: 2 speakers x Auto, English, new", lambda: self.same_codes(tuned, "run/last", cases))
        self.clone("base there", "base", "official-base")
        self.check("base there: an official custom_voice exported as base loads there",
                   lambda: OfficialModel(self.folder / "custom-as-base"))
        self.clone("theirs here", "official-base")
        theirs = self.check("theirs here: custom_voice loads there", lambda: OfficialModel(self.folder / "official-custom"))
        if theirs:
            cases = [(name, language, TEXT) for name in theirs.wrapper.get_supported_speakers()
                      for language in ("Auto", "Chinese", "English")]
            self.check("theirs here: speakers and languages", lambda: self.lists(theirs, "official-custom"))
            self.check("theirs here: 9 speakers x Auto, Chinese, English",
                       lambda: self.same_codes(theirs, "official-custom", cases))
        made = self.check("made here: custom_voice loads there", lambda: OfficialModel(self.folder / "made-custom"))
        if made:
            cases = [(name, "Auto", (TEXT, OTHER_TEXT)[number % 2])
                     for number, name in enumerate(made.wrapper.get_supported_speakers())]
            self.check("made here: its speakers", lambda: self.same_codes(made, "made-custom", cases))
        self.check("made here: base loads there", lambda: OfficialModel(self.folder / "made-base"))
        self.check("files: fine-tuned and official", lambda: self.same_files("run/last", "official-base"))
        self.check("files: exported and official", lambda: self.same_files("base", "official-base"))
        self.check("files: made and official", lambda: self.same_files("made-base", "official-base", {"LICENSE"}))
        self.check("files: configurations", self.same_configurations)

    # What there is to check.

    def prepare(self):
        """Two official checkpoints, two of ours, one fine-tuned and two exported."""
        kinds = [("base", 21), ("custom_voice", 22)]
        outs = [self.folder / f"official-{kind.split('_')[0]}" for kind, _ in kinds]
        makers = [
            subprocess.Popen([sys.executable, REFERENCE / "make_checkpoint.py", "--size", "tiny", "--seed", str(seed),
                              "--type", kind, "--out", out], stdout=subprocess.DEVNULL)
            for (kind, seed), out in zip(kinds, outs)]
        for (kind, seed), out, maker in zip(kinds, outs, makers):
            expect(maker.wait(timeout=600) == 0, f"make_checkpoint.py failed for {out.name}")
            (out / "oracle_info.json").unlink()
            # What the published folders have beside the model.
            (out / "README.md").write_text("The description of the official model.\n")
            (out / "LICENSE").write_text("A licence.\n")
            (out / "speech_tokenizer/configuration.json").write_text('{"task": "feature-extraction"}\n')
            self.command("init", "--size", "tiny", "--seed", seed, "--type", kind, f"made-{kind.split('_')[0]}")
        for name, language in (("en_allison", NEW_LANGUAGE), ("ru_nsh", "Russian")):
            source, target = ROOT / "Examples/voices" / name, self.folder / name
            target.mkdir()
            for part in ("audio", "reference.flac"):
                (target / part).symlink_to(source / part)
            lines = (source / "metadata.jsonl").read_text(encoding="utf-8").splitlines()[:CLIPS]
            entries = [json.loads(line) | dict(language=language) for line in lines]
            (target / "metadata.jsonl").write_text("".join(json.dumps(entry) + "\n" for entry in entries))
        self.command("prepare", "--source", "en_allison", "--source", "ru_nsh", "--output-dir", "prepared",
                     "--init-model-path", "official-base", "--cache-dir", "cache")
        self.command("finetune", "--init-model-path", "official-base", "--train-data", "prepared", "--cache-dir",
                     "cache", "--output-dir", "run", "--new-languages", f"{NEW_LANGUAGE}=english+russian",
                     "--max-steps", "4", "--warmup-steps", "1", "--learning-rate", "1e-3", "--save-steps", "100",
                     "--eval-steps", "100", "--language-tag-ratio", "1")
        self.command("export", "run/last", "--as", "base", "--speaker-encoder-from", "official-base", "-o", "base")
        self.command("export", "official-custom", "--as", "base", "--speaker-encoder-from", "official-base", "-o",
                     "custom-as-base")
        return f"fine-tuned for 4 steps on {2 * CLIPS} clips"

    def lists(self, official, checkpoint, *languages):
        """What the official package offers is what we list; it hides dialects, and has Auto besides."""
        speakers, known = self.command.names("speakers", checkpoint), self.command.names("languages", checkpoint)
        expect(official.wrapper.get_supported_speakers() == speakers,
               f"it has {official.wrapper.get_supported_speakers()}, ours {speakers}")
        expected = sorted(["auto", *(name for name in known if "dialect" not in name)])
        expect(official.wrapper.get_supported_languages() == expected,
               f"it has {official.wrapper.get_supported_languages()}, ours {expected}")
        for language in languages:
            expect(language in known, f"{language} is not among {known}")
        return f"{', '.join(speakers)}; {len(known)} languages" + "".join(f", {name} among them" for name in languages)

    def same_codes(self, official, checkpoint, cases):
        tally = Tally()
        for speaker, language, text in cases:
            theirs = official.greedy("generate_custom_voice", text, FRAMES, speaker=speaker, language=language)
            ours = self.command.codes(checkpoint, text, "--speaker", speaker, "--language", language)
            tally.add(f"{speaker} in {language}", ours, *theirs)
        return f"the same {tally.summary()}"

    def clone(self, what, checkpoint, encoder_source=None):
        """Cloning there with the vector alone and in context, and the same here.

        A voice is what it is with `encoder_source`, whose speaker encoder the checkpoint took over.
        """
        official = self.check(f"{what}: base loads there", lambda: OfficialModel(self.folder / checkpoint))
        if not official:
            return
        recordings = [self.recording(name) for name in ("en_allison", "ru_nsh")]
        languages = ("Auto", "English")
        cases = [(name, path, text if in_context else None, language) for name, path, text in recordings
                 for in_context in (False, True) for language in languages]
        spoken = {}

        def clones_there():
            models = [official] + ([OfficialModel(self.folder / encoder_source)] if encoder_source else [])
            tally = Tally()
            for name, path, text, language in cases:
                prompts = [model.wrapper.create_voice_clone_prompt(str(path), text, x_vector_only_mode=text is None)
                           for model in models]
                vectors = [prompt[0].ref_spk_embedding.numpy() for prompt in prompts]
                expect(np.array_equal(vectors[0], vectors[-1]), f"the voice of {name} is not that of {encoder_source}")
                # The layout with streaming text, which is the method's default.
                theirs = official.greedy(
                    "generate_voice_clone", TEXT, FRAMES, voice_clone_prompt=prompts[0], language=language)
                spoken[name, text, language] = theirs
                tally.add(name, theirs[0], *theirs)
            return f"from {len(recordings)} recordings, vector alone and in context, {tally.summary()}"

        self.check(f"{what}: clones there", clones_there)
        def same_clones():
            tally = Tally()
            for name, path, text, language in cases:
                options = ["--reference", path, "--language", language]
                options += ["--reference-text", text] if text else ["--x-vector-only"]
                tally.add(f"{name} {'in context' if text else 'by vector'} in {language}",
                          self.command.codes(checkpoint, TEXT, *options), *spoken[name, text, language])
            return f"the same {tally.summary()}"

        self.check(f"{what}: the same clones here", same_clones)

    def recording(self, name):
        """Two seconds of a prepared reference, which has 24 kHz and 16 bits: nothing is left to resample."""
        path = self.folder / f"{name}.wav"
        samples, rate = soundfile.read(self.folder / "prepared/voices" / f"{name}.wav", dtype="int16")
        soundfile.write(path, samples[:2 * rate], rate, subtype="PCM_16")
        return name, path, "The first words of it."

    def same_files(self, checkpoint, official, beside=frozenset()):
        """All but a model's description and our own training state; what both copied is the same in every byte."""
        ours, theirs = (
            {str(path.relative_to(self.folder / folder)) for path in (self.folder / folder).rglob("*") if path.is_file()}
            for folder in (checkpoint, official))
        ours = {name for name in ours if not name.startswith("training_state/")}
        theirs -= {"README.md"} | set(beside)
        if beside:
            theirs -= {"speech_tokenizer/configuration.json"}
        expect(ours == theirs, f"ours alone: {sorted(ours - theirs)}; theirs alone: {sorted(theirs - ours)}")
        copied = [name for name in ours if name not in ("config.json", "model.safetensors")]
        for name in copied if not beside else []:
            expect((self.folder / checkpoint / name).read_bytes() == (self.folder / official / name).read_bytes(),
                   f"{name} is not the same")
        return f"{len(ours)} files: {', '.join(sorted(ours))}"

    def same_configurations(self):
        """As the official class reads them: only what training changes by name may differ."""
        official, tuned, exported = (
            Qwen3TTSConfig.from_pretrained(self.folder / name).to_dict() for name in ("official-base", "run/last", "base"))
        differences = different_keys(official, tuned)
        expect(differences <= CHANGED_BY_TRAINING, f"other keys differ: {sorted(differences - CHANGED_BY_TRAINING)}")
        # Names and rows of the speakers stay, so that a second round of fine-tuning keeps them.
        expect(different_keys(official, exported) == CHANGED_BY_TRAINING - {"tts_model_type"},
               f"exported as base, these differ: {sorted(different_keys(official, exported))}")
        return (f"the fine-tuned one differs in {', '.join(sorted(differences))}; exported as base, in the new language "
                "and the speakers")


def different_keys(one, other, prefix=""):
    """Dotted paths of the values that differ; the tables of names count as one value each."""
    found = set()
    for key in one.keys() | other.keys():
        path = f"{prefix}{key}"
        values = one.get(key), other.get(key)
        if path not in CHANGED_BY_TRAINING and all(isinstance(value, dict) for value in values):
            found |= different_keys(*values, f"{path}.")
        elif values[0] != values[1] and key != "_name_or_path":
            found.add(path)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", type=pathlib.Path, required=True, help="the built qwen3-tts")
    parser.add_argument("--folder", type=pathlib.Path, help="keep everything there; it must not exist")
    arguments = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or pathlib.Path(temporary)
        if arguments.folder:
            folder.mkdir(parents=True)
        interchange = Interchange(arguments.command, folder.resolve())
        interchange.run()
    print(f"{interchange.failures} failed; {time.monotonic() - start:.0f} s")
    sys.exit(interchange.failures > 0)


if __name__ == "__main__":
    main()

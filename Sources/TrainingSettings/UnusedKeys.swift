/// Names that users of the Python project may have in their `.env`, and that this version does not use.
enum UnusedKeys {
    static let names: Set<String> = [
        "USE_AUXILIARY_LOSSES", "MEL_RECONSTRUCTION_WEIGHT",
        "RECONSTRUCTION_WEIGHT", "VOICE_CONSISTENCY_WEIGHT", "PROSODY_WEIGHT", "AUDIO_LOSS_EVERY_N_STEPS",
        "REPLACE_LAST_N_LAYERS", "ADD_NEW_LAYERS", "FREEZE_ORIGINAL_LAYERS", "FREEZE_SPEAKER_ENCODER", "USE_WANDB",
        "UPLOAD_TO_HF", "HF_BEST_MODEL_REPO", "HF_LAST_MODEL_REPO",
    ]

    static func contains(_ key: String) -> Bool {
        names.contains(key) || key.hasPrefix("WANDB_")
    }
}

// TrainingSettings

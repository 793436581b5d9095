// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// A shim over a C++ library, which `Scripts/setup.sh` builds.
struct Shim {
    let library, path: String

    init(_ library: String, folder variable: String) {
        self.library = library
        // Absolute, since libraries are looked for under it from wherever a program runs.
        path =
            URL(
                filePath: Context.environment[variable] ?? ".dependencies/\(library)",
                relativeTo: URL(filePath: Context.packageDirectory, directoryHint: .isDirectory)
            ).path
    }

    var file: String { "\(path)/lib\(library).so" }
    var isThere: Bool { FileManager.default.fileExists(atPath: file) }
    var link: [LinkerSetting] { [.unsafeFlags(["-L\(path)", "-Xlinker", "-rpath", "-Xlinker", path])] }
}

/// The shim over libtorch.
let torch = Shim("ctorch", folder: "CTORCH_DIR")
/// The shim over Arrow.
let arrow = Shim("carrow", folder: "CARROW_DIR")

/// Ends the build with a sentence.
func stop(_ advice: String) -> Never {
    FileHandle.standardError.write(Data("\(advice)\n\n".utf8))
    exit(1)
}

let hasTorch = torch.isThere
if !arrow.isThere { stop("\(arrow.file) is missing: run 'make setup', which fetches Arrow and builds it.") }
if !hasTorch, Context.environment["WITHOUT_LIBTORCH"] != "1" {
    stop(
        """
        \(torch.file) is missing: run 'make setup', which fetches libtorch and builds it \
        (or set WITHOUT_LIBTORCH=1 to build only the targets that need no libtorch).
        """)
}

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]
/// Everywhere but in the targets that wrap a C library: the compiler refuses unmarked pointers.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]

// What needs no tensor builds and tests without libtorch.
var targets: [Target] = [
    .systemLibrary(name: "CSoundFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSystem"),
    .target(name: "Files", dependencies: ["CCrypto", "CSystem"], swiftSettings: strict),
    .target(name: "Randomness", swiftSettings: safe),
    // The arithmetic of generation on the CPU, compiled for speed also where the rest is to be debugged.
    .target(
        name: "CKernels", exclude: ["kernels.inc"],
        cxxSettings: [.unsafeFlags(["-O2", "-ffp-contract=fast", "-Wno-psabi"])]),
    .target(name: "ProcessorKernels", dependencies: ["CKernels"], swiftSettings: strict),
    .target(name: "Pages", dependencies: ["Files"], swiftSettings: safe),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "HTTP", dependencies: ["CCurl", "Files"], swiftSettings: strict),
    .systemLibrary(name: "CMpg123", pkgConfig: "libmpg123", providers: [.apt(["libmpg123-dev"])]),
    .target(name: "Audio", dependencies: ["CMpg123", "CSoundFile", "CSoxr", "Files"], swiftSettings: strict),
    .systemLibrary(name: "CArrow"),
    .target(name: "Parquet", dependencies: ["CArrow", "Files"], swiftSettings: strict, linkerSettings: arrow.link),
    .target(name: "Tokenization", swiftSettings: safe),
    // From recordings to batches: what a dataset is, then what makes it, sends it, and feeds training with it.
    .target(
        name: "SpeechDataset",
        dependencies: ["Audio", "Files", "Parquet", "Tokenization", .product(name: "Yams", package: "Yams")],
        swiftSettings: safe),
    .target(name: "HubDatasets", dependencies: ["Files", "Hub", "Parquet", "SpeechDataset"], swiftSettings: safe),
    .target(
        name: "DataPreparation",
        dependencies: ["Audio", "Files", "Hub", "HubDatasets", "Pages", "Parquet", "SpeechDataset", "Tokenization"],
        swiftSettings: safe),
    .target(
        name: "DataPublishing", dependencies: ["DataPreparation", "Files", "Hub", "Parquet", "SpeechDataset"],
        swiftSettings: safe),
    .target(
        name: "DataFeeding", dependencies: ["Audio", "Files", "Parquet", "Randomness", "SpeechDataset"],
        swiftSettings: safe),
    .target(name: "Hub", dependencies: ["Files", "HTTP"], swiftSettings: safe),
    .target(name: "TrainingSettings", swiftSettings: safe),
    .systemLibrary(name: "CMalloc", path: "Tests/CMalloc"),
    .target(
        name: "TestSupport", dependencies: hasTorch ? ["Randomness", "Torch"] : ["Randomness"],
        path: "Tests/TestSupport",
        exclude: hasTorch ? [] : ["ExpectClose.swift", "Grid.swift", "Tensor+Values.swift"], swiftSettings: safe),
    .testTarget(
        name: "HTTPTests", dependencies: ["HTTP", "LoopbackServer", "TestSupport"], swiftSettings: safe),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: safe),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"], swiftSettings: safe),
    .testTarget(name: "ProcessorKernelsTests", dependencies: ["ProcessorKernels"], swiftSettings: strict),
    .testTarget(name: "PagesTests", dependencies: ["Pages"], swiftSettings: safe),
    .testTarget(name: "AudioTests", dependencies: ["Audio", "TestSupport"], swiftSettings: strict),
    .testTarget(
        name: "ParquetTests", dependencies: ["Parquet", "TestSupport"], exclude: ["Fixtures"], swiftSettings: safe),
    .testTarget(
        name: "TokenizationTests", dependencies: ["Tokenization"],
        resources: [.copy("Fixtures")], swiftSettings: safe),
    // Recordings, transcripts and shards for the tests of all that concerns datasets.
    .target(
        name: "DatasetFixtures",
        dependencies: ["Audio", "DataPreparation", "Files", "Parquet", "SpeechDataset", "TestSupport"],
        path: "Tests/DatasetFixtures", swiftSettings: safe),
    .testTarget(
        name: "SpeechDatasetTests",
        dependencies: [
            "Audio", "DataFeeding", "DataPublishing", "DatasetFixtures", "HubDatasets", "Parquet", "SpeechDataset",
            "TestSupport",
        ],
        resources: [.copy("Fixtures")], swiftSettings: safe),
    .testTarget(
        name: "DataFeedingTests",
        dependencies: [
            "Audio", "DataFeeding", "DataPreparation", "DatasetFixtures", "Files", "HTTP", "Hub", "HubDatasets",
            "ImitationHub", "Parquet", "Randomness", "SpeechDataset", "TestSupport",
        ],
        swiftSettings: safe),
    .testTarget(
        name: "HubDatasetsTests",
        dependencies: ["HTTP", "Hub", "HubDatasets", "ImitationHub", "SpeechDataset", "TestSupport"],
        swiftSettings: safe),
    .testTarget(
        name: "DataPreparationTests",
        dependencies: [
            "Audio", "DataPreparation", "DataPublishing", "DatasetFixtures", "Files", "HTTP", "Hub", "HubDatasets",
            "ImitationHub",
            "Parquet",
            "SpeechDataset", "TestSupport", "Tokenization",
        ],
        swiftSettings: safe),
    .testTarget(
        name: "DataPublishingTests",
        dependencies: [
            "DataPreparation", "DataPublishing", "DatasetFixtures", "Files", "HTTP", "Hub", "HubDatasets",
            "ImitationHub",
            "Parquet", "SpeechDataset", "TestSupport",
        ],
        swiftSettings: safe),
    // A Hub in memory, for the tests of everything that speaks to one, and as a command for Python's clients.
    .target(
        name: "ImitationHub", dependencies: ["Files", "HTTP", "Hub", "LoopbackServer"], path: "Tests/ImitationHub",
        swiftSettings: safe),
    .target(
        name: "LoopbackServer", dependencies: ["HTTP"], path: "Tests/LoopbackServer", swiftSettings: strict),
    .executableTarget(
        name: "imitation-hub",
        dependencies: [
            "HTTP", "ImitationHub",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        path: "Tests/ImitationHubCommand", swiftSettings: safe),
    .testTarget(
        name: "HubTests",
        dependencies: ["Files", "HTTP", "Hub", "ImitationHub", "LoopbackServer", "Randomness"],
        swiftSettings: safe),
    .target(name: "BenchmarkSupport", path: "Benchmarks/Support", swiftSettings: safe),
    .executableTarget(
        name: "data-speed",
        dependencies: [
            "BenchmarkSupport", "Parquet",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        path: "Benchmarks/Data", swiftSettings: safe),
    .testTarget(name: "TrainingSettingsTests", dependencies: ["TrainingSettings"], swiftSettings: safe),
]

if hasTorch {
    targets += [
        .systemLibrary(name: "CTorch"),
        .target(
            name: "Torch", dependencies: ["CTorch", "ProcessorKernels"], swiftSettings: strict,
            linkerSettings: torch.link),
        .target(name: "NeuralNetwork", dependencies: ["ProcessorKernels", "Torch"], swiftSettings: safe),
        .target(name: "Optimization", dependencies: ["Torch"], swiftSettings: safe),
        .target(
            name: "Qwen3TTS", dependencies: ["Audio", "Files", "NeuralNetwork", "Tokenization", "Torch"],
            swiftSettings: safe),
        // A checkpoint speaks.
        .target(
            name: "SpeechGeneration",
            dependencies: [
                "Audio", "Files", "ProcessorKernels", "NeuralNetwork", "Qwen3TTS", "Randomness", "Tokenization",
                "Torch",
            ],
            swiftSettings: safe),
        // A checkpoint out of nothing, with random weights.
        .target(
            name: "ModelInitialization",
            dependencies: ["Audio", "Files", "NeuralNetwork", "Qwen3TTS", "Randomness", "Tokenization", "Torch"],
            resources: [.embedInCode("Resources/reduced-merges.txt")], swiftSettings: safe),
        .target(
            name: "FineTuning",
            dependencies: [
                "Audio", "DataFeeding", "Files", "NeuralNetwork", "Optimization", "Qwen3TTS", "Randomness",
                "SpeechDataset", "Tokenization", "Torch", "TrainingSettings",
            ],
            swiftSettings: safe),
        .executableTarget(
            name: "qwen3-tts",
            dependencies: [
                "Audio", "DataFeeding", "DataPreparation", "DataPublishing", "Files", "FineTuning", "Hub",
                "HubDatasets", "ProcessorKernels", "ModelInitialization", "Qwen3TTS", "SpeechDataset",
                "SpeechGeneration",
                "Tokenization", "Torch", "TrainingSettings",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: safe),
        .executableTarget(
            name: "train-step",
            dependencies: [
                "BenchmarkSupport", "FineTuning", "Qwen3TTS", "Torch",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/TrainStep", swiftSettings: safe),
        .executableTarget(
            name: "generation",
            dependencies: [
                "BenchmarkSupport", "ProcessorKernels", "Qwen3TTS", "SpeechGeneration", "Torch",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Generation", swiftSettings: safe),
        .executableTarget(
            name: "codec-speed",
            dependencies: [
                "BenchmarkSupport", "Qwen3TTS", "Torch",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Codec", swiftSettings: safe),
        .executableTarget(
            name: "loading-speed",
            dependencies: [
                "Audio", "BenchmarkSupport", "DataFeeding", "DataPreparation", "FineTuning", "Parquet", "Randomness",
                "SpeechDataset", "Torch",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Loading", swiftSettings: safe),
        // What the official package computed, for parity and the tests.
        .target(
            name: "GoldenCases", dependencies: ["Qwen3TTS", "SpeechGeneration", "Tokenization", "Torch"],
            swiftSettings: safe),
        .executableTarget(
            name: "parity",
            dependencies: [
                "FineTuning", "GoldenCases", "NeuralNetwork", "Optimization", "Qwen3TTS", "SpeechGeneration",
                "Tokenization", "Torch",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: safe),
        .testTarget(
            name: "TorchTests", dependencies: ["CTorch", "ProcessorKernels", "TestSupport", "Torch"],
            swiftSettings: strict),
        .testTarget(
            name: "NeuralNetworkTests", dependencies: ["ProcessorKernels", "NeuralNetwork", "TestSupport", "Torch"],
            swiftSettings: safe),
        .target(
            name: "ModelFixtures",
            dependencies: ["GoldenCases", "Qwen3TTS", "TestSupport", "Torch"],
            path: "Tests/ModelFixtures",
            swiftSettings: safe),
        .testTarget(
            name: "Qwen3TTSTests",
            dependencies: [
                "CMalloc", "GoldenCases", "ModelFixtures", "NeuralNetwork", "Qwen3TTS", "TestSupport", "Torch",
            ],
            swiftSettings: safe),
        .testTarget(
            name: "SpeechGenerationTests",
            dependencies: [
                "Audio", "GoldenCases", "ProcessorKernels", "ModelFixtures", "NeuralNetwork", "Qwen3TTS",
                "SpeechGeneration",
                "TestSupport", "Tokenization", "Torch",
            ],
            swiftSettings: safe),
        .testTarget(
            name: "ModelInitializationTests",
            dependencies: [
                "Audio", "ModelInitialization", "NeuralNetwork", "Qwen3TTS", "TestSupport", "Tokenization", "Torch",
            ],
            swiftSettings: safe),
        .testTarget(
            name: "FineTuningTests",
            dependencies: [
                "Audio", "DataFeeding", "Files", "FineTuning", "GoldenCases", "ModelFixtures", "NeuralNetwork",
                "Optimization",
                "Parquet", "Qwen3TTS", "SpeechDataset", "SpeechGeneration", "TestSupport", "Tokenization", "Torch",
                "TrainingSettings",
            ],
            exclude: ["Fixtures"], swiftSettings: safe),
        // The tests run the command as it is built, so that `swift test` builds it first.
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Audio", "Files", "HTTP", "Hub", "ImitationHub", "ModelFixtures", "TestSupport", "Torch", "qwen3-tts",
            ],
            swiftSettings: safe),
    ]
}

// Scripts/fuzz.sh builds with libFuzzer out of the Swift toolchain: then the code is compiled to tell which branches an input takes.
if let fuzzer = Context.environment["FUZZER_LIBRARY"] {
    let readers = [
        "Audio", "DataPreparation", "Files", "Hub", "Parquet", "SpeechDataset", "Tokenization", "Torch",
        "TrainingSettings",
    ]
    for target in targets where readers.contains(target.name) {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])]
    }
    targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/CFuzzer"),
        .executableTarget(
            name: "fuzz", dependencies: ["CFuzzer"] + readers.map { .byName(name: $0) }, path: "Tests/Fuzzing",
            exclude: ["Seeds"],
            swiftSettings: strict, linkerSettings: [.unsafeFlags([fuzzer, "-lstdc++"])]),
    ]
}

let package = Package(
    name: "qwen3-tts-finetuning",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: targets,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)

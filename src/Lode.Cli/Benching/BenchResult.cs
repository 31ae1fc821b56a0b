namespace Lode.Cli.Benching;

/// <summary>The times of one test, as <c>--json</c> prints them: llama-bench's names where it has them.</summary>
sealed record BenchResult
{
    /// <summary><c>pp512</c> and the like.</summary>
    public required string Test { get; init; }

    public required string ModelFilename { get; init; }

    /// <summary>Architecture and the type that most of the weights have.</summary>
    public required string ModelType { get; init; }

    /// <summary>Bytes of all tensors.</summary>
    public required long ModelSize { get; init; }

    public required long ModelNParams { get; init; }

    public required int NThreads { get; init; }

    /// <summary>Tokens of a prompt that are computed at a time.</summary>
    public required int NBatch { get; init; }

    public required int NPrompt { get; init; }

    public required int NGen { get; init; }

    public required int NDepth { get; init; }

    /// <summary>Nanoseconds of each repetition.</summary>
    public required long[] SamplesNs { get; init; }

    /// <summary>Tokens per second of each repetition.</summary>
    public required double[] SamplesTs { get; init; }

    public required double AvgNs { get; init; }

    public required double StddevNs { get; init; }

    public required double AvgTs { get; init; }

    public required double StddevTs { get; init; }

    public required double MedianTs { get; init; }

    /// <summary>Milliseconds of all threads together per token, the median: what another program on the machine disturbs least.</summary>
    public required double CpuMsPerToken { get; init; }

    /// <summary>Bytes of weights that a token needs; null where tokens of a prompt share them.</summary>
    public long? WeightBytesPerToken { get; init; }

    /// <summary>Weights read per second, the median.</summary>
    public double? WeightBytesPerSecond { get; init; }

    /// <summary>The same as a part of what the machine reads with as many threads.</summary>
    public double? ShareOfBandwidth { get; init; }
}

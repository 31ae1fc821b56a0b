using System.Runtime.InteropServices;
using System.Text.Json;
using Lode.Tests;

namespace Lode.Inference.Tests;

/// <summary>What other engines recorded for a model of the test data.</summary>
sealed class Reference
{
    Reference(string model, string stem)
    {
        ModelPath = TestData.Require(model);
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(TestData.Require(stem + ".exact.json")));
        Prompt = [.. recorded.RootElement.GetProperty("prompt_tokens").EnumerateArray().Select(e => e.GetInt32())];
        Greedy = [.. recorded.RootElement.GetProperty("greedy_tokens").EnumerateArray().Select(e => e.GetInt32())];
        ExactPath = TestData.Require(stem + ".exact.logits.f32");
        Float64Path = Path.Combine(TestData.Folder, stem + ".float64.logits.f64");
    }

    /// <summary>Positions of the context in which everything was recorded.</summary>
    public const int Context = 512;

    public string ModelPath { get; }

    public int[] Prompt { get; }

    /// <summary>llama.cpp's greedy continuation, without flash attention and repacking.</summary>
    public int[] Greedy { get; }

    string ExactPath { get; }

    string Float64Path { get; }

    public static Reference Mini(string name) => new($"mini/{name}.gguf", $"mini/{name}");

    public static Reference Tiny(string name) => new($"models/{name}.gguf", $"models/reference/{name}");

    public static Reference Stories => new("models/stories260K.gguf", "models/reference/stories260K-f32");

    /// <summary>Logits of an independent float64 pass; where none is recorded, llama.cpp's binary32 ones of an F32 model.</summary>
    public double[] Truth => File.Exists(Float64Path)
        ? MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Float64Path)).ToArray()
        : [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(ExactPath)).ToArray().Select(v => (double)v)];

    /// <summary>Root of the mean squared difference to the truth, over the truth's standard deviation.</summary>
    public double RelativeError(ReadOnlySpan<float> logits) => RelativeError(logits, Truth);

    /// <summary>Root of the mean squared difference to a truth, over its standard deviation.</summary>
    public static double RelativeError(ReadOnlySpan<float> logits, double[] truth)
    {
        logits.Length.ShouldBe(truth.Length);
        double mean = truth.Average();
        double variance = truth.Average(v => (v - mean) * (v - mean));
        double square = 0;
        for (int i = 0; i < truth.Length; i++)
            square += (logits[i] - truth[i]) * (logits[i] - truth[i]);
        return Math.Sqrt(square / truth.Length / variance);
    }
}

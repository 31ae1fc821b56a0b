using System.Runtime.InteropServices;
using System.Text.Json;
using Lode.Tests;

namespace Lode.Packing.Tests;

/// <summary>A Hugging Face folder of the test data, and what a float64 pass over it gave.</summary>
sealed class HuggingFaceReference
{
    public HuggingFaceReference(string name)
    {
        Folder = TestData.Require($"mini/{name}");
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "reference.json")));
        Text = recorded.RootElement.GetProperty("text").GetString()!;
        Tokens = Integers(recorded, "token_ids");
        Greedy = Integers(recorded, "greedy_tokens");
        Vocabulary = recorded.RootElement.GetProperty("vocab_size").GetInt32();
        All = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(Folder, "logits.f32"))).ToArray();
        Last = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(Folder, "last.logits.f64"))).ToArray();
    }

    public static string[] Folders =>
        ["hf-mini-llama", "hf-mini-mistral", "hf-mini-qwen2", "hf-mini-qwen3", "hf-mini-gemma2", "hf-mini-gemma3"];

    public static TheoryData<string> Names => [.. Folders];

    public string Folder { get; }

    public string Text { get; }

    public int[] Tokens { get; }

    /// <summary>The tokens that follow, the best one each time.</summary>
    public int[] Greedy { get; }

    public int Vocabulary { get; }

    /// <summary>Logits at the last position.</summary>
    public double[] Last { get; }

    float[] All { get; }

    /// <summary>Logits at a position, rounded to binary32.</summary>
    public double[] At(int position) => [.. All.AsSpan(position * Vocabulary, Vocabulary).ToArray().Select(value => (double)value)];

    /// <summary>Root of the mean squared difference, over the standard deviation of the truth.</summary>
    public static double RelativeError(IReadOnlyList<double> logits, double[] truth)
    {
        logits.Count.ShouldBe(truth.Length);
        double mean = truth.Average();
        double variance = truth.Average(value => (value - mean) * (value - mean));
        return Math.Sqrt(truth.Zip(logits).Average(pair => (pair.First - pair.Second) * (pair.First - pair.Second)) / variance);
    }

    static int[] Integers(JsonDocument recorded, string key) =>
        [.. recorded.RootElement.GetProperty(key).EnumerateArray().Select(value => value.GetInt32())];
}

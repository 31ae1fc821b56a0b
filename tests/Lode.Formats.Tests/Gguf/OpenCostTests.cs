using System.Globalization;

namespace Lode.Formats.Tests;

/// <summary>What opening a large model costs: its header's pages, and next to nothing of its own.</summary>
[Collection(nameof(Alone))]
public sealed class OpenCostTests : IDisposable
{
    const int Layers = 32;
    readonly TempFolder _folder = new();

    [Theory]
    [InlineData(32000, 61000)]
    [InlineData(128256, 280147)]
    public void A_large_model_opens_in_little_memory(int tokens, int merges)
    {
        string path = WriteSparseModel(tokens, merges);
        new FileInfo(path).Length.ShouldBeGreaterThan(7_000_000_000);
        GgufModel.Open(path).Dispose(); // compiles the path

        long anonymous = Memory("RssAnon"), mapped = Memory("RssFile"), allocated = GC.GetAllocatedBytesForCurrentThread();
        using GgufModel model = GgufModel.Open(path);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        allocated.ShouldBeLessThan(200_000);
        (Memory("RssAnon") - anonymous).ShouldBeLessThan(1_000_000);
        (Memory("RssFile") - mapped).ShouldBeLessThan(model.Files[0].HeaderLength + (2 << 20));
        model.Metadata.GetArray("tokenizer.ggml.tokens").Count.ShouldBe(tokens);
        model.Tensors.Count.ShouldBe(9 * Layers + 3);
    }

    [Fact]
    public void Going_through_a_vocabulary_allocates_nothing()
    {
        using GgufModel model = GgufModel.Open(WriteSparseModel(32000, 100));
        Walk(model.Metadata);

        long allocated = GC.GetAllocatedBytesForCurrentThread();
        (long strings, double sum) = Walk(model.Metadata);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        allocated.ShouldBe(0);
        strings.ShouldBe(32000);
        sum.ShouldBe(-32000.0 * 31999 / 2);
    }

    public void Dispose() => _folder.Dispose();

    static (long Strings, double Sum) Walk(GgufMetadata metadata)
    {
        long strings = 0;
        double sum = 0;
        foreach (ReadOnlySpan<byte> _ in metadata.GetArray("tokenizer.ggml.tokens").EnumerateStrings())
            strings++;
        GgufArray scores = metadata.GetArray("tokenizer.ggml.scores");
        for (long i = 0; i < scores.Count; i++)
            sum += scores.GetFloat(i);
        return (strings, sum);
    }

    static long Memory(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/status");
        string line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith($"{name}:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Writes the header of a model of about eight billion parameters; the tensors' bytes are a hole in the file.</summary>
    string WriteSparseModel(int tokens, int merges)
    {
        string path = _folder.File($"large-{tokens}.gguf");
        using FileStream stream = File.Create(path);
        using GgufWriter writer = new(stream, leaveOpen: true);
        writer.Add("general.architecture", "llama");
        writer.AddArray("tokenizer.ggml.tokens", [.. Enumerable.Range(0, tokens).Select(i => $"token{i}")]);
        writer.AddArray("tokenizer.ggml.scores", Enumerable.Range(0, tokens).Select(i => (float)-i).ToArray().AsSpan());
        writer.AddArray("tokenizer.ggml.token_type", Enumerable.Repeat(1, tokens).ToArray().AsSpan());
        writer.AddArray("tokenizer.ggml.merges", [.. Enumerable.Range(0, merges).Select(i => $"left{i} right{i}")]);
        writer.AddTensor("token_embd.weight", GgmlType.Q8_0, 4096, tokens);
        writer.AddTensor("output_norm.weight", GgmlType.F32, 4096);
        writer.AddTensor("output.weight", GgmlType.Q8_0, 4096, tokens);
        for (int i = 0; i < Layers; i++)
        {
            writer.AddTensor($"blk.{i}.attn_norm.weight", GgmlType.F32, 4096);
            writer.AddTensor($"blk.{i}.ffn_norm.weight", GgmlType.F32, 4096);
            writer.AddTensor($"blk.{i}.attn_q.weight", GgmlType.Q8_0, 4096, 4096);
            writer.AddTensor($"blk.{i}.attn_k.weight", GgmlType.Q8_0, 4096, 1024);
            writer.AddTensor($"blk.{i}.attn_v.weight", GgmlType.Q8_0, 4096, 1024);
            writer.AddTensor($"blk.{i}.attn_output.weight", GgmlType.Q8_0, 4096, 4096);
            writer.AddTensor($"blk.{i}.ffn_gate.weight", GgmlType.Q8_0, 4096, 14336);
            writer.AddTensor($"blk.{i}.ffn_up.weight", GgmlType.Q8_0, 4096, 14336);
            writer.AddTensor($"blk.{i}.ffn_down.weight", GgmlType.Q8_0, 14336, 4096);
        }
        Should.Throw<InvalidOperationException>(writer.Complete); // writes the header and misses the tensors
        stream.SetLength(7_600_000_000 + 2L * tokens * 4096 * 34 / 32);
        return path;
    }
}

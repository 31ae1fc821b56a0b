using System.Runtime.InteropServices;
using Lode.Formats;

namespace Lode.Bench;

/// <summary>Writes models that have the size and the header of real ones, and weights that mean nothing.</summary>
static class MadeUpModel
{
    /// <summary>A file whose tensor data is a hole: it has its full length and takes no room on the disk.</summary>
    /// <param name="path">Where.</param>
    /// <param name="shape">Of which shape.</param>
    /// <param name="type">The type of matrices.</param>
    /// <param name="readsText">Whether its vocabulary can turn text into tokens; else it is of the proportions of Llama 3.</param>
    public static void WriteSparse(string path, ModelShape shape, GgmlType type, bool readsText = false)
    {
        using FileStream file = File.Create(path);
        using (GgufWriter writer = Header(file, shape, type, leaveOpen: true, readsText ? AddPairVocabulary : AddVocabulary))
        {
            // The writer would have to be given the data; the header is complete with the first of it, the rest is a longer file.
            writer.WriteTensor(new byte[GgmlTypes.ByteLength(GgmlType.F32, shape.Embedding)]);
        }
        file.Flush();
        file.SetLength(file.Position + DataLength(shape, type));
    }

    /// <summary>A file of random weights of about the size of trained ones.</summary>
    public static void Write(string path, ModelShape shape, GgmlType type)
    {
        using FileStream file = File.Create(path);
        using GgufWriter writer = Header(file, shape, type, leaveOpen: false, AddPairVocabulary);
        float[] ones = new float[shape.Embedding];
        ones.AsSpan().Fill(1);
        foreach (string _ in shape.Norms())
            writer.WriteTensor(MemoryMarshal.AsBytes<float>(ones));
        byte[] buffer = type == GgmlType.F16 ? NormalHalves(1 << 20) : RandomBlocks(type, 8192);
        foreach ((_, long[] dimensions) in shape.Matrices())
        {
            long left = GgmlTypes.ByteLength(type, dimensions[0] * dimensions[1]);
            for (; left > 0; left -= Math.Min(left, buffer.Length))
                writer.WriteTensor(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
        }
        writer.Complete();
    }

    /// <summary>A normal random number.</summary>
    public static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    static byte[] NormalHalves(int count)
    {
        Random random = new(1);
        Half[] halves = new Half[count];
        for (int i = 0; i < count; i++)
            halves[i] = (Half)(0.02f * Normal(random));
        return MemoryMarshal.AsBytes<Half>(halves).ToArray();
    }

    static byte[] RandomBlocks(GgmlType type, int count)
    {
        byte[] buffer = new byte[GgmlTypes.BytesPerBlock(type) * count];
        new Random(1).NextBytes(buffer);
        foreach (int offset in ScaleOffsets(type))
        {
            for (int block = 0; block < buffer.Length; block += GgmlTypes.BytesPerBlock(type))
                BitConverter.TryWriteBytes(buffer.AsSpan(block + offset), (Half)0.002f);
        }
        return buffer;
    }

    static GgufWriter Header(FileStream file, ModelShape shape, GgmlType type, bool leaveOpen, Action<GgufWriter, int> addVocabulary)
    {
        GgufWriter writer = new(file, leaveOpen: leaveOpen);
        writer.Add("general.architecture", "llama");
        writer.Add("general.name", $"made up, {shape.Name}");
        writer.Add("llama.context_length", 4096u);
        writer.Add("llama.embedding_length", (uint)shape.Embedding);
        writer.Add("llama.block_count", (uint)shape.Layers);
        writer.Add("llama.feed_forward_length", (uint)shape.FeedForward);
        writer.Add("llama.attention.head_count", (uint)shape.Heads);
        writer.Add("llama.attention.head_count_kv", (uint)shape.KeyValueHeads);
        writer.Add("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        addVocabulary(writer, shape.Vocabulary);
        foreach (string norm in shape.Norms())
            writer.AddTensor(norm, GgmlType.F32, shape.Embedding);
        foreach ((string name, long[] dimensions) in shape.Matrices())
            writer.AddTensor(name, type, dimensions);
        return writer;
    }

    /// <summary>A byte-level vocabulary with twice as many merges as tokens, the proportion of Llama 3.</summary>
    static void AddVocabulary(GgufWriter writer, int size)
    {
        string[] tokens = [.. Enumerable.Range(0, size).Select(i => $"token{i:D6}")];
        writer.Add("tokenizer.ggml.model", "gpt2");
        writer.Add("tokenizer.ggml.pre", "llama-bpe");
        writer.AddArray("tokenizer.ggml.tokens", tokens);
        writer.AddArray<int>("tokenizer.ggml.token_type", Enumerable.Repeat(1, size).ToArray());
        writer.AddArray("tokenizer.ggml.merges", [.. Enumerable.Range(0, size * 2).Select(i => $"{tokens[i % size]} {tokens[i / 2]}")]);
    }

    /// <summary>A byte-level vocabulary that can turn any text into tokens: all bytes, pairs of bytes, and pairs with a byte more.</summary>
    static void AddPairVocabulary(GgufWriter writer, int size)
    {
        string[] bytes = [.. Enumerable.Range(0, 256).Select(ByteLetter)];
        int pairs = Math.Min(size - bytes.Length, 1 << 16);
        IEnumerable<(string Left, string Right)> all = Enumerable.Range(0, pairs).Select(i => (bytes[i >> 8], bytes[i & 255]));
        writer.Add("tokenizer.ggml.model", "gpt2");
        writer.Add("tokenizer.ggml.pre", "llama-bpe");
        int triples = size - bytes.Length - pairs;
        all = [.. all, .. Enumerable.Range(0, triples).Select(i => (bytes[i >> 16] + bytes[i >> 8 & 255], bytes[i & 255]))];
        writer.AddArray("tokenizer.ggml.tokens", [.. bytes, .. all.Select(pair => pair.Left + pair.Right)]);
        writer.AddArray<int>("tokenizer.ggml.token_type", Enumerable.Repeat(1, size).ToArray());
        writer.AddArray("tokenizer.ggml.merges", [.. all.Select(pair => $"{pair.Left} {pair.Right}")]);
        writer.Add("tokenizer.ggml.bos_token_id", 1u);
    }

    // The alphabet of GPT-2: bytes that are printable letters of Latin-1 stand for themselves, the others for letters from U+0100 on.
    static string ByteLetter(int value)
    {
        static bool Stands(int b) => b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        return ((char)(Stands(value) ? value : 256 + Enumerable.Range(0, value).Count(b => !Stands(b)))).ToString();
    }

    static long DataLength(ModelShape shape, GgmlType type) =>
        shape.Matrices().Sum(matrix => GgmlTypes.ByteLength(type, matrix.Dimensions[0] * matrix.Dimensions[1]) + 31 & ~31L)
        + shape.Norms().Sum(_ => shape.Embedding * 4L);

    static int[] ScaleOffsets(GgmlType type) => type switch
    {
        GgmlType.Q4_0 or GgmlType.Q8_0 or GgmlType.Q5_0 => [0],
        GgmlType.Q4_K or GgmlType.Q5_K or GgmlType.Q4_1 => [0, 2],
        GgmlType.Q6_K => [208],
        _ => throw new NotSupportedException($"the benchmark makes no {type}"),
    };
}

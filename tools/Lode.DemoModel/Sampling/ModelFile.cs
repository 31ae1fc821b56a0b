using System.Runtime.InteropServices;
using System.Text;
using Lode.DemoModel.Output;
using Lode.DemoModel.Training;
using Lode.DemoModel.Vocabulary;
using Lode.Formats;
using Lode.Memory;

namespace Lode.DemoModel.Sampling;

/// <summary>A finished model, read back from its file; its weights are what Q8_0 left of them.</summary>
sealed class ModelFile
{
    readonly Dictionary<string, float[]> _tensors = [];

    ModelFile(Shape shape, BytePairVocabulary vocabulary) => (Shape, Vocabulary) = (shape, vocabulary);

    public Shape Shape { get; }

    public BytePairVocabulary Vocabulary { get; }

    /// <summary>The tensor's numbers, inputs fastest.</summary>
    public float[] this[string tensor] => _tensors[tensor];

    public static ModelFile Read(string path)
    {
        using GgufModel model = GgufModel.Open(path);
        GgufMetadata metadata = model.Metadata;
        int Number(string key) => (int)metadata.GetInteger(key, 1, 1 << 20);
        Shape shape = new(
            Number("llama.vocab_size"), Number("llama.embedding_length"), Number("llama.block_count"), Number("llama.attention.head_count"),
            Number("llama.attention.head_count_kv"), Number("llama.feed_forward_length"), Number("llama.context_length"));
        ModelFile file = new(shape, new BytePairVocabulary(ReadMerges(metadata)));
        foreach (GgufTensor tensor in model.Tensors)
        {
            using MappedView view = tensor.View();
            ReadOnlySpan<byte> bytes = view.Span(0, (int)tensor.ByteLength);
            file._tensors.Add(tensor.Name, tensor.Type == GgmlType.Q8_0 ? Q8Blocks.Dequantize(bytes) : MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        }
        return file;
    }

    static (int, int)[] ReadMerges(GgufMetadata metadata)
    {
        Dictionary<string, int> tokens = [];
        foreach (ReadOnlySpan<byte> token in metadata.GetArray("tokenizer.ggml.tokens").EnumerateStrings())
            tokens.Add(Encoding.UTF8.GetString(token), tokens.Count);
        List<(int, int)> merges = [];
        foreach (ReadOnlySpan<byte> merge in metadata.GetArray("tokenizer.ggml.merges").EnumerateStrings())
        {
            string[] sides = Encoding.UTF8.GetString(merge).Split(' ');
            merges.Add((tokens[sides[0]], tokens[sides[1]]));
        }
        return [.. merges];
    }
}

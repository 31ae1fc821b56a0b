using Lode.Formats;

namespace Lode.Tokenizers.Tests;

/// <summary>The tokenizer keys of a GGUF file under construction; tests change one and see what comes of it.</summary>
sealed class TokenizerFile
{
    public const string Model = "tokenizer.ggml.model";
    public const string Pre = "tokenizer.ggml.pre";
    public const string Tokens = "tokenizer.ggml.tokens";
    public const string Types = "tokenizer.ggml.token_type";
    public const string Scores = "tokenizer.ggml.scores";
    public const string Merges = "tokenizer.ggml.merges";
    public const string BeginId = "tokenizer.ggml.bos_token_id";
    public const string EndId = "tokenizer.ggml.eos_token_id";
    public const string UnknownId = "tokenizer.ggml.unknown_token_id";
    public const string AddBegin = "tokenizer.ggml.add_bos_token";
    public const string AddEnd = "tokenizer.ggml.add_eos_token";
    public const string AddSpacePrefix = "tokenizer.ggml.add_space_prefix";

    readonly OrderedDictionary<string, Action<GgufWriter, string>> _values = [];

    public TokenizerFile Set(string key, string value) => Put(key, (writer, k) => writer.Add(k, value));

    public TokenizerFile Set(string key, uint value) => Put(key, (writer, k) => writer.Add(k, value));

    public TokenizerFile Set(string key, int value) => Put(key, (writer, k) => writer.Add(k, value));

    public TokenizerFile Set(string key, bool value) => Put(key, (writer, k) => writer.Add(k, value));

    public TokenizerFile Set(string key, params IReadOnlyList<string> values) => Put(key, (writer, k) => writer.AddArray(k, values));

    public TokenizerFile Set(string key, IReadOnlyList<int> values) => Put(key, (writer, k) => writer.AddArray<int>(k, [.. values]));

    public TokenizerFile Set(string key, IReadOnlyList<float> values) => Put(key, (writer, k) => writer.AddArray<float>(k, [.. values]));

    public TokenizerFile Remove(string key)
    {
        _values.Remove(key).ShouldBeTrue();
        return this;
    }

    /// <summary>Writes the file, makes the tokenizer and closes the file again: nothing of it may be needed afterwards.</summary>
    public Tokenizer Create() => Create(ToBytes());

    /// <inheritdoc cref="Create()"/>
    public static Tokenizer Create(byte[] bytes)
    {
        string path = Path.Combine(Path.GetTempPath(), $"lode-{Guid.NewGuid():N}.gguf");
        try
        {
            File.WriteAllBytes(path, bytes);
            using GgufFile file = GgufFile.Open(path);
            return Tokenizer.FromGguf(file.Metadata);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public byte[] ToBytes()
    {
        using MemoryStream bytes = new();
        using GgufWriter writer = new(bytes, leaveOpen: true);
        writer.Add("general.architecture", "llama");
        foreach ((string key, Action<GgufWriter, string> add) in _values)
            add(writer, key);
        writer.Complete();
        return bytes.ToArray();
    }

    TokenizerFile Put(string key, Action<GgufWriter, string> add)
    {
        _values[key] = add;
        return this;
    }
}

using Lode.Formats;
using Lode.Tokenizers;

namespace Lode.Packing;

/// <summary>The compiled tokenizer of a model that is packed, and what of its metadata is then for unpacking only.</summary>
sealed class PackedTokenizer
{
    const string Keys = "tokenizer.";
    const string ModelKey = "tokenizer.ggml.model";
    const int MostElements = 64;
    const int MostBytes = 64 << 10;

    /// <param name="metadata">The model's.</param>
    /// <param name="sourceHash">SHA-256 of what the tokenizer is made of.</param>
    public PackedTokenizer(GgufMetadata metadata, byte[] sourceHash)
    {
        if (!metadata.TryGet(ModelKey, out _))
            return;
        try
        {
            Bytes = Tokenizer.Compile(metadata, sourceHash);
        }
        catch (Exception error) when (error is NotSupportedException or ModelFormatException)
        {
            // The model can be packed and run all the same: with token ids, or by a Lode that knows this tokenizer.
            string start = $"{metadata.File}: ";
            Obstacle = error.Message.StartsWith(start, StringComparison.Ordinal) ? error.Message[start.Length..] : error.Message;
        }
    }

    /// <summary>The compiled form; null where there is none.</summary>
    public byte[]? Bytes { get; }

    /// <summary>Why there is none; null where the model has no tokenizer.</summary>
    public string? Obstacle { get; }

    /// <summary>Whether a value is in the compiled form and too large for a header that is read on every start.</summary>
    public bool Replaces(string key, GgufValue value)
    {
        if (Bytes is null || !key.StartsWith(Keys, StringComparison.Ordinal))
            return false;
        return value.Type switch
        {
            GgufValueType.Array => value.AsArray().Count > MostElements,
            GgufValueType.String => value.AsUtf8().Length > MostBytes,
            _ => false,
        };
    }
}

using System.Security.Cryptography;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Tells what a compiled tokenizer was made of.</summary>
static class TokenizerSource
{
    /// <summary>
    /// SHA-256 of a file: of a GGUF file what comes before its tensors, of <c>vocab.json</c> and <c>merges.txt</c> one behind the other.
    /// </summary>
    public static byte[] Hash(string path)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (Tokenizer.BeginsWith(path, "GGUF"u8))
        {
            using GgufFile file = GgufFile.Open(path);
            Append(hash, path, file.HeaderLength);
        }
        else if (Tokenizer.PairOf(path) is (string vocabulary, string merges))
        {
            Append(hash, vocabulary, long.MaxValue);
            Append(hash, merges, long.MaxValue);
        }
        else
        {
            Append(hash, path, long.MaxValue);
        }
        return hash.GetHashAndReset();
    }

    static void Append(IncrementalHash hash, string path, long length)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] buffer = new byte[64 << 10];
        for (int read; length > 0 && (read = stream.Read(buffer, 0, (int)Math.Min(length, buffer.Length))) > 0; length -= read)
            hash.AppendData(buffer, 0, read);
    }
}

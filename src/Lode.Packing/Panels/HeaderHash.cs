using System.Security.Cryptography;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>SHA-256 of what files have before their tensors: what a compiled tokenizer is known by.</summary>
static class HeaderHash
{
    /// <summary>The hash of the headers, one behind the other.</summary>
    /// <param name="parts">What begins with each, and how many bytes it has.</param>
    public static byte[] Compute(IEnumerable<(TensorSource Source, long Length)> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[64 << 10];
        foreach ((TensorSource source, long length) in parts)
        {
            for (long at = 0; at < length; at += buffer.Length)
            {
                Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - at));
                source.Read(at, piece);
                hash.AppendData(piece);
            }
        }
        return hash.GetHashAndReset();
    }
}

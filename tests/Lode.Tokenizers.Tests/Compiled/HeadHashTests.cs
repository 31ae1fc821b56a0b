using System.Security.Cryptography;

namespace Lode.Tokenizers.Tests;

/// <summary>The hash of heads against the system's SHA-256.</summary>
public sealed class HeadHashTests
{
    [Fact]
    public void It_is_SHA_256_with_zeros_in_the_place_of_the_hash()
    {
        Random random = new(4);
        byte[] hash = new byte[32];
        for (int length = 128; length < 460; length++)
        {
            byte[] head = new byte[length];
            random.NextBytes(head);
            HeadHash.Compute(head, hash);
            head.AsSpan(CompiledFormat.HeadHashAt, CompiledFormat.HashLength).Clear();
            hash.ShouldBe(SHA256.HashData(head));
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Lode.Tokenizers;

namespace Lode.Control;

/// <summary>All that decides what is in a vocabulary region, as a hash: found without making the trie, which takes longest.</summary>
static class VocabularyKey
{
    /// <summary>The key, as letters and digits.</summary>
    public static string Of(Tokenizer tokenizer)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // What was made by other code may be something else.
        hash.AppendData(typeof(Tokenizer).Module.ModuleVersionId.ToByteArray());
        hash.AppendData(typeof(VocabularyKey).Module.ModuleVersionId.ToByteArray());
        Span<byte> head = stackalloc byte[3 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(head, tokenizer.VocabularySize);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], tokenizer.BeginOfText ?? -1);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], tokenizer.EndOfText ?? -1);
        hash.AppendData(head);
        byte[] block = new byte[1 << 16];
        int used = 0;
        for (int token = 0; token < tokenizer.VocabularySize; token++)
        {
            ReadOnlySpan<byte> bytes = tokenizer.GetBytes(token);
            if (used + bytes.Length + 5 > block.Length)
            {
                hash.AppendData(block, 0, used);
                used = 0;
            }
            if (bytes.Length + 5 > block.Length)
                block = new byte[bytes.Length + 5];
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(used), bytes.Length);
            block[used + 4] = VocabularyWriter.KindOf(tokenizer, token);
            bytes.CopyTo(block.AsSpan(used + 5));
            used += 5 + bytes.Length;
        }
        hash.AppendData(block, 0, used);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

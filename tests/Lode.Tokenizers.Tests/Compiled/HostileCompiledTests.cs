using System.Buffers.Binary;
using System.Security.Cryptography;
using Lode.Formats;

namespace Lode.Tokenizers.Tests;

/// <summary>Damaged compiled tokenizers: refused by name, or they give some ids and end; never a read outside the file.</summary>
public class HostileCompiledTests
{
    const int HeadLengthAt = 24;
    const int HeadHashAt = 64;

    // Enough for tables that are made when they are worth it.
    static readonly string s_manyCharacters = string.Concat(Enumerable.Repeat("\u00E9\u4E16\u754Cthe ", 4000));

    static readonly string s_text = "the other thermometer <s> the<n>re, ab  ab\n\u00E9 internationalisation 12345 "
        + new string('t', 300) + string.Concat(Enumerable.Repeat("hethe", 80)) + " ab";

    public static TheoryData<string> Kinds => [.. SmallTokenizers.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_file_that_the_others_are_made_of_works(string kind)
    {
        (byte[] contents, string name) = SmallTokenizers.Get(kind);
        (string path, string compiled) = CompiledFiles.CompileFile(contents, name);
        Tokenizer source = Tokenizer.Open(path);
        Tokenizer tokenizer = Tokenizer.Open(compiled);
        tokenizer.EncodeToIds(s_text).ShouldBe(source.EncodeToIds(s_text));
        tokenizer.Decode(tokenizer.EncodeToIds(s_text)).ShouldBe(source.Decode(source.EncodeToIds(s_text)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Truncated_files_are_refused(string kind)
    {
        byte[] good = Compile(kind);
        for (int section = 0; section < BinaryPrimitives.ReadInt32LittleEndian(good.AsSpan(12)); section++)
        {
            int offset = (int)BinaryPrimitives.ReadInt64LittleEndian(good.AsSpan(128 + 24 * section + 8));
            Should.Throw<ModelFormatException>(() => Tokenizer.Open(CompiledFiles.Write(good[..offset]))).Message.ShouldContain("compile the tokenizer again");
        }
        for (int length = 8; length < good.Length; length += 1 + length / 40)
            Should.Throw<ModelFormatException>(() => Tokenizer.Open(CompiledFiles.Write(good[..length]))).Message.ShouldContain("compile the tokenizer again");
        Should.Throw<ModelFormatException>(() => Tokenizer.Open(CompiledFiles.Write([.. good, 0]))).Message.ShouldContain("length");
    }

    [Fact]
    public void A_changed_head_another_version_and_another_file_are_named()
    {
        byte[] good = Compile("byte level");
        Fails(8, "version: expected 3, found 2");
        Fails(40, "hash of the head");
        Fails(HeadHashAt + 3, "hash of the head");
        Fails(200, "hash of the head");
        Should.Throw<ModelFormatException>(() => Tokenizer.FromCompiled(CompiledFiles.Write(new byte[500]))).Message.ShouldContain("another file");

        void Fails(int at, string message)
        {
            byte[] bad = [.. good];
            bad[at] ^= 1;
            Should.Throw<ModelFormatException>(() => Tokenizer.Open(CompiledFiles.Write(bad))).Message.ShouldContain(message);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Flipped_bytes_anywhere_end_in_a_refusal_or_in_ids(string kind)
    {
        byte[] good = Compile(kind);
        Random random = new(7);
        int refused = 0;
        const int Rounds = 300;
        string path = CompiledFiles.Write(good);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bad = [.. good];
            int headLength = (int)BinaryPrimitives.ReadInt64LittleEndian(good.AsSpan(HeadLengthAt));
            int flips = random.Next(1, 6);
            for (int i = 0; i < flips; i++)
            {
                int at = random.Next(3) == 0 ? random.Next(8, headLength) : random.Next(headLength, bad.Length);
                int width = random.Next(3) == 0 ? 8 : 1;
                for (int k = at; k < Math.Min(bad.Length, at + width); k++)
                    bad[k] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 255, _ => (byte)(bad[k] ^ 1 << random.Next(8)) };
            }
            Rehash(bad);
            refused += Try(bad, path) ? 0 : 1;
        }
        refused.ShouldBeInRange(Rounds / 20, Rounds - Rounds / 20); // both ends are tested
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whole_sections_of_ones_or_zeros_end_in_a_refusal_or_in_ids(string kind)
    {
        byte[] good = Compile(kind);
        int count = BinaryPrimitives.ReadInt32LittleEndian(good.AsSpan(12));
        string path = CompiledFiles.Write(good);
        for (int section = 0; section < count; section++)
        {
            Span<byte> entry = good.AsSpan(128 + 24 * section, 24);
            int offset = (int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
            foreach (byte value in (byte[])[0, 1, 127, 255])
            {
                byte[] bad = [.. good];
                bad.AsSpan(offset, length).Fill(value);
                Rehash(bad);
                Try(bad, path);
            }
        }
    }

    /// <summary>Opens and uses it in every way; false where it was refused.</summary>
    static bool Try(byte[] bytes, string path)
    {
        // Another file each time: the last one stays mapped.
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
        Tokenizer tokenizer;
        try
        {
            tokenizer = Tokenizer.Open(path);
        }
        catch (ModelFormatException exception)
        {
            exception.Message.ShouldContain(path);
            return false;
        }
        int[] ids = tokenizer.EncodeToIds(s_text, new EncodeOptions(AddSpecial: true, ParseSpecial: true));
        tokenizer.EncodeToIds(s_manyCharacters);
        tokenizer.CountTokens(s_text);
        tokenizer.EncodeToTokens(s_text);
        tokenizer.Decode(ids);
        uint[] mask = new uint[(tokenizer.VocabularySize + 31) / 32];
        Anything anything = new();
        tokenizer.Trie.Allow<Anything, byte>(ref anything, 0, mask);
        tokenizer.Trie.FindToken("the"u8);
        for (int id = 0; id < tokenizer.VocabularySize; id++)
        {
            tokenizer.GetBytes(id);
            tokenizer.TryGetId(tokenizer.GetText(id), out _);
        }
        return true;
    }

    static void Rehash(byte[] file)
    {
        long length = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(HeadLengthAt));
        if (length < HeadHashAt + 32 || length > file.Length)
            return;
        file.AsSpan(HeadHashAt, 32).Clear();
        SHA256.HashData(file.AsSpan(0, (int)length), file.AsSpan(HeadHashAt, 32));
    }

    static byte[] Compile(string kind)
    {
        (byte[] contents, string name) = SmallTokenizers.Get(kind);
        return CompiledFiles.Compile(contents, name);
    }

    sealed class Anything : ITokenAutomaton<byte>
    {
        public bool TryStep(byte state, byte value, out byte next)
        {
            next = (byte)(state + value);
            return next != 7;
        }
    }
}

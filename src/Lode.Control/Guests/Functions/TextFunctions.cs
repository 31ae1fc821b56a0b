using System.Buffers;
using System.Runtime.InteropServices;
using Lode.Tokenizers;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>Text to tokens and back: <c>tokenize</c> and <c>detokenize</c>.</summary>
static class TextFunctions
{
    const int AddSpecial = 1;
    const int ParseSpecial = 2;

    public static void Define(Linker linker)
    {
        linker.DefineFunction<int, int, int, int, int, int>(GuestImports.Module, "tokenize",
            static (caller, text, length, flags, tokens, capacity) => Tokenize(GuestSequence.Of(caller), text, length, flags, tokens, capacity));
        linker.DefineFunction<int, int, int, int, int>(GuestImports.Module, "detokenize",
            static (caller, tokens, count, text, capacity) => Detokenize(GuestSequence.Of(caller), tokens, count, text, capacity));
    }

    static int Tokenize(GuestSequence guest, int text, int length, int flags, int tokens, int capacity)
    {
        ReadOnlySpan<byte> bytes = guest.Scratch(text, length, "a text");
        ArrayBufferWriter<int> ids = guest.Tokens;
        ids.ResetWrittenCount();
        EncodeOptions options = new((flags & AddSpecial) != 0, (flags & ParseSpecial) != 0);
        if (options.AddSpecial)
            guest.Tokenizer.EncodeToIds(bytes, ids, options);
        else
            ContinuedText.Encode(guest.Tokenizer, bytes, ids, options);
        if ((uint)ids.WrittenCount <= (uint)capacity)
            guest.Memory.CopyFrom((uint)tokens, MemoryMarshal.AsBytes(ids.WrittenSpan));
        return ids.WrittenCount;
    }

    /// <summary>The bytes that each token adds to a text, one after the other: those of the vocabulary region.</summary>
    static int Detokenize(GuestSequence guest, int tokens, int count, int text, int capacity)
    {
        ReadOnlySpan<int> ids = MemoryMarshal.Cast<byte, int>(
            guest.Scratch(tokens, (uint)count > GuestSequence.ScratchBytes / sizeof(int) ? -1 : count * sizeof(int), "tokens"));
        Tokenizer tokenizer = guest.Tokenizer;
        long total = 0;
        foreach (int id in ids)
        {
            if ((uint)id >= (uint)tokenizer.VocabularySize)
                return -1;
            total += tokenizer.GetBytes(id).Length;
        }
        if (total > (uint)capacity || total > int.MaxValue)
            return (int)Math.Min(total, int.MaxValue);
        uint at = (uint)text;
        foreach (int id in ids)
        {
            ReadOnlySpan<byte> bytes = tokenizer.GetBytes(id);
            guest.Memory.CopyFrom(at, bytes);
            at += (uint)bytes.Length;
        }
        return (int)total;
    }
}

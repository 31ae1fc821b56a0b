using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>UTF-8 as numbers: Unicode scalar values, and for each byte that is part of none a number of its own above them.</summary>
static class Scalars
{
    /// <summary>An ill-formed byte b is <c>IllFormed + b</c>; no class, table or pattern holds such a number.</summary>
    public const int IllFormed = 0x11_0000;

    /// <summary>The number at a place inside the text.</summary>
    /// <param name="text">UTF-8, possibly ill-formed.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="length">Its bytes; 1 where the UTF-8 is ill-formed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> text, int at, out int length)
    {
        byte first = text[at];
        if (first < 0x80)
        {
            length = 1;
            return first;
        }
        return ReadLong(text, at, out length);
    }

    /// <summary>The number that ends just before a place after the start of the text.</summary>
    public static int ReadBefore(ReadOnlySpan<byte> text, int end, out int length)
    {
        if (Rune.DecodeLastFromUtf8(text[..end], out Rune rune, out length) == OperationStatus.Done)
            return rune.Value;
        length = 1;
        return IllFormed + text[end - 1];
    }

    /// <summary>The bytes that <see cref="Write"/> writes.</summary>
    public static int Length(int scalar) => scalar switch
    {
        < 0x80 => 1,
        < 0x800 => 2,
        < 0x1_0000 => 3,
        < IllFormed => 4,
        _ => 1,
    };

    /// <summary>Writes what <see cref="Read"/> read; returns its length.</summary>
    public static int Write(int scalar, Span<byte> destination)
    {
        if (scalar < 0x80)
        {
            destination[0] = (byte)scalar;
            return 1;
        }
        if (scalar < IllFormed)
            return new Rune(scalar).EncodeToUtf8(destination);
        destination[0] = (byte)(scalar - IllFormed);
        return 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int ReadLong(ReadOnlySpan<byte> text, int at, out int length)
    {
        if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out length) == OperationStatus.Done)
            return rune.Value;
        length = 1;
        return IllFormed + text[at];
    }
}

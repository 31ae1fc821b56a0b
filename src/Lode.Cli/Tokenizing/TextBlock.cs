using System.Buffers;

namespace Lode.Cli.Tokenizing;

/// <summary>A part of an input that is encoded at once.</summary>
/// <param name="Buffer">Pooled memory: <paramref name="Start"/> bytes before the part, and the part.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="IsLast">The input ends with it.</param>
sealed record TextBlock(byte[] Buffer, int Start, int End, bool IsLast)
{
    /// <summary>The part with what is before it.</summary>
    public ReadOnlySpan<byte> WithContext => Buffer.AsSpan(0, End);

    /// <summary>The part.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(Start, End - Start);

    /// <summary>Units of places, or lines, of the input before the part.</summary>
    public long Before { get; init; }

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}

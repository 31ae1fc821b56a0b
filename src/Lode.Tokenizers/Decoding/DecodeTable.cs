using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lode.Tokenizers;

/// <summary>What tokens add to a text, for copying many in a row: the bytes of all of them in one piece, and two bits for each.</summary>
/// <remarks>Immutable. The bits take a quarter of a byte for each token, so that those in use stay in the first cache.</remarks>
sealed class DecodeTable
{
    const uint IsPartial = 1; // no UTF-8 by itself
    const uint IsIrregular = 2;
    const int Width = 16; // of one copy

    readonly ByteStrings _bytes;
    readonly uint[] _flags; // 16 tokens each

    /// <param name="tokens">What each token adds; kept.</param>
    /// <param name="types">The kinds of the tokens.</param>
    /// <param name="skipsSpecial">Control tokens are skipped, which makes them irregular.</param>
    public DecodeTable(TokenBytes tokens, ReadOnlySpan<TokenType> types, bool skipsSpecial)
    {
        _bytes = tokens.Bytes;
        _flags = new uint[(_bytes.Count + 15) / 16];
        ReadOnlySpan<uint> irregular = tokens.Irregular.Span;
        for (int id = 0; id < types.Length; id++)
        {
            bool isIrregular = (irregular[id >> 5] >> id & 1) != 0 || (skipsSpecial && types[id] == TokenType.Control);
            uint flags = (isIrregular ? IsIrregular : 0) | (System.Text.Unicode.Utf8.IsValid(_bytes[id]) ? 0 : IsPartial);
            _flags[id >> 4] |= flags << (2 * (id & 15));
        }
    }

    /// <summary>Copies what tokens add, up to the first that is irregular or has no room.</summary>
    /// <param name="ids">The tokens.</param>
    /// <param name="destination">Where it goes; what is behind the written may be overwritten too.</param>
    /// <param name="stopsAtPartial">Also up to the first that is no UTF-8 by itself.</param>
    /// <param name="written">The bytes written.</param>
    /// <param name="hasPartial">Whether a token was no UTF-8 by itself; else what was written is.</param>
    /// <returns>The tokens that were copied.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a busy machine takes seconds to get to it otherwise
    public int Copy(ReadOnlySpan<int> ids, Span<byte> destination, bool stopsAtPartial, out int written, out bool hasPartial)
    {
        ReadOnlySpan<int> ends = _bytes.Ends;
        ReadOnlySpan<byte> source = _bytes.Bytes;
        ref int end = ref MemoryMarshal.GetReference(ends);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        ref uint flags = ref MemoryMarshal.GetArrayDataReference(_flags);
        uint others = (uint)Math.Max(0, ends.Length - 1); // all but token 0, whose bytes begin behind no other's
        uint lastStart = (uint)Math.Max(0, source.Length - Width);
        int lastWidth = source.Length < Width ? -1 : Width; // such a source is copied exactly
        int lastRoom = destination.Length - Width;
        uint stops = stopsAtPartial ? IsIrregular | IsPartial : IsIrregular;
        uint seen = 0;
        int at = 0;
        int i = 0;
        for (; i < ids.Length; i++)
        {
            int id = ids[i];
            if ((uint)id - 1 >= others)
                break;
            uint flag = Unsafe.Add(ref flags, id >> 4) >> (2 * id);
            if ((flag & stops) != 0)
                break;
            int start = Unsafe.Add(ref end, id - 1);
            int length = Unsafe.Add(ref end, id) - start;
            // A damaged file's ends may be anything: compared without sign, they lead nowhere else.
            if (length <= lastWidth && length >= 0 && (uint)start <= lastStart && at <= lastRoom)
            {
                Vector128.LoadUnsafe(ref from, (nuint)start).StoreUnsafe(ref to, (nuint)at);
            }
            else
            {
                if (length > destination.Length - at)
                    break;
                source.Slice(start, length).CopyTo(destination[at..]);
            }
            at += length;
            seen |= flag;
        }
        written = at;
        hasPartial = (seen & IsPartial) != 0;
        return i;
    }
}

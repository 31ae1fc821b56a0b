using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lode.Kernels.Decode;
using Lode.Kernels.Encode;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Attention;

/// <summary>Where the keys and values of one head and 16 positions lie, in one of the formats.</summary>
/// <remarks>
/// Keys lie as <c>[head_dim, 16 positions]</c>: a lane is a position, so that scores need no horizontal sums and a head may have any
/// dimension. Values lie as <c>[16 positions, padded head_dim]</c>: a lane is a dimension. In Q8_0 the codes come first and then the
/// scales, of keys <c>[head_dim / 32, 16]</c>, of values <c>[16, padded head_dim / 32]</c>, where a last group may have fewer than 32 values.
/// Positions are written one by one, in any order, by any thread; what others see of a tile is never touched.
/// </remarks>
public sealed unsafe class KvLayout
{
    const int Group = 32;

    readonly int _groups;
    readonly nint _valueRowScales;

    /// <summary>Describes the tiles of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="headDimension">Values of a head, at least 1.</param>
    public KvLayout(KvFormat format, int headDimension)
    {
        Format = format;
        HeadDimension = headDimension;
        PaddedHeadDimension = (headDimension + 15) & -16;
        _groups = (headDimension + Group - 1) / Group;
        nint keys = (nint)headDimension * AttentionTile.Positions;
        nint values = (nint)PaddedHeadDimension * AttentionTile.Positions;
        _valueRowScales = values;
        int scales = _groups * AttentionTile.Positions * sizeof(ushort);
        (nint keyBytes, nint valueBytes) = format switch
        {
            KvFormat.F32 => (keys * sizeof(float), values * sizeof(float)),
            KvFormat.F16 => (keys * sizeof(ushort), values * sizeof(ushort)),
            KvFormat.Q8_0 => (keys + scales, values + scales),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
        (KeyBytes, ValueBytes) = ((keyBytes + 63) & -64, (valueBytes + 63) & -64);
    }

    /// <summary>The format.</summary>
    public KvFormat Format { get; }

    /// <summary>Values of a head.</summary>
    public int HeadDimension { get; }

    /// <summary>Floats of a decoded value row: the head dimension rounded up to whole vectors.</summary>
    public int PaddedHeadDimension { get; }

    /// <summary>Bytes of the keys of a tile, a multiple of 64.</summary>
    public nint KeyBytes { get; }

    /// <summary>Bytes of the values of a tile, a multiple of 64.</summary>
    public nint ValueBytes { get; }

    /// <summary>Writes a key into its column of a tile.</summary>
    /// <param name="tile">First byte of the keys.</param>
    /// <param name="slot">Position within the tile, 0 to 15.</param>
    /// <param name="key"><c>[head_dim]</c>.</param>
    [SkipLocalsInit]
    public void StoreKey(byte* tile, int slot, float* key)
    {
        switch (Format)
        {
            case KvFormat.F32:
                for (int i = 0; i < HeadDimension; i++)
                    ((float*)tile)[i * AttentionTile.Positions + slot] = key[i];
                break;
            case KvFormat.F16:
                for (int i = 0; i < HeadDimension; i++)
                    ((ushort*)tile)[i * AttentionTile.Positions + slot] = HalfBits.FromSingle(key[i]);
                break;
            default:
                byte* scales = tile + (nint)HeadDimension * AttentionTile.Positions;
                sbyte* codes = stackalloc sbyte[Group];
                for (int group = 0; group < _groups; group++)
                {
                    int first = group * Group, count = Math.Min(Group, HeadDimension - first);
                    ((ushort*)scales)[group * AttentionTile.Positions + slot] = Quantise(key + first, count, codes);
                    for (int i = 0; i < count; i++)
                        ((sbyte*)tile)[(first + i) * AttentionTile.Positions + slot] = codes[i];
                }
                break;
        }
    }

    /// <summary>Writes a value into its row of a tile, with zeros up to the padded dimension.</summary>
    /// <param name="tile">First byte of the values.</param>
    /// <param name="slot">Position within the tile, 0 to 15.</param>
    /// <param name="value"><c>[head_dim]</c>.</param>
    public void StoreValue(byte* tile, int slot, float* value)
    {
        nint row = (nint)slot * PaddedHeadDimension;
        int padding = PaddedHeadDimension - HeadDimension;
        switch (Format)
        {
            case KvFormat.F32:
                new ReadOnlySpan<float>(value, HeadDimension).CopyTo(new Span<float>((float*)tile + row, HeadDimension));
                new Span<float>((float*)tile + row + HeadDimension, padding).Clear();
                break;
            case KvFormat.F16:
                EncodeF16.Vector(value, tile + row * sizeof(ushort), HeadDimension);
                new Span<ushort>((ushort*)tile + row + HeadDimension, padding).Clear();
                break;
            default:
                ushort* scales = (ushort*)(tile + _valueRowScales) + slot * _groups;
                for (int group = 0; group < _groups; group++)
                {
                    int first = group * Group;
                    scales[group] = Quantise(value + first, Math.Min(Group, HeadDimension - first), (sbyte*)tile + row + first);
                }
                new Span<byte>(tile + row + HeadDimension, padding).Clear();
                break;
        }
    }

    /// <summary>The keys of a tile as floats, <c>[head_dim, 16]</c>: where they are, or decoded. Positions that were never written may be anything.</summary>
    /// <param name="tile">First byte of the keys.</param>
    /// <param name="scratch">Room for them.</param>
    public float* Keys(byte* tile, float* scratch)
    {
        nint count = (nint)HeadDimension * AttentionTile.Positions;
        switch (Format)
        {
            case KvFormat.F32:
                return (float*)tile;
            case KvFormat.F16:
                DecodeF16.Vector(tile, scratch, count);
                return scratch;
            default:
                if (Vector512.IsHardwareAccelerated)
                    DecodeKeys<Sixteen512>(tile, scratch);
                else if (Vector256.IsHardwareAccelerated)
                    DecodeKeys<Sixteen256>(tile, scratch);
                else
                    DecodeKeys<Sixteen128>(tile, scratch);
                return scratch;
        }
    }

    /// <summary>The values of a tile as floats, <c>[16, padded head_dim]</c>: where they are, or decoded. Positions that were never written may be anything.</summary>
    /// <param name="tile">First byte of the values.</param>
    /// <param name="scratch">Room for them.</param>
    public float* Values(byte* tile, float* scratch)
    {
        switch (Format)
        {
            case KvFormat.F32:
                return (float*)tile;
            case KvFormat.F16:
                DecodeF16.Vector(tile, scratch, (nint)PaddedHeadDimension * AttentionTile.Positions);
                return scratch;
            default:
                if (Vector512.IsHardwareAccelerated)
                    DecodeValues<Sixteen512>(tile, scratch);
                else if (Vector256.IsHardwareAccelerated)
                    DecodeValues<Sixteen256>(tile, scratch);
                else
                    DecodeValues<Sixteen128>(tile, scratch);
                return scratch;
        }
    }

    /// <summary>Asks for a tile that is wanted soon: tiles of a head lie far apart, so the hardware cannot guess the next.</summary>
    /// <param name="tile">First byte; anything, a prefetch never faults.</param>
    /// <param name="bytes">How many.</param>
    public static void Prefetch(byte* tile, nint bytes)
    {
        if (!Sse.IsSupported)
            return;
        for (nint i = 0; i < bytes; i += 64)
            Sse.Prefetch0(tile + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void DecodeKeys<T>(byte* tile, float* target) where T : struct, ISixteen<T>
    {
        float* scales = stackalloc float[AttentionTile.Positions];
        byte* packed = tile + (nint)HeadDimension * AttentionTile.Positions;
        for (int first = 0; first < HeadDimension; first += Group, packed += AttentionTile.Positions * sizeof(ushort))
        {
            DecodeF16.Vector(packed, scales, AttentionTile.Positions);
            T scale = T.Load(scales);
            int end = Math.Min(first + Group, HeadDimension);
            for (nint i = first; i < end; i++)
                T.Store(T.LoadBytes((sbyte*)tile + i * AttentionTile.Positions) * scale, target + i * AttentionTile.Positions);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void DecodeValues<T>(byte* tile, float* target) where T : struct, ISixteen<T>
    {
        ushort* scales = (ushort*)(tile + _valueRowScales);
        for (int slot = 0; slot < AttentionTile.Positions; slot++)
        {
            for (int first = 0; first < PaddedHeadDimension; first += Group, scales++)
            {
                T scale = T.Create(HalfBits.ToSingle(*scales));
                int end = Math.Min(first + Group, PaddedHeadDimension);
                for (nint i = first; i < end; i += 16)
                    T.Store(T.LoadBytes((sbyte*)tile + i) * scale, target + i);
            }
            tile += PaddedHeadDimension;
            target += PaddedHeadDimension;
        }
    }

    /// <summary>8-bit codes by the largest magnitude, as ggml's reference does; a group that is not finite gets a scale that is not, and reads as NaN.</summary>
    static ushort Quantise(float* source, int count, sbyte* codes)
    {
        float most = 0;
        for (int i = 0; i < count; i++)
            most = float.Max(most, MathF.Abs(source[i])); // NaN wins
        float scale = most / 127;
        float inverse = scale == 0 || !float.IsFinite(scale) ? 0 : 1 / scale;
        for (int i = 0; i < count; i++)
            codes[i] = inverse == 0 ? (sbyte)0 : (sbyte)MathF.Round(Math.Clamp(source[i] * inverse, -127, 127), MidpointRounding.AwayFromZero);
        return HalfBits.FromSingle(scale);
    }
}

using Lode.Formats;
using Lode.Kernels;

namespace Lode.Weights;

/// <summary>How the elements of a tensor are stored, in a file of either format.</summary>
/// <remarks>Types that both formats have are equal, so that their bytes can be compared.</remarks>
public readonly record struct ElementType
{
    readonly SafetensorsType? _plain;

    ElementType(string name, int blockElements, int blockBytes, TensorFormat? format, SafetensorsType? plain)
    {
        Name = name;
        BlockElements = blockElements;
        BlockBytes = blockBytes;
        Format = format;
        _plain = plain;
    }

    /// <summary>The usual spelling, such as <c>Q4_K</c> or <c>BF16</c>.</summary>
    public string Name { get; }

    /// <summary>Elements of a block: the fewest that fill whole bytes.</summary>
    public int BlockElements { get; }

    /// <summary>Bytes of a block.</summary>
    public int BlockBytes { get; }

    /// <summary>What the kernels call it; null where they do not compute with it.</summary>
    public TensorFormat? Format { get; }

    /// <summary>The type of a GGUF tensor.</summary>
    public static ElementType Of(GgmlType type)
    {
        TensorFormat format = (TensorFormat)type;
        if (TensorFormats.IsSupported(format))
            return new ElementType(GgmlTypes.Name(type), TensorFormats.BlockSize(format), TensorFormats.BytesPerBlock(format), format, null);
        SafetensorsType? plain = type switch
        {
            GgmlType.F64 => SafetensorsType.F64,
            GgmlType.I8 => SafetensorsType.I8,
            GgmlType.I16 => SafetensorsType.I16,
            GgmlType.I32 => SafetensorsType.I32,
            GgmlType.I64 => SafetensorsType.I64,
            _ => null,
        };
        return new ElementType(GgmlTypes.Name(type), GgmlTypes.BlockSize(type), GgmlTypes.BytesPerBlock(type), null, plain);
    }

    /// <summary>The type of a safetensors tensor.</summary>
    public static ElementType Of(SafetensorsType type)
    {
        if (type is SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16 && SafetensorsTypes.TryToGgml(type, out GgmlType ggml))
            return Of(ggml);
        int bits = SafetensorsTypes.Bits(type), elements = 1;
        while (bits * elements % 8 != 0)
            elements *= 2;
        return new ElementType(SafetensorsTypes.Name(type), elements, bits * elements / 8, null, type);
    }

    /// <summary>Whether <see cref="Decode"/> knows the values.</summary>
    public bool CanDecode => Format is not null || PlainValues.CanDecode(_plain);

    /// <summary>Whether <see cref="FirstNotFinite"/> knows the values or, where they are quantised, their scales.</summary>
    public bool CanCheck => Format is not null || PlainValues.CanCheck(_plain);

    /// <summary>Decodes values to binary32, which rounds those of 32 and more bits.</summary>
    /// <param name="from">The first block, any alignment.</param>
    /// <param name="to">Room for the values.</param>
    /// <param name="count">How many: whole blocks.</param>
    internal unsafe void Decode(byte* from, float* to, nint count)
    {
        if (Format is TensorFormat format)
            Kernels.Decode.RowDecoder.Vector(format)(from, to, count);
        else
            PlainValues.Decode(_plain!.Value, from, to, count);
    }

    /// <summary>The index of the first block with a value, a scale or a minimum that is infinite or NaN; -1 where there is none.</summary>
    /// <param name="data">The first block, any alignment.</param>
    /// <param name="blocks">How many.</param>
    internal unsafe nint FirstNotFinite(byte* data, nint blocks) => Format is TensorFormat format
        ? Kernels.Checks.BlockScales.FirstNotFinite(format, data, blocks)
        : PlainValues.FirstNotFinite(_plain!.Value, data, blocks);
}

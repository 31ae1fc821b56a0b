using Lode.Formats;
using Lode.Kernels;

namespace Lode.Weights;

/// <summary>How the elements of a tensor are stored, in a file of either format.</summary>
/// <remarks>Types that both formats have are equal, so that their bytes can be compared.</remarks>
public readonly record struct ElementType
{
    readonly SafetensorsType? _plain;
    readonly GgmlType? _blocks;
    readonly TensorFormat? _panels;

    ElementType(string name, int blockElements, int blockBytes, TensorFormat? format, SafetensorsType? plain, GgmlType? blocks = null,
        TensorFormat? panels = null)
    {
        _panels = panels;
        Name = name;
        BlockElements = blockElements;
        BlockBytes = blockBytes;
        Format = format;
        _plain = plain;
        _blocks = blocks;
    }

    /// <summary>The usual spelling, such as <c>Q4_K</c> or <c>BF16</c>.</summary>
    public string Name { get; }

    /// <summary>Whether rows lie in panels, so that a block is one of each of 16 rows.</summary>
    public bool IsPanels => _panels is not null;

    /// <summary>Elements of a block: the fewest that fill whole bytes.</summary>
    public int BlockElements { get; }

    /// <summary>Bytes of a block.</summary>
    public int BlockBytes { get; }

    /// <summary>What the kernels call it; null where they do not compute with it.</summary>
    public TensorFormat? Format { get; }

    /// <summary>The type of a GGUF tensor.</summary>
    public static ElementType Of(GgmlType type)
    {
        TensorFormat format = (TensorFormat)GgmlTypes.OfElements(type);
        if (GgmlTypes.IsPanels(type) && TensorFormats.IsSupported(format))
        {
            return new ElementType(GgmlTypes.Name(type), GgmlTypes.PanelRows * TensorFormats.BlockSize(format),
                GgmlTypes.PanelRows * TensorFormats.BytesPerBlock(format), null, null, null, format);
        }
        if (TensorFormats.IsSupported(format))
            return new ElementType(GgmlTypes.Name(type), TensorFormats.BlockSize(format), TensorFormats.BytesPerBlock(format), format, null);
        SafetensorsType? plain = type switch
        {
            GgmlType.F64 => SafetensorsType.F64,
            GgmlType.I8 or GgmlType.Bytes => SafetensorsType.I8,
            GgmlType.I16 => SafetensorsType.I16,
            GgmlType.I32 => SafetensorsType.I32,
            GgmlType.I64 => SafetensorsType.I64,
            _ => null,
        };
        return new ElementType(GgmlTypes.Name(type), GgmlTypes.BlockSize(type), GgmlTypes.BytesPerBlock(type), null, plain,
            plain is null ? type : null);
    }

    /// <summary>The type of a safetensors tensor.</summary>
    public static ElementType Of(SafetensorsType type)
    {
        if (SafetensorsTypes.TryToGgml(type, out GgmlType ggml) && TensorFormats.IsSupported((TensorFormat)ggml))
            return Of(ggml);
        int bits = SafetensorsTypes.Bits(type), elements = 1;
        while (bits * elements % 8 != 0)
            elements *= 2;
        return new ElementType(SafetensorsTypes.Name(type), elements, bits * elements / 8, null, type);
    }

    /// <summary>Whether <see cref="Decode"/> knows the values.</summary>
    public bool CanDecode => Format is not null || PlainValues.CanDecode(_plain);

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
    internal unsafe nint FirstNotFinite(byte* data, nint blocks)
    {
        if (Format is TensorFormat format)
            return Kernels.Checks.BlockScales.FirstNotFinite(format, data, blocks);
        if (_panels is TensorFormat rows)
            return Kernels.Checks.BlockScales.FirstNotFiniteInPanels(rows, data, blocks);
        if (_blocks is not GgmlType type)
            return PlainValues.FirstNotFinite(_plain!.Value, data, blocks);
        for (nint block = 0; block < blocks; block++)
        {
            if (!BlockFields.IsFinite(type, data + block * BlockBytes))
                return block;
        }
        return -1;
    }
}

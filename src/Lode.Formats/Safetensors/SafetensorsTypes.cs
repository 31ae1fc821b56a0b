namespace Lode.Formats;

/// <summary>The sizes and names of <see cref="SafetensorsType"/>, and their counterparts in GGUF.</summary>
public static class SafetensorsTypes
{
    static readonly SafetensorsType[] s_all = Enum.GetValues<SafetensorsType>();

    /// <summary>Bits of an element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public static int Bits(SafetensorsType type) => type switch
    {
        SafetensorsType.F4 => 4,
        SafetensorsType.F6_E2M3 or SafetensorsType.F6_E3M2 => 6,
        SafetensorsType.BOOL or (>= SafetensorsType.U8 and <= SafetensorsType.F8_E5M2FNUZ) => 8,
        >= SafetensorsType.I16 and <= SafetensorsType.BF16 => 16,
        >= SafetensorsType.I32 and <= SafetensorsType.F32 => 32,
        >= SafetensorsType.C64 and <= SafetensorsType.U64 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a type of the format"),
    };

    /// <summary>The bytes of elements, or false where they do not end with a byte or do not fit 63 bits.</summary>
    /// <param name="type">The type of the elements.</param>
    /// <param name="elements">How many, 0 or more.</param>
    /// <param name="bytes">Their length.</param>
    public static bool TryByteLength(SafetensorsType type, long elements, out long bytes)
    {
        UInt128 bits = (UInt128)elements * (uint)Bits(type);
        bytes = bits / 8 <= long.MaxValue ? (long)(bits / 8) : 0;
        return bits % 8 == 0 && bits / 8 <= long.MaxValue;
    }

    /// <summary>Finds a type by its name in a file.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out SafetensorsType type)
    {
        foreach (SafetensorsType candidate in s_all)
        {
            type = candidate;
            if (name.SequenceEqual(Name(candidate)))
                return true;
        }
        type = default;
        return false;
    }

    /// <summary>The name in a file.</summary>
    public static string Name(SafetensorsType type) => Enum.GetName(type) ?? $"type {(int)type}";

    /// <summary>The type of GGUF that has the same bytes; false where there is none.</summary>
    public static bool TryToGgml(SafetensorsType type, out GgmlType ggml)
    {
        GgmlType? found = type switch
        {
            SafetensorsType.F32 => GgmlType.F32,
            SafetensorsType.F16 => GgmlType.F16,
            SafetensorsType.BF16 => GgmlType.BF16,
            SafetensorsType.F64 => GgmlType.F64,
            SafetensorsType.I8 => GgmlType.I8,
            SafetensorsType.I16 => GgmlType.I16,
            SafetensorsType.I32 => GgmlType.I32,
            SafetensorsType.I64 => GgmlType.I64,
            _ => null,
        };
        ggml = found ?? default;
        return found is not null;
    }
}

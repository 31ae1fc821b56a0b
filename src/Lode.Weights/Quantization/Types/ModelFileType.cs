using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>What a model as a whole is quantised to: one type, or a mix that gives the sensitive tensors more bits.</summary>
/// <param name="Name">The usual name, such as <c>Q4_K_M</c>.</param>
/// <param name="Base">The type of most matrices.</param>
/// <param name="Id">The number in <c>general.file_type</c>.</param>
/// <remarks>Source of the numbers: <c>enum llama_ftype</c> of llama.cpp's <c>llama.h</c>.</remarks>
public sealed record ModelFileType(string Name, GgmlType Base, uint Id)
{
    /// <summary>4-bit blocks of 256, with more bits for the first layers.</summary>
    public static ModelFileType Q4_K_S { get; } = new("Q4_K_S", GgmlType.Q4_K, 14);

    /// <summary>4-bit blocks of 256, with 6 bits for half of the sensitive tensors.</summary>
    public static ModelFileType Q4_K_M { get; } = new("Q4_K_M", GgmlType.Q4_K, 15);

    /// <summary>5-bit blocks of 256.</summary>
    public static ModelFileType Q5_K_S { get; } = new("Q5_K_S", GgmlType.Q5_K, 16);

    /// <summary>5-bit blocks of 256, with 6 bits for half of the sensitive tensors.</summary>
    public static ModelFileType Q5_K_M { get; } = new("Q5_K_M", GgmlType.Q5_K, 17);

    /// <summary>All of them, the largest files first.</summary>
    public static IReadOnlyList<ModelFileType> All { get; } =
    [
        new("F32", GgmlType.F32, 0), new("F16", GgmlType.F16, 1), new("BF16", GgmlType.BF16, 32),
        new("Q8_0", GgmlType.Q8_0, 7), new("Q6_K", GgmlType.Q6_K, 18), new("Q5_1", GgmlType.Q5_1, 9), Q5_K_M, Q5_K_S,
        new("Q5_0", GgmlType.Q5_0, 8), new("Q4_1", GgmlType.Q4_1, 3), Q4_K_M, Q4_K_S, new("Q4_0", GgmlType.Q4_0, 2),
    ];

    /// <summary>Finds one by its name in any case; <c>Q4_K</c> and <c>Q5_K</c> mean the <c>_M</c> mixes, as in llama.cpp.</summary>
    /// <returns>Null where there is none.</returns>
    public static ModelFileType? Find(string name) => name.ToUpperInvariant() switch
    {
        "Q4_K" => Q4_K_M,
        "Q5_K" => Q5_K_M,
        string upper => All.FirstOrDefault(type => type.Name == upper),
    };

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

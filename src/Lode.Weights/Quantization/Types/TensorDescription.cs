using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>What the choice of a type looks at.</summary>
/// <param name="Name">The name in the new file, such as <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Type">The type in the source.</param>
/// <param name="Dimensions">The extents, the row length first.</param>
public sealed record TensorDescription(string Name, GgmlType Type, IReadOnlyList<long> Dimensions)
{
    /// <summary>The extents without trailing ones: 1 for a vector, also where it is stored as a matrix of one row.</summary>
    internal int Rank
    {
        get
        {
            int rank = Dimensions.Count;
            while (rank > 1 && Dimensions[rank - 1] == 1)
                rank--;
            return rank;
        }
    }

    /// <summary>The layer's number, or -1 for tensors outside layers.</summary>
    internal int Layer =>
        Name.StartsWith("blk.", StringComparison.Ordinal) && Name.IndexOf('.', 4) is > 4 and int end
            && int.TryParse(Name.AsSpan(4, end - 4), System.Globalization.NumberStyles.None, null, out int layer)
            ? layer
            : -1;
}

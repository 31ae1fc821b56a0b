using Lode.Formats;

namespace Lode.Weights;

/// <summary>What marks a GGUF file that is laid out to be mapped and run (<c>lode pack</c>).</summary>
/// <remarks>
/// What is Lode's own has types of its own (<see cref="GgmlTypes.IsOwn"/>), so that a program that does not know them refuses the file
/// instead of computing with it. The version says how the file and its panels are laid out. See <c>docs/packing.md</c>.
/// </remarks>
public static class PackedModel
{
    /// <summary>What all keys of packed files begin with.</summary>
    public const string KeyPrefix = "lode.pack.";

    /// <summary>The metadata key of the layout's version, a 32-bit integer.</summary>
    public const string VersionKey = "lode.pack.version";

    /// <summary>The metadata key of the number of files that the source had, a 32-bit integer.</summary>
    public const string SourcePartsKey = "lode.pack.source_parts";

    /// <summary>The only version that there is.</summary>
    public const uint Version = 2;

    const string Layout = "the layout that this Lode knows";

    /// <summary>Whether the file says that it is packed.</summary>
    public static bool IsPacked(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGet(VersionKey, out _);
    }

    /// <summary>Refuses another layout than this.</summary>
    /// <exception cref="ModelFormatException">The file has types of Lode's own, and no version or another one.</exception>
    public static void Check(GgufModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        string found = "nothing, but tensors in panels";
        string advice = "the file is damaged: pack the model again, lode pack";
        if (model.Metadata.TryGet(VersionKey, out GgufValue value))
        {
            bool isNumber = value.Type == GgufValueType.UInt32;
            if (isNumber && value.AsInteger() == Version)
                return;
            found = isNumber ? $"{value.AsInteger()}" : $"a {value.Type}";
            if (isNumber)
            {
                advice = value.AsInteger() > Version
                    ? "it was packed by a newer Lode: use that one, or pack the model again with this"
                    : "it was packed by an older Lode: pack the model again with this, from its source or from what the older one unpacks";
            }
        }
        else if (!model.Tensors.Any(tensor => GgmlTypes.IsOwn(tensor.Type)))
        {
            return;
        }
        throw new ModelFormatException(model.Path, $"metadata '{VersionKey}'", $"{Version}, {Layout}", found, advice);
    }
}

using Lode.Formats;

namespace Lode.Weights;

/// <summary>What marks a GGUF file whose matrices lie in panels (<c>lode pack</c>).</summary>
/// <remarks>
/// Tensors in panels have types of their own (<see cref="GgmlTypes.ToPanels"/>), so that a program that does not know them refuses the file
/// instead of computing with it. The version says how panels are laid out.
/// </remarks>
public static class PackedModel
{
    /// <summary>The metadata key of the layout's version, a 32-bit integer.</summary>
    public const string VersionKey = "lode.pack.version";

    /// <summary>The metadata key of the alignment that the source's tensors had, a 32-bit integer.</summary>
    public const string SourceAlignmentKey = "lode.pack.source_alignment";

    /// <summary>The only version there is.</summary>
    public const uint Version = 1;

    /// <summary>Whether the file says that it is packed.</summary>
    public static bool IsPacked(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGet(VersionKey, out _);
    }

    /// <summary>Refuses panels of another layout than this.</summary>
    /// <exception cref="ModelFormatException">The file has tensors in panels, and no version or another one.</exception>
    public static void Check(GgufModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        string found = "nothing, but tensors in panels";
        if (model.Metadata.TryGet(VersionKey, out GgufValue value))
        {
            if (value.Type == GgufValueType.UInt32 && value.AsInteger() == Version)
                return;
            found = value.Type == GgufValueType.UInt32 ? $"{value.AsInteger()}" : $"a {value.Type}";
        }
        else if (!model.Tensors.Any(tensor => GgmlTypes.IsPanels(tensor.Type)))
        {
            return;
        }
        throw new ModelFormatException(model.Path, $"metadata '{VersionKey}'", $"{Version}, the layout of panels that this Lode knows",
            found, "pack the model again with this Lode: lode pack");
    }
}

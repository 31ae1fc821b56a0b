using Lode.Formats;
using Lode.Inference.Architectures;
using Lode.Kernels;

namespace Lode.Inference;

/// <summary>The one place that answers whether a model can be run, and says why not.</summary>
public static class Support
{
    /// <summary>The architectures that can be run.</summary>
    public static IReadOnlyList<string> Architectures { get; } = [.. KnownArchitectures.All.Select(one => one.Name)];

    /// <summary>The tensor types that can be computed with.</summary>
    public static IReadOnlyList<TensorFormat> TensorTypes => TensorFormats.All;

    /// <summary>The description of a model's architecture.</summary>
    /// <exception cref="ModelFormatException">The architecture is missing or not supported.</exception>
    internal static Architecture RequireArchitecture(GgufModel model)
    {
        string name = model.Metadata.GetString("general.architecture");
        return KnownArchitectures.All.FirstOrDefault(one => one.Name == name) ?? throw new ModelFormatException(
            model.Path, ModelFormatException.Key("general.architecture"), $"a supported architecture ({string.Join(", ", Architectures)})",
            $"'{name}'", "use a model of a supported architecture, or a newer Lode");
    }
}

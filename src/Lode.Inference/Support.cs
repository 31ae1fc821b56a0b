using Lode.Formats;
using Lode.Kernels;

namespace Lode.Inference;

/// <summary>The one place that answers whether a model can be run, and says why not.</summary>
public static class Support
{
    /// <summary>The architectures that can be run.</summary>
    public static IReadOnlyList<string> Architectures { get; } = ["llama"];

    /// <summary>The tensor types that can be computed with.</summary>
    public static IReadOnlyList<TensorFormat> TensorTypes => TensorFormats.All;

    /// <summary>Refuses a model of an architecture that cannot be run.</summary>
    /// <exception cref="ModelFormatException">The architecture is missing or not supported.</exception>
    public static string RequireArchitecture(GgufModel model)
    {
        string architecture = model.Metadata.GetString("general.architecture");
        if (!Architectures.Contains(architecture))
        {
            throw new ModelFormatException(model.Path, ModelFormatException.Key("general.architecture"),
                $"a supported architecture ({string.Join(", ", Architectures)})", $"'{architecture}'",
                "use a model of a supported architecture, or a newer Lode");
        }
        return architecture;
    }
}

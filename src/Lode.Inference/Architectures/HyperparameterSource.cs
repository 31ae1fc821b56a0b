using Lode.Formats;

namespace Lode.Inference.Architectures;

/// <summary>The hyper-parameters of a model's metadata, by their keys without the architecture's name.</summary>
sealed class HyperparameterSource(GgufModel model, string architecture)
{
    // No model comes near these; they keep products of hostile values inside 64 bits and buffers inside reason.
    internal const int MaxLength = 1 << 24;
    internal const int MaxLayers = 4096;
    const double Smallest = 1e-30;
    const double Largest = 1e30;

    internal GgufModel Model { get; } = model;

    string Name(string key) => $"{architecture}.{key}";

    internal bool TryGet(string key, out GgufValue value) => Model.Metadata.TryGet(Name(key), out value);

    internal string? FindString(string key) => Model.Metadata.FindString(Name(key));

    internal int Integer(string key, int min, int max) => (int)Model.Metadata.GetInteger(Name(key), min, max);

    internal int Integer(string key, int fallback, int min, int max) => (int)Model.Metadata.GetInteger(Name(key), fallback, min, max);

    /// <summary>A positive number, rounded to binary32 as the files have them.</summary>
    internal float Positive(string key) => (float)Model.Metadata.GetNumber(Name(key), Smallest, Largest);

    /// <inheritdoc cref="Positive(string)"/>
    internal float Positive(string key, double fallback) => (float)Model.Metadata.GetNumber(Name(key), fallback, Smallest, Largest);

    /// <summary>A number that is positive, or 0 for nothing.</summary>
    internal float PositiveOrZero(string key, double fallback)
    {
        double found = Model.Metadata.GetNumber(Name(key), fallback, 0, Largest);
        return found is 0 or >= Smallest ? (float)found : throw Refuse(key, $"0, or {Smallest} or more", $"{found}");
    }

    internal ModelFormatException Refuse(string key, string expected, string found) => new(Model.Path, ModelFormatException.Key(Name(key)),
        expected, found, $"this variant of the {architecture} architecture is not supported");
}

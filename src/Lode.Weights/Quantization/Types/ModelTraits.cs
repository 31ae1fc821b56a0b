using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>What the choice of types must know of a model.</summary>
/// <param name="Architecture">Such as <c>llama</c>.</param>
/// <param name="Layers">The number of layers.</param>
/// <param name="Experts">Experts of a layer; 0 for a dense model.</param>
/// <param name="Heads">Attention heads; 0 where they differ by layer.</param>
/// <param name="KeyValueHeads">Heads of keys and values; 0 where they differ by layer.</param>
public sealed record ModelTraits(string Architecture, int Layers, int Experts = 0, int Heads = 0, int KeyValueHeads = 0)
{
    /// <summary>Whether it is one of the models of 70 billion parameters in which many heads share few and small values.</summary>
    internal bool SharesValuesWidely => Layers == 80 && Architecture switch
    {
        "llama" => Experts != 8 && Heads != KeyValueHeads,
        "qwen2" or "deci" => true,
        _ => false,
    };

    /// <summary>Reads them out of a model's metadata.</summary>
    /// <exception cref="ModelFormatException">A key is missing, or its value makes no sense.</exception>
    public static ModelTraits Of(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        string architecture = metadata.GetString("general.architecture");
        int heads = Number("attention.head_count", 0);
        return new ModelTraits(architecture, Number("block_count", 0), Number("expert_count", 0), heads, Number("attention.head_count_kv", heads));

        int Number(string key, int fallback)
        {
            string full = $"{architecture}.{key}";
            return metadata.TryGet(full, out GgufValue value) && value.Type == GgufValueType.Array
                ? 0 // by layer
                : (int)metadata.GetInteger(full, fallback, 0, int.MaxValue);
        }
    }
}

namespace Lode.Weights.HuggingFace;

/// <summary>What tells one architecture from another, beside its tensors.</summary>
/// <param name="Family">Which one it is.</param>
/// <param name="ModelType"><c>model_type</c> in config.json.</param>
/// <param name="ClassName">The class in <c>architectures</c> that generates text.</param>
/// <param name="GgufName"><c>general.architecture</c> in GGUF.</param>
sealed record Architecture(Family Family, string ModelType, string ClassName, string GgufName)
{
    /// <summary>The architectures that can be read.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new(Family.Llama, "llama", "LlamaForCausalLM", "llama")
            { OptionalBiases = true, Scalings = ["linear", "llama3", "yarn"] },
        new(Family.Mistral, "mistral", "MistralForCausalLM", "llama")
            { Scalings = ["linear", "llama3", "yarn"] },
        new(Family.Qwen2, "qwen2", "Qwen2ForCausalLM", "qwen2") { Scalings = ["linear", "yarn"] },
        new(Family.Qwen3, "qwen3", "Qwen3ForCausalLM", "qwen3") { Scalings = ["linear", "yarn"] },
        new(Family.Gemma2, "gemma2", "Gemma2ForCausalLM", "gemma2") { IsGemma = true, EmbeddingScaleLayers = 46 },
        new(Family.Gemma3, "gemma3_text", "Gemma3ForCausalLM", "gemma3")
            { IsGemma = true, EmbeddingScaleLayers = 62, RopeBase = 1e6, LocalRopeBase = 10000, Scalings = ["linear"] },
    ];

    /// <summary><c>rope_theta</c> where config.json has none.</summary>
    public double RopeBase { get; init; } = 10000;

    /// <summary>The base of the layers with a window, where config.json has none; null where it is that of all layers.</summary>
    public double? LocalRopeBase { get; init; }

    /// <summary>The kinds of <c>rope_scaling</c> that GGUF readers compute as Hugging Face does for this architecture.</summary>
    public string[] Scalings { get; init; } = [];

    /// <summary>Whether <c>attention_bias</c> may be true.</summary>
    public bool OptionalBiases { get; init; }

    /// <summary>Norm weights are added to 1, embeddings scaled, layers alternate between a window and none, GELU, tied.</summary>
    public bool IsGemma { get; init; }

    /// <summary>
    /// The number of layers for which llama.cpp scales attention by embedding / heads instead of the head dimension (its "27B").
    /// </summary>
    public int EmbeddingScaleLayers { get; init; }

    /// <summary>The activation of the feed-forward layers, under its key.</summary>
    public (string Key, string Name) Activation => IsGemma ? ("hidden_activation", "gelu_pytorch_tanh") : ("hidden_act", "silu");
}

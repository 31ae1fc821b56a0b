namespace Lode.Inference.Architectures;

/// <summary>The architectures that can be run: what differs between two of them is what their entries say.</summary>
/// <remarks>
/// Sources: the classes of transformers (<c>modeling_*.py</c>), and for what GGUF files leave unsaid, the defaults of llama.cpp's loader.
/// </remarks>
static class KnownArchitectures
{
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("llama") // Llama, Mistral (with its window), Mixtral (with experts)
        {
            RopeLayout = RopeLayout.Pairs,
            RopeFactors = RopeFactors.Frequencies,
            Biases = AttentionBiases.Optional,
            WindowPeriod = 0,
            Experts = ExpertUse.Optional,
        },
        new("qwen2") { Biases = AttentionBiases.QueryKeyValue },
        new("qwen3") { HasHeadNorms = true },
        new("qwen3moe") { HasHeadNorms = true, Experts = ExpertUse.Required, ExpertLengthKey = "expert_feed_forward_length" },
        new("gemma2")
        {
            ScalesEmbedding = true,
            HasPostNorms = true,
            Activation = GatedActivation.GeGlu,
            EmbeddingScaleLayers = 46,
            AttentionSoftCap = 50,
            FinalSoftCap = 30,
            WindowPeriod = 2,
            Window = 4096,
        },
        new("gemma3")
        {
            ScalesEmbedding = true,
            HasPostNorms = true,
            HasHeadNorms = true,
            Activation = GatedActivation.GeGlu,
            EmbeddingScaleLayers = 62,
            FinalSoftCap = 0,
            WindowPeriod = 6,
            Window = null,
            LocalRopeBase = 10000,
            ScalesGlobalLayersOnly = true,
        },
        new("phi3")
        {
            RopeFactors = RopeFactors.LongAndShort,
            FusesQueryKeyValue = true,
            FusesGateUp = true,
            WindowPeriod = 0,
        },
    ];
}

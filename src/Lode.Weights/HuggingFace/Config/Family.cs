namespace Lode.Weights.HuggingFace;

/// <summary>The architectures that can be read, as a set, so that a row of a table can name several.</summary>
[Flags]
enum Family
{
    Llama = 1,
    Mistral = 2,
    Qwen2 = 4,
    Qwen3 = 8,
    Gemma2 = 16,
    Gemma3 = 32,

    Gemma = Gemma2 | Gemma3,
    Plain = Llama | Mistral | Qwen2 | Qwen3,
    All = Plain | Gemma,
}

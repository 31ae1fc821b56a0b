using System.Text.Json;

namespace Lode.Weights.HuggingFace;

/// <summary>The steps of a normaliser, pre-tokenizer, post-processor or decoder: sequences are flattened.</summary>
static class Steps
{
    const int Deepest = 8;

    /// <summary>Reads a step with everything inside it.</summary>
    /// <param name="file">The tokenizer.json.</param>
    /// <param name="key">What to read, such as <c>normalizer</c>.</param>
    /// <param name="inner">What sequences call their parts.</param>
    public static List<JsonSection> Read(TokenizerFile file, string key, string inner)
    {
        List<JsonSection> steps = [];
        if (file.Root.FindObject(key) is JsonSection first)
            Flatten(first, inner, steps, 0);
        return steps;
    }

    /// <summary>The type of a step.</summary>
    public static string Type(this JsonSection step) => step.FindString("type") ?? throw step.Error("type", "a string");

    /// <summary>Makes the error of a step that cannot be expressed.</summary>
    public static Lode.Formats.ModelFormatException Refuse(this JsonSection step, string key, string expected) =>
        step.Error(key, expected, "GGUF cannot say this; the tokenizer cannot be converted exactly");

    static void Flatten(JsonSection step, string inner, List<JsonSection> steps, int depth)
    {
        if (step.Type() != "Sequence")
        {
            steps.Add(step);
            return;
        }
        if (depth == Deepest || !step.TryGet(inner, out JsonElement parts) || parts.ValueKind != JsonValueKind.Array)
            throw step.Error(inner, $"an array, at most {Deepest} deep");
        int number = 0;
        foreach (JsonElement part in parts.EnumerateArray())
        {
            JsonSection section = new(step.File, $"{step.Path}{inner}[{number++}].", part);
            if (part.ValueKind != JsonValueKind.Object)
                throw step.Error(inner, "objects");
            Flatten(section, inner, steps, depth + 1);
        }
    }
}

namespace Lode.Weights.HuggingFace;

/// <summary>How byte-level vocabularies cut words, recognised by the exact steps, and what GGUF calls it.</summary>
/// <param name="GgufName">The value of <c>tokenizer.ggml.pre</c>.</param>
/// <param name="WholeWordsFirst">Whether readers of that name take words that are tokens before they merge (<c>ignore_merges</c>).</param>
/// <param name="Steps">The steps: <c>split</c> with a regular expression, <c>digits</c>, <c>bytes</c>, <c>bytes+gpt2</c>.</param>
sealed record PreTokenizerPattern(string GgufName, bool WholeWordsFirst, params string[] Steps)
{
    const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    const string Contractions = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|";
    const string Rest = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    const string Before = @"[^\r\n\p{L}\p{N}]?";
    const string Upper = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
    const string Lower = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";
    const string Ending = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)?|";
    const string TwoCases = Before + Upper + "*" + Lower + "+" + Ending + Before + Upper + "+" + Lower + "*" + Ending
        + @"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    static readonly PreTokenizerPattern[] s_all =
    [
        new("gpt-2", false, "bytes+gpt2"),
        new("gpt-2", false, "split " + Gpt2, "bytes"),
        new("smollm", false, "digits", "bytes+gpt2"),
        new("llama-bpe", true, "split " + Contractions + @"\p{N}{1,3}" + Rest, "bytes"),
        new("gpt-4o", false, "split " + TwoCases, "bytes"),
        new("qwen2", false, "split " + Contractions + @"\p{N}" + Rest, "bytes"),
    ];

    /// <summary>Recognises the steps of a file.</summary>
    public static PreTokenizerPattern Find(TokenizerFile file)
    {
        List<JsonSection> steps = HuggingFace.Steps.Read(file, "pre_tokenizer", "pretokenizers");
        string[] found = [.. steps.Select(Describe)];
        bool wholeWords = file.Model.GetBoolean("ignore_merges", false);
        PreTokenizerPattern? same = Array.Find(s_all, one => one.Steps.SequenceEqual(found));
        if (same is null)
        {
            throw file.Error("key 'pre_tokenizer'",
                $"a way of cutting words that GGUF has a name for ({string.Join(", ", s_all.Select(one => one.GgufName).Distinct())})",
                $"[{string.Join("; ", found)}]", "this pre-tokenizer is not supported; the tokenizer cannot be converted");
        }
        return same.WholeWordsFirst == wholeWords ? same : throw file.Model.Refuse(
            "ignore_merges", same.WholeWordsFirst ? "true, as GGUF readers have it with this pre-tokenizer" : "false, as GGUF readers have it with this pre-tokenizer");
    }

    static string Describe(JsonSection step)
    {
        string type = step.Type();
        switch (type)
        {
            case "Split":
                string behaviour = step.FindString("behavior") ?? throw step.Error("behavior", "a string");
                bool inverts = step.GetBoolean("invert", false);
                if ((behaviour, inverts) is not (("Isolated", false) or ("Removed", true))) // both keep what matches, and nothing is left between
                    throw step.Refuse("behavior", "'Isolated' without, or 'Removed' with 'invert'");
                JsonSection pattern = step.FindObject("pattern") ?? throw step.Error("pattern", "an object");
                return "split " + (pattern.FindString("Regex") ?? throw pattern.Refuse("Regex", "a regular expression"));
            case "Digits":
                return step.GetBoolean("individual_digits", false) ? "digits" : throw step.Refuse("individual_digits", "true");
            case "ByteLevel":
                if (step.GetBoolean("add_prefix_space", true))
                    throw step.Refuse("add_prefix_space", "false");
                return step.GetBoolean("use_regex", true) ? "bytes+gpt2" : "bytes";
            default:
                return type;
        }
    }
}

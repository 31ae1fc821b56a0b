using System.CommandLine;
using Lode.Cli.Help;
using Lode.Inference;

namespace Lode.Cli.Options;

/// <summary>The options that size a context.</summary>
sealed class ContextSettings
{
    const int MaxContext = 1 << 24;
    const int MaxThreads = 256;
    const int MaxBatch = 4096;

    // Arrays: code for dictionaries of an enumeration would have to be compiled on every start.
    static readonly string[] s_cacheNames = ["f16", "f32", "q8_0"];
    static readonly CacheType[] s_cacheTypes = [CacheType.F16, CacheType.F32, CacheType.Q8_0];

    readonly Option<ParsedNumber<int>?> _length = NumberOption.Integer("--ctx", "N",
        "The most tokens of prompt and text together (default: what the model was trained for).", 1, MaxContext);

    readonly Option<ParsedNumber<int>?> _threads = NumberOption.Integer("--threads", "N", "Threads to compute with (default: one per processor).", 1, MaxThreads, "-t");

    readonly Option<ParsedNumber<int>?> _batch = NumberOption.Integer("--batch", "N",
        $"Tokens of the prompt to compute at a time (default: {new ContextOptions().MaxBatchTokens}).", 1, MaxBatch);

    readonly Option<CacheType?> _cache = new("--cache-type")
    {
        HelpName = "TYPE",
        Description = $"How keys and values are stored: {string.Join(", ", s_cacheNames)} (default: f16 for packed quantised models, else f32).",
        CustomParser = result =>
        {
            string name = result.Tokens[^1].Value;
            int index = Array.FindIndex(s_cacheNames, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
                return s_cacheTypes[index];
            result.AddError($"--cache-type: expected one of {string.Join(", ", s_cacheNames)}, found '{name}'");
            return null;
        },
    };

    public OptionGroup Group => new("Resources", _length, _threads, _batch, _cache);

    public ContextOptions Read(ParseResult values)
    {
        ContextOptions defaults = new();
        return new ContextOptions
        {
            ContextLength = values.GetNumber(_length) ?? defaults.ContextLength,
            Threads = values.GetNumber(_threads) ?? defaults.Threads,
            MaxBatchTokens = values.GetNumber(_batch) ?? defaults.MaxBatchTokens,
            CacheType = values.GetValue(_cache) ?? defaults.CacheType,
        };
    }
}

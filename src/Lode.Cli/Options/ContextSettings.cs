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

    static readonly SortedDictionary<string, CacheType> s_cacheTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["f16"] = CacheType.F16,
        ["f32"] = CacheType.F32,
        ["q8_0"] = CacheType.Q8_0,
    };

    readonly Option<int?> _length = NumberOption.Integer("--ctx", "N",
        "The most tokens of prompt and text together (default: what the model was trained for).", 1, MaxContext);

    readonly Option<int?> _threads = NumberOption.Integer("--threads", "N", "Threads to compute with (default: one per processor).", 1, MaxThreads, "-t");

    readonly Option<int?> _batch = NumberOption.Integer("--batch", "N",
        $"Tokens of the prompt to compute at a time (default: {new ContextOptions().MaxBatchTokens}).", 1, MaxBatch);

    readonly Option<CacheType?> _cache = new("--cache-type")
    {
        HelpName = "TYPE",
        Description = $"How keys and values are stored: {string.Join(", ", s_cacheTypes.Keys)} (default: f16 for packed quantised models, else f32).",
        CustomParser = result =>
        {
            string name = result.Tokens[^1].Value;
            if (s_cacheTypes.TryGetValue(name, out CacheType type))
                return type;
            result.AddError($"--cache-type: expected one of {string.Join(", ", s_cacheTypes.Keys)}, found '{name}'");
            return null;
        },
    };

    public OptionGroup Group => new("Resources", _length, _threads, _batch, _cache);

    public ContextOptions Read(ParseResult values)
    {
        ContextOptions defaults = new();
        return new ContextOptions
        {
            ContextLength = values.GetValue(_length) ?? defaults.ContextLength,
            Threads = values.GetValue(_threads) ?? defaults.Threads,
            MaxBatchTokens = values.GetValue(_batch) ?? defaults.MaxBatchTokens,
            CacheType = values.GetValue(_cache) ?? defaults.CacheType,
        };
    }
}

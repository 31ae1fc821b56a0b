using System.CommandLine;
using Lode.Cli.Help;
using Lode.Cli.Loading;
using Lode.Weights;

namespace Lode.Cli.Options;

/// <summary>The options that say how weights come into memory.</summary>
sealed class LoadSettings
{
    readonly Option<NamedWay?> _way = new("--load")
    {
        HelpName = "WAY",
        Description = $"How: {NamedWay.Names} (default: map files, stream pipes).",
        CustomParser = result =>
        {
            string name = result.Tokens[^1].Value;
            if (NamedWay.Find(name) is NamedWay way)
                return way;
            result.AddError($"--load: expected one of {NamedWay.Names}, found '{name}'");
            return null;
        },
    };

    readonly Option<bool> _populate = new("--populate")
    {
        Description = "Fetch all pages of a mapped model in order, in the background, while the prompt is read.",
    };

    readonly Option<bool> _lock = new("--lock")
    {
        Description = "Keep the weights in physical memory; with a mapped model this includes --populate.",
    };

    public OptionGroup Group => new("Loading", _way, _populate, _lock);

    public LoadOptions Read(ParseResult values)
    {
        LoadOptions options = values.GetValue(_way)?.Options ?? new LoadOptions();
        return options with { Populate = options.Populate || values.GetValue(_populate), Lock = values.GetValue(_lock) };
    }
}

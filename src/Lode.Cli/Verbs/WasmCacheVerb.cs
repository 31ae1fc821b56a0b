using System.CommandLine;
using System.Globalization;
using Lode.Cli.Compiled;
using Lode.Cli.Guests;
using Lode.Cli.Help;
using Lode.Cli.Showing;
using Lode.Cli.Streams;
using Lode.Usage;
using Lode.Wasm;

namespace Lode.Cli.Verbs;

/// <summary><c>lode wasm cache</c>: the compiled modules that are kept.</summary>
sealed class WasmCacheVerb : Verb
{
    public const string VerbName = "cache";

    const string ListAction = "ls", PruneAction = "prune", ClearAction = "clear", PathAction = "path";

    readonly Argument<string> _action = new("ACTION")
    {
        Description = $"{ListAction} lists, {PruneAction} removes what was not used longest, {ClearAction} removes all, {PathAction} prints the folder.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<ByteSize?> _size = new("--size")
    {
        HelpName = "SIZE",
        Description = $"{PruneAction}: what may stay, in bytes or with K, M or G. Default: the cache's limit, {UsageFormat.Bytes(ModuleCache.DefaultLimit)}.",
        CustomParser = result => ByteSize.Parse(result, "--size"),
    };

    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public WasmCacheVerb()
        : base($"{WasmVerbs.GroupName} {VerbName}", takesModel: false)
    {
        Add(_action);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Shows and tidies the compiled modules that are kept for the next run. Those in use stay usable.",
        [$"lode wasm cache {ListAction}|{PruneAction}|{ClearAction}|{PathAction} [options]"],
        [_action],
        [new OptionGroup("Options", _size, _json)],
        [
            ("lode wasm cache ls", "What is kept, and what it was made of."),
            ("lode wasm cache prune --size 500M", "Keep what was used last."),
            ("du -sh $(lode wasm cache path)", "The folder: lode/wasm in $XDG_CACHE_HOME or ~/.cache."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string action = values.GetValue(_action) ?? throw Usage($"nothing was asked for: {Page.Usage[0]}");
        if (action is not (ListAction or PruneAction or ClearAction or PathAction))
            throw Usage($"unknown action '{action}': {Page.Usage[0]}");
        if (values.GetValue(_size) is not null && action != PruneAction)
            throw Usage($"--size is for {PruneAction}");
        using OutputStream output = OutputStream.Standard();
        if (action == PathAction && !values.GetValue(_json))
        {
            output.Write($"{ModuleCache.DefaultFolder}\n");
            return ExitCode.Success;
        }
        using ModuleCache cache = ModuleCache.Open();
        IReadOnlyList<CachedModule> modules = action switch
        {
            PruneAction => cache.Prune(values.GetValue(_size)?.Bytes ?? cache.Limit),
            ClearAction => cache.Clear(),
            ListAction => cache.List(),
            _ => [],
        };
        long bytes = modules.Sum(module => module.Bytes);
        if (values.GetValue(_json))
        {
            CacheEntryReport[] entries = [.. modules.Select(module => new CacheEntryReport(module.Name, module.Bytes, module.LastUsed, module.Source))];
            output.WriteJson(new CacheReport(cache.Folder, cache.Limit, bytes, entries), CliJson.Readable.CacheReport);
            return ExitCode.Success;
        }
        foreach (CachedModule module in modules)
        {
            string used = module.LastUsed.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            output.Write($"{UsageFormat.Bytes(module.Bytes),10}  {used}  {Printable.Escape(module.Source ?? module.Name)}\n");
        }
        output.Write($"{(action == ListAction ? "" : "removed: ")}{UsageFormat.Count(modules.Count)} compiled {(modules.Count == 1 ? "module" : "modules")}, {UsageFormat.Bytes(bytes)}\n");
        return ExitCode.Success;
    }
}

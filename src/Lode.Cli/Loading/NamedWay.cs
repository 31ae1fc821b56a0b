using Lode.Memory;
using Lode.Weights;

namespace Lode.Cli.Loading;

/// <summary>A way to load weights, as the command line names it.</summary>
sealed record NamedWay(string Name, string Meaning, LoadOptions Options)
{
    public static NamedWay Map { get; } = new("map", "map the file: nothing is read before it is used", new() { Way = LoadWay.Map });

    public static NamedWay Stream { get; } = new("stream", "read it tensor by tensor, also from a pipe", new() { Way = LoadWay.Stream });

    public static NamedWay Read { get; } = new("read", "read it into private memory", new() { Way = LoadWay.Read });

    /// <summary>All of them; what stands behind a plus is said to the system about how the map will be used.</summary>
    public static IReadOnlyList<NamedWay> All { get; } =
    [
        Map,
        new("map+sequential", "map it, with the advice that it will be read in order", Map.Options with { Advice = AccessAdvice.Sequential }),
        new("map+willneed", "map it, with the advice that all of it will be needed", Map.Options with { Advice = AccessAdvice.WillNeed }),
        new("map+populate", "map it, and fetch all pages in order", Map.Options with { Populate = true }),
        Stream,
        Read,
    ];

    public static string Names { get; } = string.Join(", ", All.Select(way => way.Name));

    /// <summary>The way of a name; null where there is none.</summary>
    public static NamedWay? Find(string name) => All.FirstOrDefault(way => way.Name == name);

    /// <summary>The name of what was done.</summary>
    public static string NameOf(LoadWay way, LoadOptions options)
    {
        if (way != LoadWay.Map)
            return way == LoadWay.Stream ? Stream.Name : Read.Name;
        string advice = options.Advice switch { AccessAdvice.Sequential => "+sequential", AccessAdvice.WillNeed => "+willneed", _ => "" };
        return $"{Map.Name}{advice}{(options.Populate ? "+populate" : "")}{(options.Lock ? "+lock" : "")}";
    }
}

namespace Lode.Cli.Loading;

/// <summary>What <c>lode load</c> shall measure.</summary>
sealed record LoadRequest
{
    /// <summary>The model's path.</summary>
    public required string Model { get; init; }

    /// <summary>The ways; the others are compared with the first.</summary>
    public required IReadOnlyList<NamedWay> Ways { get; init; }

    /// <summary>How many runs of each.</summary>
    public required int Runs { get; init; }

    /// <summary>How many before, which do not count.</summary>
    public required int Warmups { get; init; }

    /// <summary>Whether the files are taken out of the page cache before each run.</summary>
    public bool Cold { get; init; }

    /// <summary>Whether a byte of every page of the weights is read once they are open.</summary>
    public bool Touch { get; init; }

    /// <summary>The prompt of a whole <c>lode run</c> up to its first token; null where opening alone is measured.</summary>
    public string? Prompt { get; init; }
}

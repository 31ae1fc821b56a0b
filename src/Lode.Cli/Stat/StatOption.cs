namespace Lode.Cli.Stat;

/// <summary>One option of <c>lode stat</c>: what reads the command line and what the help says come from the same line.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="ValueName">What the help calls its value; null for a flag.</param>
/// <param name="Description">What it does.</param>
/// <param name="Alias">A short name.</param>
sealed record StatOption(string Name, string? ValueName, string Description, string? Alias = null)
{
    public bool TakesSeveral { get; init; }
}

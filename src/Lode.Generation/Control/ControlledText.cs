namespace Lode.Generation;

/// <summary>What came of a prompt and a controller.</summary>
/// <param name="Branches">The texts, by their numbers: one, unless the controller forked.</param>
/// <param name="Results">The values that the controller set, by name.</param>
public sealed record ControlledText(IReadOnlyList<ControlledBranch> Branches, IReadOnlyDictionary<string, byte[]> Results)
{
    /// <summary>The text of the first sequence.</summary>
    public string Text => Branches[0].Text;
}

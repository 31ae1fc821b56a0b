namespace Lode.Cli.Showing;

/// <summary>A token with a role, such as <c>bos</c>. The text is null where the id is not in the vocabulary.</summary>
sealed record SpecialTokenDescription(string Role, long Id, string? Text);

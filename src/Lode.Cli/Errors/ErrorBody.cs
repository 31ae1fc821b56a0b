namespace Lode.Cli.Errors;

/// <summary>What <c>--json</c> prints instead of a result.</summary>
sealed record ErrorBody(ErrorDetail Error);

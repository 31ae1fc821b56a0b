namespace Lode.Cli.Errors;

/// <summary>The message is the line on standard error, without its prefix.</summary>
sealed record ErrorDetail(string Message, int ExitCode);

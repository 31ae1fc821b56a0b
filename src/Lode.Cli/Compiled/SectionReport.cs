namespace Lode.Cli.Compiled;

/// <summary>A section of an artifact, and how large it is beside the module's binary.</summary>
sealed record SectionReport(string Name, long Offset, long Bytes, double OfModule);

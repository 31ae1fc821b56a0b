namespace Lode.Cli.Quantizing;

/// <summary>One tensor of a <see cref="QuantizeReport"/>.</summary>
/// <remarks>
/// The shape begins with the length of a row. The wanted type is the one that the type stands in for, because the rows are not whole
/// blocks of it; else null.
/// </remarks>
sealed record TensorReport(
    string Name,
    long[] Shape,
    string SourceType,
    string Type,
    string? WantedType,
    long SourceBytes,
    long Bytes,
    double RmsError,
    double RelativeRmsError,
    double LargestError);

namespace Lode.Cli.Quantizing;

/// <summary>One tensor of a <see cref="QuantizeReport"/>. The shape begins with the length of a row.</summary>
/// <param name="WantedType">The type that <paramref name="Type"/> stands in for, because the rows are not whole blocks of it; else null.</param>
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

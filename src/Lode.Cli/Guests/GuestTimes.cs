namespace Lode.Cli.Guests;

/// <summary>Where the time went, in microseconds of wall time.</summary>
/// <param name="Open">Mapping the compiled module, or reading, validating and compiling it.</param>
/// <param name="Prepare">Opening what it is given, making its memory.</param>
/// <param name="Run">Running it.</param>
sealed record GuestTimes(long Open, long Prepare, long Run);

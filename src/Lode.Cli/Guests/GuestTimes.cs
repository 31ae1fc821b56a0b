namespace Lode.Cli.Guests;

/// <summary>Where the time went, in microseconds of wall time.</summary>
/// <param name="Open">Reading and validating the module.</param>
/// <param name="Compile">Making machine code of it.</param>
/// <param name="Prepare">Opening what it is given, making its memory.</param>
/// <param name="Run">Running it.</param>
sealed record GuestTimes(long Open, long Compile, long Prepare, long Run);

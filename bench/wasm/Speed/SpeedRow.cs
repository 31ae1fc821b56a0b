namespace Lode.Wasm.Bench.Speed;

/// <summary>A line of the table.</summary>
/// <param name="Title">What was timed.</param>
/// <param name="Milliseconds">By engine.</param>
/// <param name="Faults">What was not as it should be.</param>
sealed record SpeedRow(string Title, IReadOnlyList<double> Milliseconds, IReadOnlyList<string> Faults);

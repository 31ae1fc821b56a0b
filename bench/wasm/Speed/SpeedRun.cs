namespace Lode.Wasm.Bench.Speed;

/// <summary>One run.</summary>
/// <param name="Milliseconds">CPU time.</param>
/// <param name="Result">The function's result, or the program's exit code.</param>
/// <param name="Output">What a program wrote to its standard output.</param>
/// <param name="Errors">What a program wrote to its standard error.</param>
/// <param name="Fault">Why it did not end well; null where it did.</param>
sealed record SpeedRun(double Milliseconds, int Result, string Output, string Errors, string? Fault);

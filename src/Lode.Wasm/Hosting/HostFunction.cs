namespace Lode.Wasm;

/// <summary>A function of the host that guests call.</summary>
/// <remarks>What it throws ends the guest and reaches the guest's caller as it is.</remarks>
/// <param name="caller">Who calls.</param>
/// <param name="arguments">The arguments, of the types that the function was defined with.</param>
/// <param name="results">The results, all zero at first.</param>
public delegate void HostFunction(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results);

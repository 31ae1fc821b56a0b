namespace Lode.Wasm;

/// <summary>Is shown every function of a module right after it is validated, while its bytes are still in the cache.</summary>
/// <remarks>
/// This is the seam between the first pass (decode, validate, collect) and whatever follows. Sinks are structs, so that the runtime
/// makes the pass for each of them and nothing is called through an interface.
/// </remarks>
interface IFunctionSink
{
    /// <summary>Is shown a function.</summary>
    /// <param name="function">What the first pass found. Its spans are valid during the call only.</param>
    void OnFunction(in FunctionSummary function);
}

namespace Lode.Wasm;

/// <summary>Looks at nothing.</summary>
readonly struct NoSink : IFunctionSink
{
    public void OnFunction(in FunctionSummary function)
    {
    }
}

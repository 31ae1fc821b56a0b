namespace Lode.Wasm;

/// <summary>Why a WebAssembly binary was refused.</summary>
public enum WasmFault
{
    /// <summary>The bytes break the binary format: nothing can be said about what they mean.</summary>
    Malformed,

    /// <summary>The bytes can be read, but break a validation rule.</summary>
    Invalid,

    /// <summary>The module needs a proposal that Lode does not implement, or is no core module.</summary>
    Unsupported,

    /// <summary>The module goes beyond a limit of <see cref="WasmLimits"/>.</summary>
    Limit,
}

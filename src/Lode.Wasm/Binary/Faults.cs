namespace Lode.Wasm;

/// <summary>Makes the exceptions of one module.</summary>
/// <param name="module">The module's name.</param>
/// <param name="function">The index of the function; -1 outside functions.</param>
readonly struct Faults(string module, int function = -1)
{
    const string UnsupportedAdvice = "compile the module for WebAssembly 2.0";

    public WasmFormatException Malformed(long offset, string rule, string? detail = null) =>
        new(WasmFault.Malformed, module, offset, function, rule, detail);

    public WasmFormatException Invalid(long offset, string rule, string? detail = null) =>
        new(WasmFault.Invalid, module, offset, function, rule, detail);

    /// <param name="offset">The offset in the binary.</param>
    /// <param name="proposal">The proposal's name.</param>
    /// <param name="rule">The rule of WebAssembly 2.0 that is broken.</param>
    public WasmFormatException Unsupported(long offset, string proposal, string rule) =>
        new(WasmFault.Unsupported, module, offset, function, rule, $"without it this is '{rule}'; {UnsupportedAdvice}", proposal);

    public WasmFormatException Component(long offset) => new(WasmFault.Unsupported, module, offset, function, "unknown binary version",
        "this is a component, which wraps core modules and adapters; give the core module, as `wasm-tools component unbundle` or jco take it out",
        Proposals.ComponentModel);

    public WasmFormatException Limit(long offset, string limit, long found, long most) => new(WasmFault.Limit, module, offset, function, limit,
        $"found {found}, at most {most}; WasmLimits.{limit} can be raised");

    public WasmFormatException Integer(long offset, int length) => Malformed(offset, Leb128.Rule(length));

    /// <summary>Refuses what no version of the format knows, or names the proposal that knows it.</summary>
    public WasmFormatException Unknown(long offset, string? proposal, string rule, string detail) =>
        proposal is null ? Malformed(offset, rule, detail) : Unsupported(offset, proposal, rule);
}

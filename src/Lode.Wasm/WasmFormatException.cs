namespace Lode.Wasm;

/// <summary>A WebAssembly binary that is malformed, invalid, beyond a limit, or needs a proposal that Lode does not implement.</summary>
/// <remarks>
/// The one exception type for bad modules. The message has one form:
/// <c>{module}: byte {offset} (0x{offset}), function {index}: {fault}: {rule}: {detail}</c>.
/// </remarks>
public sealed class WasmFormatException : FormatException
{
    internal WasmFormatException(WasmFault fault, string module, long offset, int function, string rule, string? detail, string? proposal = null)
        : base(Describe(fault, module, offset, function, proposal is null ? rule : $"the {proposal} proposal", detail))
    {
        Fault = fault;
        Module = module;
        Offset = offset;
        Function = function;
        Rule = rule;
        Proposal = proposal;
    }

    /// <summary>What kind of fault it is.</summary>
    public WasmFault Fault { get; }

    /// <summary>The name that the module was given when it was opened.</summary>
    public string Module { get; }

    /// <summary>The offset in the binary, in bytes, of what breaks the rule.</summary>
    public long Offset { get; }

    /// <summary>The index of the function whose body breaks the rule, imported functions counted; -1 outside functions.</summary>
    public int Function { get; }

    /// <summary>The rule, in the words of the specification's test suite where it has some, as "type mismatch".</summary>
    public string Rule { get; }

    /// <summary>The name of the proposal that the module needs, as "memory64"; null where <see cref="Fault"/> is not
    /// <see cref="WasmFault.Unsupported"/>.</summary>
    public string? Proposal { get; }

    static string Describe(WasmFault fault, string module, long offset, int function, string rule, string? detail)
    {
        string kind = fault switch
        {
            WasmFault.Malformed => "malformed",
            WasmFault.Invalid => "invalid",
            WasmFault.Unsupported => "not supported",
            _ => "beyond a limit",
        };
        string place = function < 0 ? "" : $", function {function}";
        return $"{module}: byte {offset} (0x{offset:x}){place}: {kind}: {rule}{(detail is null ? "" : $": {detail}")}";
    }
}

using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Spec;

/// <summary>The module "spectest", which the suite's modules import.</summary>
static class SpecHost
{
    /// <summary>Makes it anew: its table and memory can be changed.</summary>
    public static Dictionary<string, object> Make() => new()
    {
        ["print"] = Function(),
        ["print_i32"] = Function(ValueKind.Int32),
        ["print_i64"] = Function(ValueKind.Int64),
        ["print_f32"] = Function(ValueKind.Float32),
        ["print_f64"] = Function(ValueKind.Float64),
        ["print_i32_f32"] = Function(ValueKind.Int32, ValueKind.Float32),
        ["print_f64_f64"] = Function(ValueKind.Float64, ValueKind.Float64),
        ["global_i32"] = new GuestGlobal(new(ValueKind.Int32, Mutability.Immutable), GuestValue.Of(666)),
        ["global_i64"] = new GuestGlobal(new(ValueKind.Int64, Mutability.Immutable), new(666)),
        ["global_f32"] = new GuestGlobal(new(ValueKind.Float32, Mutability.Immutable), GuestValue.Of(666.6f)),
        ["global_f64"] = new GuestGlobal(new(ValueKind.Float64, Mutability.Immutable), GuestValue.Of(666.6)),
        ["table"] = new GuestTable(new(ValueKind.FuncRef, 10, 20)),
        ["memory"] = new GuestMemory(new(1, 2)),
    };

    static GuestFunction Function(params ValueKind[] parameters) => new() { Type = new(parameters, []) };
}

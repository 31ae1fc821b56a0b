using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Whether what is given fits what is imported: the specification's import subtyping.</summary>
static class ImportTypes
{
    public static bool Fits(ExternType wanted, object given) => (wanted, given) switch
    {
        (FunctionType type, Func function) => type.Equals(function.Type),
        (FunctionType type, HostCallback callback) => type.Equals(callback.Type),
        (GlobalType type, Global global) => type.Content == global.Type.Content && type.Mutability == global.Type.Mutability,
        (TableType type, Table table) => type.Element == table.Type.Element
            && table.Count >= type.Minimum && !(type.Maximum < (table.Type.Maximum ?? long.MaxValue)),
        (MemoryType type, Memory memory) => memory.Pages >= type.Minimum && !(type.Maximum < (memory.Type.Maximum ?? long.MaxValue)),
        _ => false,
    };

    public static string Describe(ExternType type) => type is FunctionType ? $"function {type}" : type.ToString()!;

    public static string Describe(object given) => given switch
    {
        Func function => Describe(function.Type),
        HostCallback callback => Describe(callback.Type),
        Global global => Describe(global.Type),
        Table table => $"{table.Type} with {table.Count} elements now",
        Memory memory => $"{memory.Type} with {memory.Pages} pages now",
        _ => given.GetType().Name,
    };

    /// <summary>The store that something belongs to; null for functions of the host.</summary>
    public static Store? StoreOf(object given) => given switch
    {
        Func function => function.Store,
        Global global => global.Store,
        Table table => table.Store,
        Memory memory => memory.Store,
        _ => null,
    };
}

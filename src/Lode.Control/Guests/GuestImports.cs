using Lode.Wasi;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>All functions that guests may import.</summary>
static class GuestImports
{
    /// <summary>The module of the contract's own functions.</summary>
    public const string Module = "lode";

    public static Linker Link(Engine engine)
    {
        Linker linker = new(engine);
        AnswerFunctions.Define(linker);
        TextFunctions.Define(linker);
        VariableFunctions.Define(linker);
        GuestConstraints.Define(linker);
        GuestShares.Define(linker);
        GuestRings.Define(linker);
        WasiContext.Define(linker, static caller => GuestSequence.Of(caller).World);
        return linker;
    }
}

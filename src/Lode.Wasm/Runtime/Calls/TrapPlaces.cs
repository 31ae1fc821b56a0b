using Lode.Wasm.Compilation;

namespace Lode.Wasm.Runtime;

/// <summary>Addresses of machine code, from which the frames of a trap are found when somebody asks.</summary>
/// <param name="modules">The modules that the code may belong to.</param>
/// <param name="places">The place of the trap, then return addresses.</param>
sealed class TrapPlaces(ModuleCode[] modules, nuint[] places)
{
    public static TrapPlaces None { get; } = new([], []);

    public IReadOnlyList<TrapFrame> Resolve()
    {
        List<TrapFrame> frames = [];
        Dictionary<(ModuleCode, int), CodeSite[]> known = [];
        foreach (nuint place in places)
        {
            foreach (ModuleCode code in modules)
            {
                if (code.TryFind(place, out int function, out int offset))
                {
                    frames.Add(Describe(code, function, offset, known));
                    break;
                }
            }
        }
        return frames;
    }

    static TrapFrame Describe(ModuleCode code, int function, int offset, Dictionary<(ModuleCode, int), CodeSite[]> known)
    {
        int? wasm = code.FindInMaps(function, offset);
        if (wasm is null)
        {
            if (!known.TryGetValue((code, function), out CodeSite[]? sites))
                known[(code, function)] = sites = code.SitesOf(function);
            foreach (CodeSite site in sites)
            {
                if (site.CodeOffset == offset)
                    wasm = site.WasmOffset;
            }
        }
        return new(code.Module.Name, function, code.NameOf(function), wasm);
    }
}

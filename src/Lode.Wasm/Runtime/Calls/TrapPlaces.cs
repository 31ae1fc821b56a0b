using Lode.Wasm.Compilation;

namespace Lode.Wasm.Runtime;

/// <summary>Addresses of machine code, from which the frames of a trap are found when somebody asks.</summary>
/// <param name="modules">The modules that the code may belong to.</param>
/// <param name="places">The place of the trap, then return addresses.</param>
/// <param name="faulted">Whether the place of the trap is an instruction that faulted; it is a return address, too, where not.</param>
sealed class TrapPlaces(ModuleCode[] modules, nuint[] places, bool faulted)
{
    public static TrapPlaces None { get; } = new([], [], false);

    public IReadOnlyList<TrapFrame> Resolve()
    {
        List<TrapFrame> frames = [];
        Dictionary<(ModuleCode, int), CodeSite[]> known = [];
        for (int i = 0; i < places.Length; i++)
        {
            foreach (ModuleCode code in modules)
            {
                if (code.TryFind(places[i], out int function, out int offset))
                {
                    frames.Add(Describe(code, function, offset, faulted && i == 0, known));
                    break;
                }
            }
        }
        return frames;
    }

    // An access may begin at the return address of the call before it, so the offset alone does not say which of them it is.
    static TrapFrame Describe(
        ModuleCode code, int function, int offset, bool isAccess, Dictionary<(ModuleCode, int), CodeSite[]> known)
    {
        int? wasm = isAccess ? null : code.FindInMaps(function, offset);
        if (wasm is null)
        {
            if (!known.TryGetValue((code, function), out CodeSite[]? sites))
                known[(code, function)] = sites = code.SitesOf(function);
            foreach (CodeSite site in sites)
            {
                if (site.CodeOffset == offset && (site.Kind == SiteKind.Access) == isAccess)
                    wasm = site.WasmOffset;
            }
        }
        IReadOnlyList<int> like = code.FunctionsLike(function);
        return new(code.Module.Name, function, code.NameOf(function), wasm)
        {
            Alike = like.Count < 2 ? [] : [.. like.Where(other => other != function).Select(other => (other, code.NameOf(other)))],
        };
    }
}

namespace Lode.Wasm;

/// <summary>Types of blocks in one number: an index of a function type, or the format's negative numbers for one result or none.</summary>
static class BlockTypes
{
    /// <summary>No parameters, no results.</summary>
    public const int Empty = 0x40 - 0x80;

    static readonly ValueKind[][] s_single = Make();

    /// <summary>The parameters of a block.</summary>
    public static ValueKind[] Parameters(Module module, int type) => type < 0 ? [] : module.TypeList[type].ParameterKinds;

    /// <summary>The results of a block.</summary>
    public static ValueKind[] Results(Module module, int type) => type < 0 ? s_single[type & 0x7f] : module.TypeList[type].ResultKinds;

    static ValueKind[][] Make()
    {
        ValueKind[][] lists = new ValueKind[128][];
        for (int i = 0; i < lists.Length; i++)
            lists[i] = ValueKinds.IsKnown((byte)i) ? [(ValueKind)i] : [];
        return lists;
    }
}

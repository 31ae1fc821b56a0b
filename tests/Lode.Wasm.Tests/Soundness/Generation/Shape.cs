namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>What a module declares, as far as its code must know.</summary>
sealed class Shape
{
    /// <summary>The table whose first entries stay what they are: functions that can be called.</summary>
    public const int FunctionTable = 0;

    /// <summary>The table of things of the host.</summary>
    public const int ExternTable = 1;

    public List<FunctionType> Types { get; } = [];

    /// <summary>The functions' types, imported ones first.</summary>
    public List<FunctionType> Functions { get; } = [];

    public int ImportedFunctions { get; set; }

    /// <summary>Functions whose results may be NaNs of open bits: they are called directly only.</summary>
    public HashSet<int> OpenFunctions { get; } = [];

    public List<GlobalType> Globals { get; } = [];

    /// <summary>The global that is counted down so that every program ends.</summary>
    public int Fuel { get; set; }

    /// <summary>The global that holds something of the host.</summary>
    public int Extern { get; set; }

    public List<TableType> Tables { get; } = [];

    /// <summary>The types of the functions in the first entries of the function table; null is a null entry.</summary>
    public List<FunctionType?> Entries { get; } = [];

    /// <summary>Lengths of the data segments.</summary>
    public List<int> Data { get; } = [];

    /// <summary>Types and lengths of the element segments.</summary>
    public List<(ValueKind Kind, int Length)> Elements { get; } = [];

    public int TypeIndex(FunctionType type)
    {
        int index = Types.IndexOf(type);
        if (index < 0)
        {
            index = Types.Count;
            Types.Add(type);
        }
        return index;
    }
}

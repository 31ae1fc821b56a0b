using Lode.Wasm;

namespace Lode.Control;

/// <summary>What a module exports of what the contract names, checked before anything of it runs.</summary>
sealed class GuestExports
{
    public const string Memory = "memory";
    public const string Abi = "lode_abi";
    public const string Start = "_initialize";
    public const string Init = "lode_init";
    public const string Prepare = "lode_prepare";
    public const string Step = "lode_step";
    const string RegionPrefix = "lode_region_";
    const string GuestPrefix = "lode_";

    static readonly FunctionType s_action = new([], []);
    static readonly FunctionType s_answer = new([], [ValueKind.Int32]);
    static readonly FunctionType s_region = new([ValueKind.Int32], [ValueKind.Int32]);
    static readonly RegionKind[] s_kinds = Enum.GetValues<RegionKind>();

    readonly bool[] _regions = new bool[s_kinds.Length];

    public bool Starts { get; private init; }

    public bool Initializes { get; private init; }

    public bool Prepares { get; private init; }

    /// <summary>Whether the guest wants a region.</summary>
    public bool Wants(RegionKind kind) => _regions[(int)kind];

    public static string NameOf(RegionKind kind) => RegionPrefix + Word(kind);

    /// <summary>The region's name in the contract.</summary>
    public static string Word(RegionKind kind) => kind switch
    {
        RegionKind.Step => "step",
        RegionKind.Logits => "logits",
        RegionKind.Mask => "mask",
        RegionKind.Bias => "bias",
        RegionKind.Tokens => "tokens",
        RegionKind.Vocabulary => "vocabulary",
        RegionKind.Argument => "argument",
        RegionKind.Rings => "rings",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Looks through the exports, and the imports as far as their modules go.</summary>
    /// <exception cref="ControllerException">The module is no controller.</exception>
    public static GuestExports Find(string path, Module module)
    {
        if (!module.TryGetExport(Memory, out Export? memory) || memory.Type is not MemoryType)
            throw Wrong(path, $"an exported memory named \"{Memory}\"", memory is null ? "none" : $"a {Describe(memory)} of that name");
        Require(path, module, Abi, s_answer);
        Require(path, module, Step, s_answer);
        GuestExports exports = new()
        {
            Starts = Has(path, module, Start, s_action),
            Initializes = Has(path, module, Init, s_answer),
            Prepares = Has(path, module, Prepare, s_action),
        };
        foreach (RegionKind kind in s_kinds)
            exports._regions[(int)kind] = Has(path, module, NameOf(kind), s_region);
        if (!exports.Wants(RegionKind.Step))
            throw Wrong(path, $"an exported function \"{NameOf(RegionKind.Step)}\" ({s_region})", "none");
        foreach (Export export in module.Exports)
            RefuseUnknown(path, export);
        return exports;
    }

    /// <summary>A misspelt name would be a function that is never called.</summary>
    static void RefuseUnknown(string path, Export export)
    {
        if (export.Type is not FunctionType || !export.Name.StartsWith(GuestPrefix, StringComparison.Ordinal)
            || export.Name is Abi or Init or Prepare or Step || Array.Exists(s_kinds, kind => NameOf(kind) == export.Name))
        {
            return;
        }
        throw Wrong(path, $"of functions that begin with \"{GuestPrefix}\" only {Abi}, {Init}, {Prepare}, {Step} and "
            + $"{RegionPrefix}[{string.Join('|', s_kinds.Select(Word))}]", $"\"{export.Name}\"");
    }

    static void Require(string path, Module module, string name, FunctionType type)
    {
        if (!Has(path, module, name, type))
            throw Wrong(path, $"an exported function \"{name}\" ({type})", "none");
    }

    static bool Has(string path, Module module, string name, FunctionType type)
    {
        if (!module.TryGetExport(name, out Export? export))
            return false;
        return type.Equals(export.Type) ? true : throw Wrong(path, $"\"{name}\" to be a function {type}", $"a {Describe(export)}");
    }

    static string Describe(Export export) => export.Type is FunctionType type ? $"function {type}" : export.Type.Kind.ToString().ToLowerInvariant();

    static ControllerException Wrong(string path, string expected, string found) => new(ControllerFault.Program,
        $"{path}: expected {expected}, found {found}; a controller keeps to version {ControlContract.Version} of docs/controllers.md");
}

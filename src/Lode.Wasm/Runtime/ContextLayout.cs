using System.Numerics;

namespace Lode.Wasm.Runtime;

/// <summary>Offsets in the context of an instance: what its code reaches through a register. They depend on the module alone.</summary>
/// <remarks>The context begins at a multiple of 16.</remarks>
sealed class ContextLayout
{
    /// <summary>
    /// The address that the stack must not pass, 64 bits. All ones ask the guest to stop: the same compare serves both.
    /// </summary>
    public const int StackLimit = 0;

    /// <summary>A pointer to the store's state (<see cref="StoreLayout"/>).</summary>
    public const int Store = 8;

    /// <summary>Where the linear memory begins; 0 without one.</summary>
    public const int MemoryBase = 16;

    /// <summary>A pointer to the linear memory's state (<see cref="MemoryLayout"/>); 0 without one.</summary>
    public const int Memory = 24;

    /// <summary>A pointer to the table of <see cref="Builtin"/>s.</summary>
    public const int Builtins = 32;

    /// <summary>Free for the engine: a handle of the instance.</summary>
    public const int Instance = 40;

    /// <summary>Bytes before the parts that depend on the module.</summary>
    public const int HeaderBytes = 64;

    readonly int _globalImports, _globals, _typeIds, _functionImports, _functions, _tables, _data;
    readonly int _importedGlobals;
    readonly ulong[] _referable;
    readonly int _importedFunctions;

    /// <summary>By word of <see cref="_referable"/>: functions of the module's own in the words before.</summary>
    readonly int[] _ranks;

    ContextLayout(Module module)
    {
        _importedGlobals = module.ImportedGlobalCount;
        // Globals first: they are used most, and near offsets make short code.
        _globals = HeaderBytes;
        int at = _globals + (module.GlobalList.Length - _importedGlobals) * 16;
        _globalImports = at;
        _functionImports = at += _importedGlobals * 8;
        _tables = at += module.ImportedFunctionCount * 8;
        _typeIds = at += module.TableList.Length * 8;
        at += module.TypeList.Length * 4;
        _data = at = at + 7 & ~7;
        _functions = at += module.DataCount > 0 ? module.DataCount * 16 : 0;
        _importedFunctions = module.ImportedFunctionCount;
        _referable = WithStart(module);
        _ranks = new int[_referable.Length];
        int count = 0;
        for (int i = 0; i < _ranks.Length; i++)
        {
            _ranks[i] = count;
            count += BitOperations.PopCount(Own(i));
        }
        FunctionCount = count;
        Size = checked(_functions + count * FunctionReferenceLayout.Size);
    }

    /// <summary>Bytes of a context.</summary>
    public int Size { get; }

    /// <summary>The number of the module's own functions that have a reference in the context.</summary>
    public int FunctionCount { get; }

    /// <summary>The first of the references to the module's own functions, which lie one behind the other at the end.</summary>
    public int FirstFunction => _functions;

    /// <summary>The layout for a module.</summary>
    public static ContextLayout Of(Module module) => new(module);

    /// <summary>A global of the module's own: its value, 16 bytes.</summary>
    public int Global(int index) => _globals + (index - _importedGlobals) * 16;

    /// <summary>An imported global: a pointer to its value.</summary>
    public int GlobalImport(int index) => _globalImports + index * 8;

    /// <summary>The engine's number of a type, 32 bits.</summary>
    public int TypeId(int type) => _typeIds + type * 4;

    /// <summary>An imported function: its reference.</summary>
    public int FunctionImport(int function) => _functionImports + function * 8;

    /// <summary>A function of the module's own that may be referred to: what references to it point to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The function is neither exported nor referred to.</exception>
    public int Function(int function) => HasFunction(function)
        ? _functions + Rank(function) * FunctionReferenceLayout.Size
        : throw new ArgumentOutOfRangeException(nameof(function), $"function {function} is neither exported nor referred to");

    /// <summary>Whether a function of the module's own has a reference in the context.</summary>
    public bool HasFunction(int function) =>
        function >= _importedFunctions && function >> 6 < _referable.Length && (_referable[function >> 6] >> function & 1) != 0;

    /// <summary>A table: a pointer to its state (<see cref="TableLayout"/>).</summary>
    public int Table(int table) => _tables + table * 8;

    /// <summary>A data segment: a pointer to its bytes, and 8 bytes behind it their number. Only where the module counts its segments.</summary>
    public int Data(int segment) => _data + segment * 16;

    /// <summary>The functions that code may refer to, and the one that the host calls at the start.</summary>
    static ulong[] WithStart(Module module)
    {
        if (module.StartFunction is not { } start || module.IsReferable(start))
            return module.Referable;
        ulong[] bits = new ulong[module.FunctionCount + 63 >> 6];
        module.Referable.CopyTo(bits, 0);
        bits[start >> 6] |= 1UL << start;
        return bits;
    }

    /// <summary>How many functions before one have references.</summary>
    int Rank(int function) => _ranks[function >> 6] + BitOperations.PopCount(Own(function >> 6) & (1UL << function) - 1);

    /// <summary>A word of bits without those of imported functions.</summary>
    ulong Own(int word)
    {
        int imported = _importedFunctions - word * 64;
        return imported <= 0 ? _referable[word] : imported >= 64 ? 0 : _referable[word] & ulong.MaxValue << imported;
    }
}

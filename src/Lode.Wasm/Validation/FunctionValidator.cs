namespace Lode.Wasm;

/// <summary>Decodes and validates functions, and collects what a compiler wants to know before it emits code.</summary>
/// <remarks>
/// The algorithm is the one of the specification's appendix, with a stack of types and a stack of open blocks. Both, and all that is
/// collected, lie in arrays that are used again for the next function. One instance per thread; a module that is decoded can be
/// validated again, function by function, by any number of them.
/// </remarks>
sealed partial class FunctionValidator
{
    /// <summary>Each loop around a use of a local multiplies its weight by two to this power.</summary>
    public const int LoopWeightBits = 3;

    /// <summary>Loops beyond this depth add no weight.</summary>
    const int WeightedLoops = 6;

    readonly Module _module;
    readonly WasmLimits _limits;
    readonly int _memories;

    ValueKind[] _stack;
    ControlFrame[] _frames;
    BlockSummary[] _blocks = new BlockSummary[32];
    ValueKind[] _locals = new ValueKind[64];
    uint[] _uses = new uint[64];
    int[] _used = new int[64];

    Faults _faults;
    int _count, _base, _maxOperands, _depth, _maxNesting, _blockCount, _localCount, _usedCount, _instructions;
    int _maxCallParameters, _maxCallResults;
    uint _weight;
    bool _unreachable;
    FunctionTraits _traits;

    /// <summary>The offset of the instruction that is being read.</summary>
    int _at;

    public FunctionValidator(Module module, WasmLimits limits)
    {
        _module = module;
        _limits = limits;
        _memories = module.MemoryList.Length;
        _stack = new ValueKind[Math.Min(256, limits.Operands)];
        _frames = new ControlFrame[Math.Clamp(limits.Nesting, 1, 32)];
    }

    /// <summary>Validates a function and shows it to a sink.</summary>
    /// <param name="function">Its index, imported ones counted.</param>
    /// <param name="sink">Is shown what was found.</param>
    public void Validate<TSink>(int function, ref TSink sink)
        where TSink : IFunctionSink, allows ref struct
    {
        FunctionBody body = _module.GetFunctionBody(function);
        FunctionType type = _module.GetFunctionType(function);
        _faults = new(_module.Name, function);
        _count = _base = _maxOperands = _maxNesting = _depth = _blockCount = _usedCount = _instructions = 0;
        _maxCallParameters = _maxCallResults = 0;
        _weight = 1;
        _unreachable = false;
        _traits = FunctionTraits.None;

        ReadOnlySpan<byte> code = _module.Bytes[..body.End];
        int start = ReadLocals(code, body.Start, type);
        OpenFunction(start, _module.FunctionTypes[function], type);
        ReadInstructions(code, start);

        sink.OnFunction(new FunctionSummary
        {
            Module = _module,
            Index = function,
            Type = type,
            Body = body,
            CodeStart = start,
            Locals = _locals.AsSpan(0, _localCount),
            LocalUses = _uses.AsSpan(0, _localCount),
            UsedLocals = _used.AsSpan(0, _usedCount),
            Blocks = _blocks.AsSpan(0, _blockCount),
            MaxOperands = _maxOperands,
            MaxNesting = _maxNesting,
            Instructions = _instructions,
            MaxCallParameters = _maxCallParameters,
            MaxCallResults = _maxCallResults,
            Traits = _traits,
        });
        for (int i = 0; i < _usedCount; i++)
            _uses[_used[i]] = 0;
    }

    int ReadLocals(ReadOnlySpan<byte> code, int at, FunctionType type)
    {
        BinaryCursor cursor = new(code, at, _faults);
        int groups = cursor.Count(int.MaxValue, "");
        _localCount = 0;
        AddLocals(type.ParameterKinds.Length, default);
        type.Parameters.CopyTo(_locals);
        int first = cursor.Position;
        ulong declared = 0;
        // The sum is bounded before anything is made for it.
        for (int i = 0; i < groups; i++)
        {
            at = cursor.Position;
            declared += cursor.U32();
            cursor.Kind();
            if (declared > uint.MaxValue)
                throw _faults.Malformed(at, "too many locals", $"{declared}");
        }
        ulong all = declared + (uint)_localCount;
        if (all > (uint)_limits.Locals)
            throw _faults.Limit(first, nameof(WasmLimits.Locals), (long)all, _limits.Locals);
        cursor = new(code, first, _faults);
        for (int i = 0; i < groups; i++)
        {
            uint count = cursor.U32();
            AddLocals((int)count, cursor.Kind());
        }
        return cursor.Position;
    }

    void AddLocals(int count, ValueKind kind)
    {
        int needed = _localCount + count;
        if (needed > _locals.Length)
        {
            int size = Math.Max(needed, _locals.Length * 2);
            Array.Resize(ref _locals, size);
            Array.Resize(ref _uses, size);
            Array.Resize(ref _used, size);
        }
        _locals.AsSpan(_localCount, count).Fill(kind);
        _localCount = needed;
    }
}

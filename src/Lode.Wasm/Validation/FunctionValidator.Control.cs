namespace Lode.Wasm;

/// <summary>Blocks, branches and calls.</summary>
sealed partial class FunctionValidator
{
    void OpenFunction(int start, int typeIndex, FunctionType type)
    {
        _frames[0] = new()
        {
            Kind = BlockKind.Function,
            Label = type.ResultKinds,
            Results = type.ResultKinds,
            Parameters = [],
        };
        _blocks[0] = new() { Kind = BlockKind.Function, Start = start, Type = typeIndex, Parent = -1 };
        _depth = _blockCount = _maxNesting = 1;
    }

    /// <summary>Opens a block whose instruction is read up to an offset.</summary>
    void Open(BlockKind kind, int type, int start)
    {
        ValueKind[] parameters = BlockTypes.Parameters(_module, type), results = BlockTypes.Results(_module, type);
        PopAll(parameters);
        if (_depth == _frames.Length)
        {
            if (_depth >= _limits.Nesting)
                throw _faults.Limit(_at, nameof(WasmLimits.Nesting), _depth + 1, _limits.Nesting);
            Array.Resize(ref _frames, Math.Min(_depth * 2, _limits.Nesting));
        }
        if (_blockCount == _blocks.Length)
            Array.Resize(ref _blocks, _blockCount * 2);
        ref ControlFrame outer = ref _frames[_depth - 1];
        ref ControlFrame frame = ref _frames[_depth++];
        ref BlockSummary block = ref _blocks[_blockCount];
        outer.Unreachable = _unreachable;
        frame.Kind = kind;
        frame.Label = kind == BlockKind.Loop ? parameters : results;
        frame.Results = results;
        frame.Parameters = parameters;
        frame.Height = _count;
        frame.Block = _blockCount;
        frame.LoopDepth = outer.LoopDepth + (kind == BlockKind.Loop ? 1 : 0);
        frame.HasElse = false;
        block.Kind = kind;
        block.Start = start;
        block.Else = block.End = block.Branches = 0;
        block.Type = type;
        block.Parent = outer.Block;
        block.Height = _count;
        block.LoopDepth = (ushort)frame.LoopDepth;
        block.Traits = _unreachable ? BlockTraits.Dead : BlockTraits.None;
        if (kind == BlockKind.Loop)
        {
            block.Traits |= BlockTraits.Loops;
            _traits |= FunctionTraits.Loops;
            SetWeight(frame.LoopDepth);
        }
        _blockCount++;
        if (_depth > _maxNesting)
            _maxNesting = _depth;
        _base = _count;
        _unreachable = false;
        PushAll(parameters);
    }

    void SetWeight(int loopDepth) => _weight = 1u << LoopWeightBits * Math.Min(loopDepth, WeightedLoops);

    void Else()
    {
        ref ControlFrame frame = ref _frames[_depth - 1];
        if (frame.Kind != BlockKind.If || frame.HasElse)
            throw _faults.Malformed(_at, "else without if");
        CheckEnd(frame.Results);
        frame.HasElse = true;
        ref BlockSummary block = ref _blocks[frame.Block];
        block.Else = _at;
        block.Traits |= BlockTraits.HasElse;
        _count = _base;
        _unreachable = false;
        PushAll(frame.Parameters);
    }

    /// <summary>Closes a block. Says whether it was the function's own.</summary>
    bool Close()
    {
        ref ControlFrame frame = ref _frames[_depth - 1];
        CheckEnd(frame.Results);
        if (frame.Kind == BlockKind.If && !frame.HasElse && !frame.Parameters.AsSpan().SequenceEqual(frame.Results))
        {
            throw _faults.Invalid(_at, "type mismatch",
                $"an if without else leaves {ValueKinds.Names(frame.Parameters)}, expected {ValueKinds.Names(frame.Results)}");
        }
        ref BlockSummary block = ref _blocks[frame.Block];
        block.End = _at;
        if (block.Branches != 0)
            block.Traits |= BlockTraits.Targeted;
        _count = _base;
        if (--_depth == 0)
            return true;
        ref ControlFrame outer = ref _frames[_depth - 1];
        _blocks[outer.Block].Traits |= block.Traits & (BlockTraits.Calls | BlockTraits.Loops);
        if (outer.LoopDepth != frame.LoopDepth)
            SetWeight(outer.LoopDepth);
        _base = outer.Height;
        _unreachable = outer.Unreachable;
        PushAll(frame.Results);
        return false;
    }

    /// <summary>Holds the operands of a block to the types at its end: these and no more.</summary>
    void CheckEnd(ValueKind[] results)
    {
        Check(results);
        if (_count - _base > results.Length)
        {
            throw _faults.Invalid(_at, "type mismatch",
                $"the block ends with {_count - _base} values, expected {ValueKinds.Names(results)}");
        }
    }

    void SetUnreachable()
    {
        _count = _base;
        _unreachable = true;
    }

    /// <summary>Finds the block of a label, and counts the branch to it.</summary>
    ref readonly ControlFrame Target(uint label, int at)
    {
        if (label >= (uint)_depth)
            throw _faults.Invalid(at, "unknown label", $"label {label} within {_depth} blocks");
        ref ControlFrame frame = ref _frames[_depth - 1 - (int)label];
        _blocks[frame.Block].Branches++;
        return ref frame;
    }

    void Branch(uint label, int at)
    {
        Check(Target(label, at).Label);
        SetUnreachable();
    }

    void BranchIf(uint label, int at)
    {
        Pop(ValueKind.Int32);
        ValueKind[] kinds = Target(label, at).Label;
        if (kinds.Length == 0)
            return;
        // What was unknown has the label's types behind the branch.
        PopAll(kinds);
        PushAll(kinds);
    }

    int BranchTable(ReadOnlySpan<byte> code, int at)
    {
        _traits |= FunctionTraits.BranchTables;
        Pop(ValueKind.Int32);
        BinaryCursor cursor = new(code, at, _faults);
        int count = cursor.Count(_limits.BranchTableLabels - 1, nameof(WasmLimits.BranchTableLabels));
        ValueKind[]? last = null;
        for (int i = 0; i <= count; i++)
        {
            at = cursor.Position;
            ValueKind[] kinds = Target(cursor.U32(), at).Label;
            if (ReferenceEquals(kinds, last))
                continue;
            if (last is not null && kinds.Length != last.Length)
                throw _faults.Invalid(at, "type mismatch", $"labels of br_table take {ValueKinds.Names(last)} and {ValueKinds.Names(kinds)}");
            Check(kinds);
            last = kinds;
        }
        SetUnreachable();
        return cursor.Position;
    }

    void Return()
    {
        _blocks[0].Branches++;
        Check(_frames[0].Results);
        SetUnreachable();
    }

    void Call(uint function, int at, bool tail)
    {
        if (function >= (uint)_module.FunctionTypes.Length)
            throw _faults.Invalid(at, "unknown function", $"index {function} of {_module.FunctionTypes.Length}");
        Call(_module.TypeList[_module.FunctionTypes[(int)function]], tail);
    }

    void CallIndirect(uint type, uint table, int at, bool tail)
    {
        if (table >= (uint)_module.TableList.Length)
            throw _faults.Invalid(at, "unknown table", $"index {table} of {_module.TableList.Length}");
        if (_module.TableList[table].Element != ValueKind.FuncRef)
            throw _faults.Invalid(at, "type mismatch", $"table {table} holds {_module.TableList[table].Element.Name()}, not functions");
        if (type >= (uint)_module.TypeList.Length)
            throw _faults.Invalid(at, "unknown type", $"type {type} of {_module.TypeList.Length}");
        _traits |= FunctionTraits.IndirectCalls;
        Pop(ValueKind.Int32);
        Call(_module.TypeList[type], tail);
    }

    void Call(FunctionType type, bool tail)
    {
        PopAll(type.ParameterKinds);
        _maxCallParameters = Math.Max(_maxCallParameters, type.ParameterKinds.Length);
        _maxCallResults = Math.Max(_maxCallResults, type.ResultKinds.Length);
        if (!tail)
        {
            _traits |= FunctionTraits.Calls;
            _blocks[_frames[_depth - 1].Block].Traits |= BlockTraits.Calls;
            PushAll(type.ResultKinds);
            return;
        }
        _traits |= FunctionTraits.TailCalls;
        if (!type.Results.SequenceEqual(_frames[0].Results))
        {
            throw _faults.Invalid(_at, "type mismatch",
                $"a tail call of a function that gives {ValueKinds.Names(type.Results)} in one that gives {ValueKinds.Names(_frames[0].Results)}");
        }
        SetUnreachable();
    }
}

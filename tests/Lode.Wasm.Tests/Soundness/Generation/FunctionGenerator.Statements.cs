namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Statements: they may leave values, and use those that others left.</summary>
sealed partial class FunctionGenerator
{
    /// <summary>Values that statements leave in one block.</summary>
    const int MostLeft = 24;

    void Statements(ulong seed, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ulong id = Choice.Of(seed, i).Bits();
            if (_reduction.Skipped.Contains(id))
                continue;
            _reduction.Made.Add(id);
            if (Frame.IsDead && i % 3 == 0)
                break;
            Choice outer = _random;
            _random = new(id);
            Statement();
            _random = outer;
        }
    }

    void Statement()
    {
        if (_stack.Count - Frame.Height > MostLeft)
            Consume(leaves: false);
        switch (_random.Below(40))
        {
            case < 7 when AnyKind() is var kind && AnyLocal(kind, toSet: true) is >= 0 and int local:
                Produce(kind);
                SetLocal(local);
                break;
            case 7 or 8:
                SetGlobal();
                break;
            case < 14:
                Store();
                break;
            case < 18 when _frames.Count < 6 && !IsFull:
                BlockStatement();
                break;
            case 18 or 19 when _frames.Count < 5 && !IsFull:
                CountedLoop();
                break;
            case < 22 when !IsFull && !_isLeaf:
                CallStatement();
                break;
            case < 25:
                Branch();
                break;
            case 25 when !_isLeaf:
                BulkMemory();
                break;
            case 26 when !_isLeaf:
                ChangeTable();
                break;
            case < 33:
                Consume(leaves: true);
                break;
            case 33:
                Leave();
                break;
            case 34:
                DeadOperation();
                break;
            case 35:
                Write(0x01);
                break;
            default:
                Produce(AnyKind());
                break;
        }
    }

    void SetGlobal()
    {
        int[] globals = [.. Enumerable.Range(0, _shape.Globals.Count).Where(index =>
            index != _shape.Fuel && _shape.Globals[index].Mutability == Mutability.Mutable)];
        if (globals.Length == 0)
            return;
        int global = _random.Of(globals);
        Produce(_shape.Globals[global].Content);
        Write(0x24).U32(global);
        Pop(1);
    }

    void CallStatement()
    {
        int function = _random.Below(_shape.Functions.Count);
        Call(function, takes: true);
        if (_random.OneIn(2))
            return;
        for (int i = _shape.Functions[function].Results.Length; i > 0; i--)
            Consume(leaves: false);
    }

    /// <summary>Uses the topmost value of the block; makes one where there is none.</summary>
    void Consume(bool leaves)
    {
        if (_stack.Count == Frame.Height)
        {
            if (!leaves)
                throw new InvalidOperationException("the generator uses a value that is not there");
            Produce(AnyKind());
            return;
        }
        ValueKind kind = _stack[^1];
        int local = AnyLocal(kind, toSet: true);
        switch (_random.Below(leaves ? 5 : 3))
        {
            case 0 when local >= 0:
                SetLocal(local);
                break;
            case 1 when !kind.IsReference():
                int scratch = Scratch(kind);
                SetLocal(scratch);
                Number(_random.Below(0x8000));
                GetLocal(scratch);
                (int code, int bits) = s_stores[kind][0];
                Access(code, bits, _random.Below(0x7f00));
                Pop(2);
                break;
            case 2 or 3 when leaves && !kind.IsReference():
                Apply(kind);
                break;
            case 4 when leaves && local >= 0:
                Write(0x22).U32(local);
                break;
            default:
                Drop();
                break;
        }
    }

    /// <summary>An operation whose first operand is there.</summary>
    void Apply(ValueKind kind)
    {
        ValueKind result = _random.OneIn(2) ? kind : AnyKind();
        Operation[] operations = [.. Operations.For(result, _limits.Vectors).Where(operation => operation.Operands[0] == kind)];
        if (operations.Length == 0)
        {
            Drop();
            return;
        }
        Operation operation = _random.Of(operations);
        foreach (ValueKind operand in operation.Operands[1..])
            Produce(operand, operation.IsTransparent ? FloatLanes.None : operation.Accepts);
        Guard(operation.Code);
        Write(operation.Code);
        Pop(operation.Operands.Length);
        Push(result);
        if (operation.Makes != FloatLanes.None && !operation.IsTransparent)
            Canonicalize(result, operation.Makes);
    }

    /// <summary>Leaves the function, mostly where some condition holds.</summary>
    void Leave()
    {
        bool always = _random.OneIn(6);
        if (!always)
        {
            Produce(ValueKind.Int32);
            Pop(1);
            Write(IfCode).Byte(0x40);
            _frames.Add(new([], [], _stack.Count));
        }
        switch (_random.Below(8))
        {
            case 0:
                Write(0x00);
                Die();
                break;
            case < 4:
                TailCall();
                break;
            default:
                Return();
                break;
        }
        if (!always)
        {
            Settle();
            Close();
        }
    }

    /// <summary>In dead code, an instruction whose operands are nowhere.</summary>
    void DeadOperation()
    {
        if (!Frame.IsDead)
            return;
        if (_random.OneIn(4))
        {
            Drop();
            return;
        }
        ValueKind kind;
        do
            kind = AnyKind();
        while (kind.IsReference());
        while (_stack.Count > Frame.Height)
            Drop();
        Write(_random.Of(Operations.For(kind, _limits.Vectors)).Code);
        Push(kind);
    }
}

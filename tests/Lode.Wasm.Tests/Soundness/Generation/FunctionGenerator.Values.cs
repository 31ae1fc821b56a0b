namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Values: each of these leaves one more operand.</summary>
sealed partial class FunctionGenerator
{
    /// <summary>Makes a value of a type.</summary>
    /// <param name="kind">The type.</param>
    /// <param name="open">Where it goes, NaNs' bits in these lanes do not show.</param>
    void Produce(ValueKind kind, FloatLanes open = FloatLanes.None)
    {
        if (_depth >= _limits.Depth || IsFull)
        {
            Leaf(kind);
            return;
        }
        _depth++;
        switch (_random.Below(24))
        {
            case < 11 when !kind.IsReference():
                Operate(_random.Of(Operations.For(kind, _limits.Vectors)), open);
                break;
            case 11 or 12 when !kind.IsReference():
                Load(kind);
                break;
            case 13:
                Select(kind, open);
                break;
            case 14 when AnyLocal(kind, toSet: true) is >= 0 and int local:
                Produce(kind);
                Write(0x22).U32(local);
                break;
            case 15:
                BlockValue(kind);
                break;
            case 16 or 17:
                CallValue(kind);
                break;
            case 18 or 19:
                Special(kind, open);
                break;
            default:
                Leaf(kind);
                break;
        }
        _depth--;
    }

    /// <summary>Makes values of the types.</summary>
    /// <param name="kinds">The types.</param>
    /// <param name="takes">Whether values may do that are there: not where those wait for another instruction.</param>
    void ProduceAll(ReadOnlySpan<ValueKind> kinds, bool takes)
    {
        if (takes && EndsWith(kinds) && !_random.OneIn(3))
            return;
        foreach (ValueKind kind in kinds)
            Produce(kind);
    }

    /// <summary>A constant, a local or a global.</summary>
    void Leaf(ValueKind kind)
    {
        int local = _random.OneIn(3) ? -1 : AnyLocal(kind, toSet: false);
        if (local >= 0)
        {
            GetLocal(local);
            return;
        }
        int[] globals = [.. Enumerable.Range(0, _shape.Globals.Count).Where(index => _shape.Globals[index].Content == kind)];
        if (globals.Length > 0 && _random.OneIn(4))
            Write(0x23).U32(_random.Of(globals));
        else
            Constant(kind);
        Push(kind);
    }

    /// <summary>Writes a constant.</summary>
    void Constant(ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.Int32:
                Write(0x41).Signed(Interesting.Int32(_random));
                break;
            case ValueKind.Int64:
                Write(0x42).Signed(Interesting.Int64(_random));
                break;
            case ValueKind.Float32:
                Write(0x43).Fixed(Interesting.Single(_random), 4);
                break;
            case ValueKind.Float64:
                Write(0x44).Fixed(Interesting.Double(_random), 8);
                break;
            case ValueKind.V128:
                Write(0xfd0c).Fixed((ulong)Interesting.Int64(_random), 8).Fixed((ulong)Interesting.Int64(_random), 8);
                break;
            case ValueKind.FuncRef when AnyReferableFunction() is >= 0 and int function && !_random.OneIn(3):
                Write(0xd2).U32(function);
                break;
            case ValueKind.ExternRef when _random.OneIn(2):
                Write(0x23).U32(_shape.Extern);
                break;
            default:
                Write(0xd0).Byte((int)kind);
                break;
        }
    }

    void Number(int value)
    {
        Write(0x41).Signed(value);
        Push(ValueKind.Int32);
    }

    void Operate(Operation operation, FloatLanes open)
    {
        bool passes = operation.IsTransparent && operation.Makes != open;
        foreach (ValueKind operand in operation.Operands)
            Produce(operand, passes ? FloatLanes.None : operation.Accepts);
        Guard(operation.Code);
        Write(operation.Code);
        Pop(operation.Operands.Length);
        Push(operation.Result);
        if (operation.Makes != FloatLanes.None && operation.Makes != open && !passes)
            Canonicalize(operation.Result, operation.Makes);
    }

    /// <summary>Changes the topmost operand so that an instruction that may trap mostly does not.</summary>
    void Guard(int opcode)
    {
        if (_random.OneIn(24))
            return;
        switch (opcode)
        {
            case >= 0x6d and <= 0x70:
                Write(0x41).Signed(0x7fffffff);
                Write(0x71);
                Write(0x41).Signed(_random.From(1, 7));
                Write(0x72);
                break;
            case >= 0x7f and <= 0x82:
                Write(0x42).Signed(long.MaxValue);
                Write(0x83);
                Write(0x42).Signed(_random.From(1, 7));
                Write(0x84);
                break;
            case 0xa8 or 0xa9 or 0xae or 0xaf:
                Write(0xfc00); // i32.trunc_sat_f32_s
                Write(0x41).Signed(0x3fffff);
                Write(0x71);
                Write(0xb2);
                break;
            case 0xaa or 0xab or 0xb0 or 0xb1:
                Write(0xfc02);
                Write(0x41).Signed(0x3fffffff);
                Write(0x71);
                Write(0xb7);
                break;
        }
    }

    /// <summary>Makes NaNs in the topmost operand one NaN.</summary>
    void Canonicalize(ValueKind kind, FloatLanes lanes)
    {
        int local = Scratch(kind);
        Write(0x21).U32(local);
        Write(0x20).U32(local);
        switch (kind)
        {
            case ValueKind.Float32:
                Write(0x43).Fixed(Interesting.SingleNaN, 4);
                break;
            case ValueKind.Float64:
                Write(0x44).Fixed(Interesting.DoubleNaN, 8);
                break;
            default:
                ulong half = lanes == FloatLanes.Single ? (ulong)Interesting.SingleNaN << 32 | Interesting.SingleNaN : Interesting.DoubleNaN;
                Write(0xfd0c).Fixed(half, 8).Fixed(half, 8);
                break;
        }
        Write(0x20).U32(local);
        Write(0x20).U32(local);
        Write(kind switch
        {
            ValueKind.Float32 => 0x5b,
            ValueKind.Float64 => 0x61,
            _ => lanes == FloatLanes.Single ? 0xfd41 : 0xfd47,
        });
        Write(kind == ValueKind.V128 ? 0xfd52 : 0x1b);
    }

    void Select(ValueKind kind, FloatLanes open)
    {
        Produce(kind, open);
        Produce(kind, open);
        Produce(ValueKind.Int32);
        if (kind.IsReference() || _random.OneIn(4))
            Write(0x1c).U32(1).Byte((int)kind);
        else
            Write(0x1b);
        Pop(2);
    }

    /// <summary>Instructions that only one type has.</summary>
    void Special(ValueKind kind, FloatLanes open)
    {
        switch (kind)
        {
            case ValueKind.Int32 when !_limits.Vectors || _random.OneIn(2):
                Sizes();
                break;
            case ValueKind.FuncRef or ValueKind.ExternRef:
                GetElement(kind);
                break;
            case ValueKind.V128 when _limits.Vectors:
                VectorSpecial(open);
                break;
            default:
                if (_limits.Vectors)
                    ExtractLane(kind, open);
                else
                    Leaf(kind);
                break;
        }
    }
}

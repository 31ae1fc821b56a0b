namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Makes the body of a function, which uses all that the module has, at random.</summary>
/// <remarks>
/// Statements change the operand stack as they like, within their block. Each draws from random numbers of its own, so that any of them
/// can be left out with little change of the others: that is how a failing module is reduced.
/// </remarks>
sealed partial class FunctionGenerator
{
    readonly Shape _shape;
    readonly FunctionType _type;
    readonly GenerationLimits _limits;
    readonly Reduction _reduction;
    readonly BinaryBuilder _code = new();

    /// <summary>Whether it calls nothing, so that a compiler may keep locals in more registers.</summary>
    readonly bool _isLeaf;
    readonly List<ValueKind> _stack = [];
    readonly List<Frame> _frames = [];
    Choice _random;
    int _depth;

    public FunctionGenerator(Shape shape, FunctionType type, ulong seed, GenerationLimits limits, Reduction reduction)
    {
        _shape = shape;
        _type = type;
        _limits = limits;
        _reduction = reduction;
        _random = new(seed);
        _isLeaf = _random.OneIn(3);
        foreach (ValueKind parameter in type.Parameters)
            AddLocal(parameter, isWritable: true);
        int locals = _random.Below(8) switch { 0 => 0, 1 => _random.From(20, 120), _ => _random.From(1, 16) };
        for (int i = 0; i < locals; i++)
            AddLocal(AnyKind(), isWritable: true);
        ValueKind[] results = type.Results.ToArray();
        _frames.Add(new(results, results, 0));
        SpendFuel(10);
        Statements(seed, _random.From(1, limits.Statements));
        Settle();
        _code.Byte(0x0b);
    }

    Frame Frame => _frames[^1];

    /// <summary>Whether enough was made.</summary>
    bool IsFull => _code.Length > _limits.Bytes;

    /// <summary>The entry of the code section, without its length.</summary>
    public byte[] ToArray()
    {
        BinaryBuilder body = new();
        WriteLocals(body);
        return body.Bytes(_code.ToArray()).ToArray();
    }

    /// <summary>Writes an opcode, with its prefix.</summary>
    BinaryBuilder Write(int opcode) => opcode < 0x100 ? _code.Byte(opcode) : _code.Byte(opcode >> 8).U32(opcode & 0xff);

    void Push(ValueKind kind) => _stack.Add(kind);

    void Push(ReadOnlySpan<ValueKind> kinds) => _stack.AddRange(kinds);

    /// <summary>Takes the topmost operands; in dead code there may be fewer.</summary>
    void Pop(int count)
    {
        int there = Math.Min(count, _stack.Count - Frame.Height);
        if (there < count && !Frame.IsDead)
            throw new InvalidOperationException("the generator takes an operand that is not there");
        _stack.RemoveRange(_stack.Count - there, there);
    }

    /// <summary>Whether the topmost operands of the block have the types.</summary>
    bool EndsWith(ReadOnlySpan<ValueKind> kinds)
    {
        if (_stack.Count - Frame.Height < kinds.Length)
            return false;
        for (int i = 0; i < kinds.Length; i++)
        {
            if (_stack[_stack.Count - kinds.Length + i] != kinds[i])
                return false;
        }
        return true;
    }

    ValueKind AnyKind() => _random.Below(16) switch
    {
        < 5 => ValueKind.Int32,
        < 8 => ValueKind.Int64,
        < 10 => ValueKind.Float32,
        < 12 => ValueKind.Float64,
        < 14 => _limits.Vectors ? ValueKind.V128 : ValueKind.Int64,
        14 => ValueKind.FuncRef,
        _ => ValueKind.ExternRef,
    };

    ValueKind[] AnyKinds(int most)
    {
        ValueKind[] kinds = new ValueKind[_random.From(0, most)];
        for (int i = 0; i < kinds.Length; i++)
            kinds[i] = AnyKind();
        return kinds;
    }
}

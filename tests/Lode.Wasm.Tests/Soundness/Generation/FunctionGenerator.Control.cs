namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Blocks and branches.</summary>
sealed partial class FunctionGenerator
{
    const int BlockCode = 0x02, LoopCode = 0x03, IfCode = 0x04;

    void BlockValue(ValueKind kind)
    {
        ValueKind[] results = [.. _random.OneIn(3) ? AnyKinds(3) : [], kind];
        ValueKind[] parameters = _random.OneIn(3) ? AnyKinds(3) : [];
        ProduceAll(parameters, takes: false);
        Block(_random.From(BlockCode, IfCode), parameters, results, 2);
        KeepResult(results, results.Length - 1);
    }

    /// <summary>A block of random types, whose parameters may be values that are there.</summary>
    void BlockStatement()
    {
        ValueKind[] parameters = _random.OneIn(2) ? [] : _random.OneIn(2) ? AnyKinds(4) : Topmost(_random.Below(4));
        ValueKind[] results = _random.OneIn(2) ? [] : AnyKinds(5);
        ProduceAll(parameters, takes: true);
        Block(_random.From(BlockCode, IfCode), parameters, results, 4);
    }

    /// <summary>A loop that counts a local down, as compilers write it.</summary>
    void CountedLoop()
    {
        int local = AddLocal(ValueKind.Int32, isWritable: false);
        Number(_random.From(1, 12));
        SetLocal(local);
        Write(LoopCode).Byte(0x40);
        _frames.Add(new([], [], _stack.Count));
        SpendFuel(1);
        Statements(_random.Bits(), _random.From(1, 4));
        if (!Frame.IsDead)
        {
            GetLocal(local);
            Number(1);
            Write(0x6b);
            Pop(1);
            Write(0x22).U32(local);
            if (_random.OneIn(2))
            {
                Number(0);
                Write(_random.OneIn(2) ? 0x4a : 0x47);
                Pop(1);
            }
            Write(0x0d).U32(0);
            Pop(1);
        }
        Settle();
        Close();
    }

    /// <summary>A block whose parameters are on the stack.</summary>
    void Block(int code, ValueKind[] parameters, ValueKind[] results, int statements)
    {
        if (code == IfCode)
        {
            Produce(ValueKind.Int32);
            Pop(1);
        }
        Write(code);
        if (parameters.Length == 0 && results.Length == 0 && !_random.OneIn(4))
            _code.Byte(0x40);
        else if (parameters.Length == 0 && results.Length == 1 && !_random.OneIn(4))
            _code.Byte((int)results[0]);
        else
            _code.Signed(_shape.TypeIndex(new(parameters, results)));
        Pop(parameters.Length);
        _frames.Add(new(code == LoopCode ? parameters : results, results, _stack.Count));
        Push(parameters);
        if (code == LoopCode)
            SpendFuel(1);
        Statements(_random.Bits(), _random.From(0, statements));
        Settle();
        if (code == IfCode && !(parameters.AsSpan().SequenceEqual(results) && _random.OneIn(2)))
        {
            _code.Byte(0x05);
            _stack.RemoveRange(Frame.Height, _stack.Count - Frame.Height);
            Frame.IsDead = false;
            Push(parameters);
            Statements(_random.Bits(), _random.From(0, statements));
            Settle();
        }
        Close();
    }

    /// <summary>Ends a block that was settled.</summary>
    void Close()
    {
        _code.Byte(0x0b);
        Frame frame = Frame;
        _frames.RemoveAt(_frames.Count - 1);
        _stack.RemoveRange(frame.Height, _stack.Count - frame.Height);
        Push(frame.Results);
    }

    /// <summary>Brings the operands of a block to what it leaves.</summary>
    void Settle()
    {
        ValueKind[] results = Frame.Results;
        if (Frame.IsDead && _random.OneIn(2))
        {
            // What is missing below is there in dead code.
            while (_stack.Count > Frame.Height)
                Drop();
            return;
        }
        int same = 0;
        int there = _stack.Count - Frame.Height;
        while (same < Math.Min(there, results.Length) && _stack[Frame.Height + same] == results[same])
            same++;
        if (same < there && Frame.IsDead)
            same = 0;
        while (_stack.Count - Frame.Height > same)
            Consume(leaves: false);
        foreach (ValueKind kind in results[same..])
            Produce(kind);
    }

    /// <summary>What follows is never reached.</summary>
    void Die()
    {
        _stack.RemoveRange(Frame.Height, _stack.Count - Frame.Height);
        Frame.IsDead = true;
    }

    void Branch()
    {
        int depth = _random.Below(_frames.Count);
        ValueKind[] label = _frames[^(1 + depth)].Label;
        ProduceAll(label, takes: true);
        switch (_random.Below(6))
        {
            case 0:
                Write(0x0c).U32(depth);
                Die();
                break;
            case 1:
                int[] others = [.. Enumerable.Range(0, _frames.Count).Where(other => _frames[^(1 + other)].Label.AsSpan().SequenceEqual(label))];
                Range(7);
                int labels = _random.Below(9);
                Write(0x0e).U32(labels);
                for (int i = 0; i < labels; i++)
                    _code.U32(_random.Of(others));
                _code.U32(depth);
                Die();
                break;
            default:
                Produce(ValueKind.Int32);
                Write(0x0d).U32(depth);
                Pop(1);
                break;
        }
    }

    /// <summary>Leaves the function where too much was done.</summary>
    void SpendFuel(int amount)
    {
        Write(0x23).U32(_shape.Fuel);
        Write(0x41).Signed(amount);
        Write(0x6b);
        Write(0x24).U32(_shape.Fuel);
        Write(0x23).U32(_shape.Fuel);
        Write(0x41).Signed(0);
        Write(0x48);
        Write(IfCode).Byte(0x40);
        foreach (ValueKind kind in _type.Results)
            Constant(kind);
        Write(0x0f);
        _code.Byte(0x0b);
    }

    /// <summary>The types of the topmost operands of the block, at most so many.</summary>
    ValueKind[] Topmost(int most) => [.. _stack.Skip(Math.Max(Frame.Height, _stack.Count - most))];
}

namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Calls.</summary>
sealed partial class FunctionGenerator
{
    /// <summary>A call that gives a value of a type among its results; a simple value where no function does.</summary>
    void CallValue(ValueKind kind)
    {
        int start = _random.Below(_shape.Functions.Count);
        for (int i = 0; i < _shape.Functions.Count && !_isLeaf; i++)
        {
            int function = (start + i) % _shape.Functions.Count;
            int result = _shape.Functions[function].Results.IndexOf(kind);
            if (result < 0)
                continue;
            Call(function, takes: false);
            KeepResult(_shape.Functions[function].Results, result);
            return;
        }
        Leaf(kind);
    }

    void Call(int function, bool takes)
    {
        FunctionType type = _shape.Functions[function];
        int entry = _random.OneIn(3) ? _shape.Entries.IndexOf(type) : -1;
        if (entry < 0)
        {
            ProduceAll(type.Parameters, takes);
            Write(0x10).U32(function);
        }
        else
        {
            ProduceAll(type.Parameters, takes);
            EntryIndex(entry);
            Write(0x11).U32(_shape.TypeIndex(type)).U32(Shape.FunctionTable);
            Pop(1);
        }
        Pop(type.Parameters.Length);
        Push(type.Results);
        if (_shape.OpenFunctions.Contains(function))
            Canonicalize(type.Results[0], Lanes(type.Results[0]));
    }

    /// <summary>The index of an entry, as a constant or as something that the compiler does not see through; seldom of another.</summary>
    void EntryIndex(int entry)
    {
        if (_random.OneIn(20))
        {
            // A null, another type, or none.
            Range(31);
            return;
        }
        if (_random.OneIn(2))
        {
            Number(entry);
            return;
        }
        Produce(ValueKind.Int32);
        Number(0);
        Write(0x71);
        Pop(1);
        Number(entry);
        Write(0x72);
        Pop(1);
    }

    /// <summary>Of values on the stack, keeps one.</summary>
    void KeepResult(ReadOnlySpan<ValueKind> results, int keep)
    {
        for (int i = results.Length - 1; i > keep; i--)
            Drop();
        if (keep == 0)
            return;
        int local = Scratch(results[keep]);
        SetLocal(local);
        for (int i = 0; i < keep; i++)
            Drop();
        GetLocal(local);
    }

    void Drop()
    {
        Write(0x1a);
        Pop(1);
    }

    /// <summary>Ends the function by calling another whose results are its own; returns where there is none.</summary>
    void TailCall()
    {
        int[] candidates =
        [
            .. Enumerable.Range(0, _shape.Functions.Count).Where(index =>
                !_shape.OpenFunctions.Contains(index) && _shape.Functions[index].Results.SequenceEqual(_type.Results)),
        ];
        if (candidates.Length == 0 || _isLeaf && _random.OneIn(2))
        {
            Return();
            return;
        }
        int function = _random.Of(candidates);
        FunctionType type = _shape.Functions[function];
        int entry = _random.OneIn(2) ? _shape.Entries.IndexOf(type) : -1;
        ProduceAll(type.Parameters, takes: true);
        if (entry < 0)
        {
            Write(0x12).U32(function);
        }
        else
        {
            EntryIndex(entry);
            Write(0x13).U32(_shape.TypeIndex(type)).U32(Shape.FunctionTable);
        }
        Die();
    }

    void Return()
    {
        ProduceAll(_type.Results, takes: true);
        Write(0x0f);
        Die();
    }
}

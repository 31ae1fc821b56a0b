namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Writes functions that let any host, JavaScript too, call others and look at a module's state, with integers only.</summary>
static class WrapperWriter
{
    /// <summary>What calls may spend.</summary>
    public const int Fuel = 300;

    /// <summary>The wrapper's type: a reference is an i32, a vector two i64.</summary>
    public static FunctionType TypeOf(FunctionType type) => new(Integers(type.Parameters), Integers(type.Results));

    static ValueKind[] Integers(ReadOnlySpan<ValueKind> kinds)
    {
        List<ValueKind> integers = [];
        foreach (ValueKind kind in kinds)
        {
            integers.Add(kind is ValueKind.Int64 or ValueKind.Float64 or ValueKind.V128 ? ValueKind.Int64 : ValueKind.Int32);
            if (kind == ValueKind.V128)
                integers.Add(ValueKind.Int64);
        }
        return [.. integers];
    }

    /// <summary>The body of a function that calls another.</summary>
    public static byte[] Call(Shape shape, int function)
    {
        FunctionType type = shape.Functions[function];
        BinaryBuilder code = new();
        // A local per result.
        int first = Integers(type.Parameters).Length;
        code.U32(type.Results.Length);
        foreach (ValueKind kind in type.Results)
            code.U32(1).Byte((int)kind);
        ResetFuel(shape, code);
        int local = 0;
        foreach (ValueKind kind in type.Parameters)
        {
            code.Byte(0x20).U32(local++);
            Argument(shape, code, kind, ref local);
        }
        code.Byte(0x10).U32(function);
        for (int i = type.Results.Length - 1; i >= 0; i--)
            code.Byte(0x21).U32(first + i);
        for (int i = 0; i < type.Results.Length; i++)
            Result(code, type.Results[i], first + i);
        return code.Byte(0x0b).ToArray();
    }

    public static byte[] Reset(Shape shape)
    {
        BinaryBuilder code = new BinaryBuilder().U32(0);
        ResetFuel(shape, code);
        return code.Byte(0x0b).ToArray();
    }

    /// <summary>The body of a function () -> (i64).</summary>
    public static byte[] Digest(Shape shape)
    {
        BinaryBuilder code = new BinaryBuilder().U32(2).U32(1).Byte((int)ValueKind.Int64).U32(1).Byte((int)ValueKind.V128);
        for (int i = 0; i < shape.Globals.Count; i++)
        {
            if (shape.Globals[i].Content == ValueKind.V128)
            {
                code.Byte(0x23).U32(i).Byte(0xfd).U32(0x1d).Byte(0);
                Mix(code);
                code.Byte(0x23).U32(i).Byte(0xfd).U32(0x1d).Byte(1);
            }
            else
            {
                code.Byte(0x23).U32(i);
                ToInt64(code, shape.Globals[i].Content);
            }
            Mix(code);
        }
        for (int i = 0; i < shape.Tables.Count; i++)
        {
            code.Byte(0xfc).U32(0x10).U32(i).Byte(0xad);
            Mix(code);
            for (int k = 0; k < shape.Tables[i].Minimum; k++)
            {
                code.Byte(0x41).Signed(k).Byte(0x25).U32(i);
                ToInt64(code, ValueKind.FuncRef);
                Mix(code);
            }
        }
        return code.Byte(0x20).U32(0).Byte(0x0b).ToArray();
    }

    static void ResetFuel(Shape shape, BinaryBuilder code) => code.Byte(0x41).Signed(Fuel).Byte(0x24).U32(shape.Fuel);

    static void Argument(Shape shape, BinaryBuilder code, ValueKind kind, ref int local)
    {
        switch (kind)
        {
            case ValueKind.Float32:
                code.Byte(0xbe);
                break;
            case ValueKind.Float64:
                code.Byte(0xbf);
                break;
            case ValueKind.V128:
                code.Byte(0xfd).U32(0x12).Byte(0x20).U32(local++).Byte(0xfd).U32(0x1e).Byte(1);
                break;
            case ValueKind.FuncRef:
                code.Byte(0x41).Signed(3).Byte(0x71).Byte(0x25).U32(Shape.FunctionTable);
                break;
            case ValueKind.ExternRef:
                code.Byte(0x04).Byte((int)kind).Byte(0x23).U32(shape.Extern).Byte(0x05).Byte(0xd0).Byte((int)kind).Byte(0x0b);
                break;
        }
    }

    static void Result(BinaryBuilder code, ValueKind kind, int local)
    {
        code.Byte(0x20).U32(local);
        switch (kind)
        {
            case ValueKind.Float32:
                code.Byte(0xbc);
                break;
            case ValueKind.Float64:
                code.Byte(0xbd);
                break;
            case ValueKind.V128:
                code.Byte(0xfd).U32(0x1d).Byte(0).Byte(0x20).U32(local).Byte(0xfd).U32(0x1d).Byte(1);
                break;
            case ValueKind.FuncRef or ValueKind.ExternRef:
                code.Byte(0xd1);
                break;
        }
    }

    static void ToInt64(BinaryBuilder code, ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.Int32:
                code.Byte(0xac);
                break;
            case ValueKind.Float32:
                code.Byte(0xbc).Byte(0xac);
                break;
            case ValueKind.Float64:
                code.Byte(0xbd);
                break;
            case ValueKind.FuncRef or ValueKind.ExternRef:
                code.Byte(0xd1).Byte(0xac);
                break;
        }
    }

    /// <summary>Mixes an i64 on the stack into the first local.</summary>
    static void Mix(BinaryBuilder code) =>
        code.Byte(0x20).U32(0).Byte(0x42).Signed(1000003).Byte(0x7e).Byte(0x7c).Byte(0x21).U32(0);
}

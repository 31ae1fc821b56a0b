namespace Lode.Wasm;

/// <summary>An expression that is evaluated when a module is instantiated: validated, in postfix order.</summary>
public sealed class ConstantExpression
{
    readonly ConstantInstruction[] _instructions;

    internal ConstantExpression(ValueKind kind, ReadOnlySpan<ConstantInstruction> instructions)
    {
        Kind = kind;
        _instructions = instructions.ToArray();
    }

    /// <summary>The type of the value.</summary>
    public ValueKind Kind { get; }

    /// <summary>The instructions. Almost always one.</summary>
    public ReadOnlySpan<ConstantInstruction> Instructions => _instructions;

    /// <summary>Evaluates an integer expression (<c>i32</c> or <c>i64</c>), as offsets of segments are.</summary>
    /// <param name="globals">Gives the value of an imported global of integer type.</param>
    public long EvaluateInteger(Func<int, long> globals)
    {
        ArgumentNullException.ThrowIfNull(globals);
        Span<long> stack = _instructions.Length <= 64 ? stackalloc long[64] : new long[_instructions.Length];
        int count = 0;
        foreach (ConstantInstruction instruction in _instructions)
        {
            switch (instruction.Operation)
            {
                case ConstantOperation.Int32 or ConstantOperation.Int64:
                    stack[count++] = instruction.Low;
                    break;
                case ConstantOperation.Global:
                    stack[count++] = globals((int)instruction.Low);
                    break;
                default:
                    long right = stack[--count], left = stack[count - 1];
                    stack[count - 1] = Apply(instruction.Operation, left, right);
                    break;
            }
        }
        return stack[0];
    }

    static long Apply(ConstantOperation operation, long left, long right) => operation switch
    {
        ConstantOperation.Int32Add => (int)(left + right),
        ConstantOperation.Int32Subtract => (int)(left - right),
        ConstantOperation.Int32Multiply => (int)(left * right),
        ConstantOperation.Int64Add => left + right,
        ConstantOperation.Int64Subtract => left - right,
        ConstantOperation.Int64Multiply => left * right,
        _ => throw new InvalidOperationException($"{operation} is no integer operation"),
    };
}

using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Sums and differences of integers, many of which are addresses to the processor.</summary>
sealed unsafe partial class FunctionCompiler
{
    void Add(bool wide)
    {
        PopCommutative(out Operand first, out Operand second);
        if (first.Kind == OperandKind.Constant && second.Kind == OperandKind.Constant)
        {
            PushConstant(Integer(wide), wide ? first.Value + second.Value : (int)(first.Value + second.Value));
            return;
        }
        int constant = RegisterOf(first) >= 0 && RegisterOf(second) >= 0 ? NextAddend(wide) : 0;
        int to = ResultRegister(first);
        if (RegisterOf(second) == to && RegisterOf(first) != to)
            (first, second) = (second, first);
        int from = RegisterOf(first), other = RegisterOf(second);
        if (from >= 0 && from != to && second.IsImmediate)
        {
            _a.LoadAddress(wide, (Register)to, new Address((Register)from, (int)second.Value));
        }
        else if (from >= 0 && other >= 0 && (from != to || constant != 0))
        {
            _a.LoadAddress(wide, (Register)to, Sum((Register)from, (Register)other) with { Displacement = constant });
        }
        else
        {
            Move(to, first);
            Operate(AluOperation.Add, wide, (Register)to, second);
        }
        PushResult(to, Integer(wide));
    }

    /// <summary>The constant that is added next; 0 where none is.</summary>
    int NextAddend(bool wide)
    {
        int start = _at;
        if (Next != (wide ? Opcode.I64Const : Opcode.I32Const))
            return 0;
        _at++;
        long value = Signed();
        if (value != (int)value || Next != (wide ? Opcode.I64Add : Opcode.I32Add))
        {
            _at = start;
            return 0;
        }
        _at++;
        _instructions += 2;
        return (int)value;
    }

    /// <summary>The sum of two registers as an address; a base of rbp or r13 would cost a byte more.</summary>
    static Address Sum(Register a, Register b) => a is Register.R13 ? new(b, a, 0, 0) : new(a, b, 0, 0);

    void Subtract(bool wide)
    {
        Operand second = Pop(), first = Pop();
        if (second.Kind == OperandKind.Constant && (wide || (int)second.Value != int.MinValue) && second.Value != long.MinValue)
        {
            // The sum with the opposite may be an address.
            _stack[_count++] = first;
            Restore(first);
            PushConstant(second.Type, -second.Value);
            Add(wide);
            return;
        }
        int to = Destination();
        if (to >= 0 && RegisterOf(second) == to && RegisterOf(first) != to)
        {
            // second = first - second
            _a.Negate(wide, (Register)to);
            Operate(AluOperation.Add, wide, (Register)to, first);
            PushResult(to, Integer(wide));
            return;
        }
        if (to < 0)
            to = ResultRegister(first);
        Move(to, first);
        Operate(AluOperation.Subtract, wide, (Register)to, second);
        PushResult(to, Integer(wide));
    }

    /// <summary>A shift whose result a constant is added to, as one address. Says whether that follows.</summary>
    bool AddConstantToScaled(bool wide, in Operand index, int scale)
    {
        int from = RegisterOf(index);
        int value = from < 0 ? 0 : NextAddend(wide);
        if (value == 0)
            return false;
        int to = ResultRegister(index);
        _a.LoadScaled(wide, (Register)to, (Register)from, scale, value);
        PushResult(to, Integer(wide));
        return true;
    }

    /// <summary>A shift whose result is added to what lies below, as one address. Says whether it was possible.</summary>
    bool AddScaled(bool wide, in Operand index, int scale)
    {
        ref readonly Operand below = ref _stack[_count - 1];
        int from = RegisterOf(below);
        if (from < 0 || index.Kind == OperandKind.Constant)
            return false;
        _at++;
        _instructions++;
        Operand addend = Pop();
        Register scaled = UseGeneral(index);
        int constant = NextAddend(wide), to = ResultRegister(addend);
        _a.LoadAddress(wide, (Register)to, new Address((Register)from, scaled, scale, constant));
        PushResult(to, Integer(wide));
        return true;
    }
}

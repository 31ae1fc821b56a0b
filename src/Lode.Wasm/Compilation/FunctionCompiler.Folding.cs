using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Loads that become an operand of the instruction that follows.</summary>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>Folds a load of integers into what takes its value, where one instruction can do both. Says whether it did.</summary>
    bool FoldLoad(Opcode opcode, uint offset)
    {
        int bytes = opcode switch
        {
            Opcode.I32Load => 4,
            Opcode.I64Load => 8,
            Opcode.I32Load8U => 1,
            _ => 0,
        };
        if (bytes == 0)
            return false;
        Opcode next = Next;
        bool wide = bytes == 8;
        if (!wide && next is Opcode.I32Eqz or Opcode.BrIf or Opcode.If || wide && next == Opcode.I64Eqz)
        {
            Compare(opcode, offset, bytes, 0);
            bool negated = next is Opcode.I32Eqz or Opcode.I64Eqz;
            if (negated)
                Consume();
            FinishTest(new(negated ? Condition.Equal : Condition.NotEqual));
            return true;
        }
        if (next == (wide ? Opcode.I64Const : Opcode.I32Const))
            return CompareWithConstant(opcode, offset, bytes);
        if (bytes < 4)
            return false;
        if (IsComparison(next, wide))
            return CompareWithBelow(offset, bytes);
        AluOperation operation = (wide ? next - (Opcode.I64Add - Opcode.I32Add) : next) switch
        {
            Opcode.I32Add => AluOperation.Add,
            Opcode.I32Sub => AluOperation.Subtract,
            Opcode.I32And => AluOperation.And,
            Opcode.I32Or => AluOperation.Or,
            Opcode.I32Xor => AluOperation.Xor,
            _ => AluOperation.Compare,
        };
        return operation != AluOperation.Compare && CombineWithBelow(operation, offset, bytes);
    }

    /// <summary>Says that the next instruction, of one byte, is done.</summary>
    void Consume()
    {
        _at++;
        _instructions++;
    }

    static bool IsComparison(Opcode opcode, bool wide) =>
        wide ? opcode is >= Opcode.I64Eq and <= Opcode.I64GeU : opcode is >= Opcode.I32Eq and <= Opcode.I32GeU;

    /// <summary>Compares memory with a constant.</summary>
    void Compare(Opcode opcode, uint offset, int bytes, int value)
    {
        Address place = AddressOf(Pop(), offset, bytes);
        AddSite(SiteKind.Access);
        if (bytes == 1)
            _a.Compare8(place, value);
        else
            _a.Alu(AluOperation.Compare, opcode == Opcode.I64Load, place, value);
    }

    bool CompareWithConstant(Opcode opcode, uint offset, int bytes)
    {
        int start = _at++;
        bool wide = bytes == 8;
        long value = Signed();
        Opcode comparison = Next;
        // What was loaded without sign is never negative: signs do not matter where the constant has none either.
        bool fits = bytes >= 4 ? value == (int)value : value >= 0 && value < 1L << bytes * 8;
        if (!fits || !IsComparison(comparison, wide))
        {
            _at = start;
            return false;
        }
        _instructions++;
        Consume();
        Condition condition = (Condition)Conditions[comparison - (wide ? Opcode.I64Eq : Opcode.I32Eq)];
        Compare(opcode, offset, bytes, (int)value);
        FinishTest(new(bytes >= 4 ? condition : Unsigned(condition)));
        return true;
    }

    static Condition Unsigned(Condition condition) => condition switch
    {
        Condition.Less => Condition.Below,
        Condition.LessOrEqual => Condition.BelowOrEqual,
        Condition.Greater => Condition.Above,
        Condition.GreaterOrEqual => Condition.AboveOrEqual,
        _ => condition,
    };

    /// <summary>Compares the operand below with memory.</summary>
    bool CompareWithBelow(uint offset, int bytes)
    {
        bool wide = bytes == 8;
        Condition condition = (Condition)Conditions[Next - (wide ? Opcode.I64Eq : Opcode.I32Eq)];
        if (_stack[_count - 2].Kind == OperandKind.Constant)
            return false;
        Consume();
        Operand index = Pop(), first = Pop();
        Register register = UseGeneral(first);
        Address place = AddressOf(index, offset, bytes);
        AddSite(SiteKind.Access);
        _a.Alu(AluOperation.Compare, wide, register, place);
        FinishTest(new(condition));
        return true;
    }

    /// <summary><c>op below, memory</c>.</summary>
    bool CombineWithBelow(AluOperation operation, uint offset, int bytes)
    {
        bool wide = bytes == 8;
        // Bits that are only tested need no result.
        bool tested = operation == AluOperation.And && (Opcode)_code[_at + 1] is Opcode.I32Eqz or Opcode.I64Eqz or Opcode.BrIf or Opcode.If;
        if (tested || _stack[_count - 2].Kind == OperandKind.Constant)
            return false;
        Consume();
        Operand index = Pop(), first = Pop();
        Address place = AddressOf(index, offset, bytes);
        int to = ResultRegister(first);
        if (place.Index != Register.None && (int)place.Index == to)
            to = Own(first) >= 0 ? Own(first) : Allocate(vector: false);
        Move(to, first);
        AddSite(SiteKind.Access);
        _a.Alu(operation, wide, (Register)to, place);
        PushResult(to, Integer(wide));
        return true;
    }
}

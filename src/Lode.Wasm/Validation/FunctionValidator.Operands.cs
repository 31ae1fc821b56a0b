using System.Runtime.CompilerServices;

namespace Lode.Wasm;

/// <summary>The stack of operand types.</summary>
sealed partial class FunctionValidator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Push(ValueKind kind)
    {
        int count = _count;
        if ((uint)count >= (uint)_stack.Length)
            GrowStack(1);
        _stack[count] = kind;
        _count = ++count;
        if (count > _maxOperands)
            _maxOperands = count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Pop(ValueKind kind)
    {
        int top = _count - 1;
        if (top >= _base && _stack[top] == kind)
            _count = top;
        else
            PopOther(kind);
    }

    /// <summary>Pops something that is not simply of the type: of unreachable code, or a fault.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void PopOther(ValueKind kind)
    {
        if (_count == _base)
        {
            if (!_unreachable)
                throw Mismatch([kind], []);
            return;
        }
        ValueKind found = _stack[_count - 1];
        if (found != ValueKind.Unknown)
            throw Mismatch([kind], [found]);
        _count--;
    }

    /// <summary>Pops a value of any type.</summary>
    ValueKind PopAny()
    {
        if (_count > _base)
            return _stack[--_count];
        if (!_unreachable)
            throw _faults.Invalid(_at, "type mismatch", $"{Name()} takes a value, and there is none");
        return ValueKind.Unknown;
    }

    void PopAll(ValueKind[] kinds)
    {
        Check(kinds);
        _count -= Math.Min(kinds.Length, _count - _base);
    }

    void PushAll(ValueKind[] kinds)
    {
        if (_count + kinds.Length > _stack.Length)
            GrowStack(kinds.Length);
        kinds.CopyTo(_stack, _count);
        _count += kinds.Length;
        if (_count > _maxOperands)
            _maxOperands = _count;
    }

    /// <summary>Holds the topmost operands to types; in unreachable code there may be fewer.</summary>
    void Check(ValueKind[] kinds)
    {
        int compared = Math.Min(_count - _base, kinds.Length);
        ReadOnlySpan<ValueKind> found = _stack.AsSpan(_count - compared, compared), expected = kinds.AsSpan(kinds.Length - compared);
        bool fits = compared == kinds.Length || _unreachable;
        if (fits && found.SequenceEqual(expected))
            return;
        for (int i = 0; i < compared && fits; i++)
            fits = found[i] == expected[i] || found[i] == ValueKind.Unknown;
        if (!fits)
            throw Mismatch(kinds, found);
    }

    void GrowStack(int more)
    {
        int needed = _count + more;
        if (needed > _limits.Operands)
            throw _faults.Limit(_at, nameof(WasmLimits.Operands), needed, _limits.Operands);
        Array.Resize(ref _stack, Math.Max(needed, (int)Math.Min(_stack.Length * 2L, _limits.Operands)));
    }

    WasmFormatException Mismatch(ReadOnlySpan<ValueKind> expected, ReadOnlySpan<ValueKind> found) =>
        _faults.Invalid(_at, "type mismatch", $"{Name()} expects {ValueKinds.Names(expected)}, found {ValueKinds.Names(found)}");

    /// <summary>The name of the instruction that is being read.</summary>
    string Name()
    {
        ReadOnlySpan<byte> code = _module.Bytes;
        Opcode opcode = (Opcode)code[_at];
        uint second = opcode < Opcode.MiscPrefix ? 0 : Leb128.U32(code, _at + 1, out _);
        return opcode switch
        {
            Opcode.MiscPrefix => InstructionNames.Of((MiscOpcode)second),
            Opcode.VectorPrefix => InstructionNames.Of((VectorOpcode)second),
            _ => InstructionNames.Of(opcode),
        };
    }
}

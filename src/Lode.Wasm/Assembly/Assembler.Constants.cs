using System.Runtime.InteropServices;

namespace Lode.Wasm.Assembly;

/// <summary>Constants behind a function's code, which instructions in VEX encoding reach relative to themselves.</summary>
sealed unsafe partial class Assembler
{
    readonly List<ConstantValue> _constants = [];
    readonly Dictionary<ConstantValue, int> _constantNumbers = [];
    readonly List<ConstantUse> _constantUses = [];

    /// <summary>A constant of 32 bits, as an operand in memory.</summary>
    public Address Constant32(int value) => Constant(new((uint)value, 0, 4));

    /// <summary>A constant of 64 bits, as an operand in memory.</summary>
    public Address Constant64(long value) => Constant(new(value, 0, 8));

    /// <summary>A constant of 128 bits, as an operand in memory.</summary>
    public Address Constant128(long low, long high) => Constant(new(low, high, 16));

    /// <summary>The instructions with constants since those were written, in order. Whoever moves the code moves their displacements.</summary>
    public Span<ConstantUse> ConstantUses => CollectionsMarshal.AsSpan(_constantUses);

    /// <summary>The most bytes that <see cref="WriteConstants"/> writes.</summary>
    public int ConstantBytes => _constants.Count * 16 + 15;

    /// <summary>
    /// Writes the constants that were asked for since the last time, aligned, behind a function's last instruction, where
    /// <see cref="ConstantBytes"/> are reserved. Leads the instructions to them.
    /// </summary>
    /// <param name="target">Where the instructions are: this assembler, or one that they were moved to.</param>
    public void WriteConstants(Assembler target)
    {
        if (_constants.Count == 0)
            return;
        Span<int> places = _constants.Count <= 64 ? stackalloc int[_constants.Count] : new int[_constants.Count];
        bool first = true;
        for (int size = 16; size >= 4; size >>= 1)
        {
            for (int i = 0; i < places.Length; i++)
            {
                ConstantValue constant = _constants[i];
                if (constant.Size != size)
                    continue;
                if (first)
                    target.Align(size);
                first = false;
                places[i] = target.Position;
                if (size == 4)
                    target.Data32((int)constant.Low);
                else
                    target.Data64(constant.Low);
                if (size == 16)
                    target.Data64(constant.High);
            }
        }
        foreach (ConstantUse use in _constantUses)
            target.Write32(use.Displacement, places[use.Constant] - (use.Displacement + 4 + use.ImmediateBytes));
        ForgetConstants(0);
    }

    /// <summary>Forgets the uses of constants behind an offset, and the constants when none is left.</summary>
    void ForgetConstants(int position)
    {
        int uses = _constantUses.Count;
        while (uses > 0 && _constantUses[uses - 1].Displacement >= position)
            uses--;
        _constantUses.RemoveRange(uses, _constantUses.Count - uses);
        if (uses > 0)
            return;
        _constants.Clear();
        _constantNumbers.Clear();
    }

    Address Constant(ConstantValue constant)
    {
        if (!_constantNumbers.TryGetValue(constant, out int index))
        {
            index = _constants.Count;
            _constants.Add(constant);
            _constantNumbers.Add(constant, index);
        }
        return new(Register.None, index);
    }

    /// <summary>Operands: a register and a constant.</summary>
    void ConstantOperand(int reg, in Address constant)
    {
        Byte((reg & 7) << 3 | 5);
        _constantUses.Add(new(Position, constant.Displacement, 0));
        Int32(0);
    }

    /// <summary>Tells that an immediate byte lies between the last constant's displacement and the next instruction.</summary>
    void ConstantOperandHasImmediate() => _constantUses[^1] = _constantUses[^1] with { ImmediateBytes = 1 };
}

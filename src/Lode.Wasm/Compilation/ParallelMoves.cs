using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Moves between registers that happen all at once. No register is wanted twice.</summary>
sealed class ParallelMoves
{
    const XmmRegister Scratch = XmmRegister.Xmm10;
    const int ScratchNumber = Registers.Xmm0 + (int)Scratch;

    readonly sbyte[] _to = new sbyte[32], _from = new sbyte[32];
    readonly bool[] _narrow = new bool[32];
    int _count;

    public void Clear() => _count = 0;

    /// <summary>Adds a move where it is one; the upper half of 32-bit integers does not matter.</summary>
    public void AddArgument(int to, int from, ValueKind type)
    {
        if (to != from)
            Add(to, from, type);
    }

    /// <summary>Adds a move between registers of one kind. Of 32-bit integers the upper half becomes zero.</summary>
    public void Add(int to, int from, ValueKind type)
    {
        _to[_count] = (sbyte)to;
        _from[_count] = (sbyte)from;
        _narrow[_count++] = type == ValueKind.Int32;
    }

    /// <summary>Emits the moves. Changes no register besides the targets and xmm10, and no flags.</summary>
    public void Emit(Assembler a)
    {
        while (_count > 0)
        {
            uint sources = 0;
            for (int i = 0; i < _count; i++)
            {
                if (_from[i] != _to[i])
                    sources |= 1u << _from[i];
            }
            int before = _count;
            for (int i = _count - 1; i >= 0; i--)
            {
                if ((sources >> _to[i] & 1) != 0 && (_from[i] != _to[i] || _narrow[i]))
                    continue;
                if (_from[i] != _to[i] || _narrow[i])
                    Move(a, _to[i], _from[i], _narrow[i]);
                Remove(i);
            }
            if (_count == before)
                Break(a);
        }
    }

    /// <summary>Everything left is in cycles: exchanges two registers, or saves one.</summary>
    void Break(Assembler a)
    {
        int first = 0;
        while (_from[first] == _to[first])
            first++;
        int to = _to[first], from = _from[first];
        if (Registers.IsVector(to))
        {
            Move(a, ScratchNumber, to, narrow: false);
            Rename(to, ScratchNumber);
            return;
        }
        a.Exchange(true, (Register)to, (Register)from);
        // What was wanted from one is now in the other.
        for (int i = 0; i < _count; i++)
            _from[i] = (sbyte)(_from[i] == to ? from : _from[i] == from ? to : _from[i]);
    }

    void Rename(int from, int to)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_from[i] == from)
                _from[i] = (sbyte)to;
        }
    }

    void Remove(int index)
    {
        _count--;
        _to[index] = _to[_count];
        _from[index] = _from[_count];
        _narrow[index] = _narrow[_count];
    }

    static void Move(Assembler a, int to, int from, bool narrow)
    {
        if (!Registers.IsVector(to))
            a.Move(!narrow, (Register)to, (Register)from);
        else
            a.Vex(VexCode.Vmovaps, (XmmRegister)(to - Registers.Xmm0), (XmmRegister)(from - Registers.Xmm0));
    }
}
